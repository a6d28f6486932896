"""Wordings of acts and the library of reasons: written by one, used once somebody else has read them."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.actions.decisions import SamePerson
from casework.models import DecisionTemplate, Reason
from people.models import User
from records import audit

TEXTS = ("title_bg", "legal_grounds_bg", "body_bg", "execution_bg", "appeal_bg", "signatory_bg")


def _record(verb: str, row: DecisionTemplate, by: User) -> None:
    service = row.service.slug if row.service else ""
    facts = {"act": row.act, "outcome": row.outcome, "service": service, "valid_from": str(row.valid_from)}
    audit.record(verb, None, by=by, **facts)


@transaction.atomic
def write(act: str, outcome: str, facts: dict[str, Any], *, by: User) -> DecisionTemplate:
    """The wording that waits, new or once more. `facts`: TEXTS, service, valid_from. The register stays as it was."""
    used = DecisionTemplate.objects.used(act, outcome)[0]
    row = DecisionTemplate.objects.waiting(act, outcome) or DecisionTemplate(act=act, outcome=outcome, is_used=False)
    former = row.written_by
    for name, value in facts.items():
        setattr(row, name, value)
    row.register, row.written_by = used.register, by
    row.save()
    if former is not None:
        row.former_writers.add(former)
    _record("wording_written", row, by)
    return row


@transaction.atomic
def second_look(row: DecisionTemplate, *, by: User) -> None:
    """From its first day on the act says it. Raises SamePerson for whoever wrote any text of it."""
    if row.was_written_by(by):
        raise SamePerson
    same = DecisionTemplate.objects.used(row.act, row.outcome).filter(service=row.service, valid_from=row.valid_from)
    same.update(valid_to=row.valid_from - timedelta(days=1), valid_from=row.valid_from - timedelta(days=1))
    facts = {"is_used": True, "checked_by": by, "checked_at": timezone.now()}
    if DecisionTemplate.objects.filter(pk=row.pk, is_used=False).update(**facts):
        _record("wording_read", row, by)


@transaction.atomic
def add_reason(facts: dict[str, Any], *, by: User) -> Reason:
    row = Reason.objects.create(**facts)
    audit.record("reason_added", None, by=by, code=row.code, kind=row.kind)
    return row


@transaction.atomic
def end_reason(row: Reason, *, by: User) -> None:
    """Today is its last day; acts that name it stay as they are."""
    today = timezone.localdate()
    Reason.objects.filter(pk=row.pk).update(valid_to=today)
    audit.record("reason_ended", None, by=by, code=row.code)
