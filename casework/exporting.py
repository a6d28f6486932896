"""A list as a table to take along: who may see the list may take it, and the log says who did."""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from casework.models import Case
from people.models.sealed_name import listed_name

MOST = 5000


def columns() -> tuple[str, ...]:
    return (
        _("Number"), _("Service"), _("Person"), _("Settlement"), _("Status"), _("Came"), _("Due"), _("Unit"),
        _("Who answers for it"),
    )  # fmt: skip


def rows(cases: list[Case]) -> Iterator[tuple[Any, ...]]:
    for case in cases:
        person = case.beneficiary
        yield (
            case.number, case.service.name, listed_name(person.given_name, person.family_name),
            str(case.settlement or ""), str(case.get_status_display()), date_format(localdate(case.opened_at)),
            date_format(case.due_on) if case.due_on else "", case.unit.name,
            case.assignee.name if case.assignee else "",
        )  # fmt: skip
