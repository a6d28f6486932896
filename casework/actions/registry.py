"""The registers: every document of a case gets the number of the file and `#n`, once and without a gap."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from casework.models import Case, Direction, RegisterEntry, RegisterRemark
from casework.models.registry import KINDS
from people.models import User
from records import audit
from records.together import add, joined

INCOMING, OUTGOING, INTERNAL = Direction.INCOMING, Direction.OUTGOING, Direction.INTERNAL


@joined()
def enter(
    case: Case,
    direction: str,
    kind: str,
    *,
    by: User | None,
    document_uid: UUID | None = None,
    other_number: str = "",
    on: date | None = None,
) -> RegisterEntry:
    """The next document of the case; `entry.number` is what it bears. `kind` is one of registry.KINDS.

    Locks the case until the end of the transaction, so that numbers have neither gaps nor doubles. `on`: the day it is
    registered, today where none is named. Call it in the transaction that makes the document.
    """
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk)
    last = RegisterEntry.objects.filter(case=case).aggregate(last=Max("position"))["last"]
    position = (last or 0) + 1
    entry = _entry(case, direction, kind, position, by, on)
    entry.number = f"{case.number}#{position}"
    entry.document_uid, entry.other_number = document_uid, other_number
    entry.save()
    return entry


def open_file(case: Case, *, by: User | None, on: date) -> RegisterEntry:
    """The application itself, whose number is that of the file; written with the case in one statement."""
    entry = _entry(case, INCOMING, "application", 0, by, on)
    entry.number = case.number
    add(entry)
    return entry


def _entry(case: Case, direction: str, kind: str, position: int, by: User | None, on: date | None) -> RegisterEntry:
    facts: dict[str, Any] = audit.who(by)
    if kind not in KINDS:
        raise KeyError(kind)
    day = on or timezone.localdate()
    return RegisterEntry(
        case=case, unit=case.unit, direction=direction, kind=kind, position=position, registered_on=day, **facts
    )


@transaction.atomic
def remark(entry: RegisterEntry, text: str, *, by: User) -> RegisterRemark:
    """Says what was entered wrongly. The entry and its number stay as they were."""
    case = Case.objects.select_related("data_key").get(pk=entry.case_id)
    row = RegisterRemark(entry=entry, data_key=case.data_key, **audit.who(by))
    row.text = text
    row.save()
    audit.record("register_remark", case, by=by, entry=entry.number)
    return row
