"""The bank of shared questions."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from people.models import User
from services.actions import entries
from services.actions.forms import ChangedMeanwhile
from services.entries import KINDS, history
from services.formschema import SchemaError, parse_question
from services.models import BankQuestion


def token(slug: str) -> str:
    """Which revision a page shows."""
    return str(history.last_number("bank_question", slug))


@transaction.atomic
def publish(slug: str | None, question: dict[str, Any], *, seen: str, by: User) -> None:
    """A new shared question has its key as identifier. Raises SchemaError, InvalidEntry, ChangedMeanwhile."""
    parse_question(question)
    kind = KINDS["bank_question"]
    row = BankQuestion.objects.select_for_update().filter(slug=slug or question["key"]).first()
    if slug is None and row is not None:
        raise SchemaError(_("There is already a shared question “%(key)s”.") % {"key": question["key"]})
    if slug is not None and (row is None or token(slug) != seen):
        raise ChangedMeanwhile
    position = row.position if row else BankQuestion.objects.count()
    data = {"id": slug or question["key"], "question": question, "position": position}
    entries.publish(kind, data, by=by)
