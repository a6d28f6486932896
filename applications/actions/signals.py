"""Signals: somebody tells of a person in need. Taken in once, brought to the right unit, answered, forgotten."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from applications import hooks
from applications.models import Origin, Signal
from applications.models.signal import AgeGroup
from people.models import Settlement, User
from records import audit, erasure
from records.models import DataKey
from records.numbers import next_number
from records.workflow import move

REGISTER = "СГ"


@dataclass(frozen=True)
class Told:
    """What somebody tells; who tells may be left out."""

    what: str
    where: str
    settlement: Settlement | None = None
    whom: str = ""
    age_group: str = AgeGroup.UNKNOWN
    is_danger: bool = False
    caller_name: str = ""
    caller_phone: str = ""


@transaction.atomic
def take_in(told: Told, *, by: User | None, origin: str = Origin.ONLINE, uid: UUID | None = None) -> Signal:
    """The signal with its number and unit. `uid` is the page's own: the same page sent twice makes one signal."""
    uid = uid or uuid4()
    known = Signal.objects.filter(uid=uid).first()
    if known is not None:
        return known
    signal = Signal(
        uid=uid,
        data_key=DataKey.objects.create_for("applications.signal", uid),
        origin=origin,
        language=get_language() or "bg",
        settlement=told.settlement,
        age_group=told.age_group,
        is_danger=told.is_danger,
        is_named=bool(told.caller_name),
        filed_by=by,
    )
    signal.what, signal.where, signal.whom = told.what, told.where, told.whom
    if told.caller_name or told.caller_phone:
        signal.caller = {"name": told.caller_name, "phone": told.caller_phone}
    today = timezone.localdate()
    signal.unit, signal.due_on = hooks.home_of_signal.one(signal, today)
    signal.number = next_number(REGISTER, today)
    signal.save()
    audit.record("signal_taken_in", signal, by=by, origin=str(origin), unit=signal.unit.slug)
    return signal


@transaction.atomic
def take(signal: Signal, *, by: User) -> None:
    """The officer answers for it from now on."""
    move(signal, "take", by=by, assignee=by)


@transaction.atomic
def finish(signal: Signal, *, outcome: str, answer: str, by: User) -> None:
    move(
        signal,
        "finish",
        by=by,
        public_facts={"outcome": str(outcome)},
        outcome=outcome,
        answer=answer,
        closed_at=timezone.now(),
    )


def forget_old() -> int:
    """Words of signals finished SIGNAL_DAYS ago are gone for good; codes stay. How many."""
    before = timezone.now() - timedelta(days=settings.SIGNAL_DAYS)
    old = Signal.objects.filter(status=Signal.Status.CLOSED, closed_at__lt=before, data_key__wrapped__isnull=False)
    forgotten = 0
    for signal in old.select_related("data_key"):
        erasure.shred(signal.data_key, by=None)
        forgotten += 1
    return forgotten
