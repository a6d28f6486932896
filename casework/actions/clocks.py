"""An officer stops the clocks of a case on a ground of the law, and lets them go on (APK art. 54 and 55)."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from casework import deadlines, notices
from casework.actions import registry
from casework.models import Case, Suspension, SuspensionGround
from casework.telling import names, tell
from people.models import User
from records import audit


class NotRunning(Exception):
    """No clock of the case runs that this ground stops, or none stands still for it."""


def grounds(day: date) -> Iterable[SuspensionGround]:
    """What an officer may choose."""
    return SuspensionGround.objects.in_force(day).filter(by_officer=True)


def may_stop(case: Case, day: date) -> bool:
    """Whether a clock of the case runs that some ground would stop, and that does not stand still."""
    codes = {code for ground in grounds(day) for code in ground.stops}
    still = Suspension.objects.filter(deadline=OuterRef("pk"), ended_on__isnull=True)
    return case.deadlines.filter(~Exists(still), met_on__isnull=True, rule__code__in=codes).exists()


@transaction.atomic
def stop(case: Case, ground: SuspensionGround, *, by: User) -> None:
    """The person is told why. Raises NotRunning, also where the clocks stand still for it already."""
    before = _open(case, ground.code)
    today = timezone.localdate()
    deadlines.suspend(case, ground.code, today)
    if before or not _open(case, ground.code):
        raise NotRunning
    audit.record("clock_stopped", case, by=by, ground=ground.code)
    entry = registry.enter(case, registry.OUTGOING, "clock_stopped", by=by)
    context = {**names(case.service), "number": case.number, "why": ground.text_bg, "why_en": ground.text_en}
    tell(case, notices.CLOCK_STOPPED, context, by=by, key=entry.number)


@transaction.atomic
def go_on(case: Case, code: str, *, by: User | None) -> None:
    """Raises NotRunning when somebody was quicker."""
    if not _open(case, code):
        raise NotRunning
    deadlines.resume(case, code, timezone.localdate())
    audit.record("clock_resumed", case, by=by, ground=code)
    entry = registry.enter(case, registry.OUTGOING, "clock_resumed", by=by)
    due = f"{case.due_on:%d.%m.%Y}" if case.due_on else ""
    context = {**names(case.service), "number": case.number, "due_on": due}
    tell(case, notices.CLOCK_GOES_ON, context, by=by, key=entry.number)


def _open(case: Case, code: str) -> bool:
    """Under the lock of the case: two officers stop it once."""
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk)
    return Suspension.objects.filter(deadline__case=case, reason=code, ended_on__isnull=True).exists()
