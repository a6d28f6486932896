"""One box at the counter: an incoming number, the number of an act, the code of a slip, or whatever finds a person."""

import re
from typing import Any

from django.db.models import QuerySet

from applications import hooks
from applications.actions.tracking import CODE_LENGTH, REGISTER, as_code, as_number
from applications.models import Application
from people.models import Person, User
from people.search import Found, find_people
from records.documents import ALPHABET

NUMBER = re.compile(r"[А-Я]+-\d{4}-\d{5,}")
# A code has digits among its letters nearly always; a word that has none is rather a name.
CODE = re.compile(rf"(?=.*\d)[{ALPHABET}]{{{CODE_LENGTH}}}")


def find(text: str, *, by: User, after: str = "") -> Found:
    """At most three statements. An application leads to the person whom it is about, if the clerk may open them."""
    person = _by_reference(text, by) if not after else None
    return Found("reference", [person]) if person else find_people(text, by=by, after=after)


def _by_reference(text: str, by: User) -> Person | None:
    number, code = as_number(text), as_code(text)
    if NUMBER.fullmatch(number) and not number.startswith(f"{REGISTER}-"):
        rows = Application.objects.submitted().filter(pk__in=hooks.of_act.one(number))
    elif NUMBER.fullmatch(number):
        rows = Application.objects.submitted().filter(number=number)
    elif CODE.fullmatch(code) and not code.isdigit():
        rows = Application.objects.with_code(code)
    else:
        return None
    return Person.objects.may_come(by).with_key().filter(pk__in=rows.values("beneficiary")).first()


def served_by(user: User) -> QuerySet[Any, Any]:
    """Primary keys of the people for whom this clerk has written up an application."""
    rows = Application.objects.filter(filed_by=user, beneficiary__isnull=False)
    return rows.values_list("beneficiary", flat=True)
