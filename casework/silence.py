"""No decision in time counts as a refusal (APK art. 58): from which day, and until when it can be appealed."""

from dataclasses import dataclass
from datetime import date, timedelta

from casework import deadlines
from casework.deadlines import Clock
from casework.models import Case
from records.models import Message

# An appeal against silence, where the person was told of the term in time, and where not (APK art. 84, para. 2).
TOLD, NOT_TOLD = "silence-appeal", "silence-appeal-untold"
STARTED = "application_submitted"


@dataclass(frozen=True)
class Silence:
    """`since`: the first day after our term. The decision can still be made, and then it counts."""

    since: date
    appeal_until: date
    legal_ground: str
    can_be_appealed: bool


def silence_of(case: Case, clock: Clock | None, today: date) -> Silence | None:
    """Three queries once the term has passed without an answer, none before."""
    if clock is None or not clock.refuses or clock.is_met or not clock.is_overdue:
        return None
    messages = Message.objects.filter(subject_uid=case.request.application.uid, kind=STARTED)
    code = TOLD if messages.filter(withheld_at__isnull=True).exists() else NOT_TOLD
    rule = deadlines.rule_in_force(code, clock.due_on, case.service_id)
    until = deadlines.add_days(clock.due_on, rule.amount, rule.unit)[1]
    return Silence(clock.due_on + timedelta(days=1), until, rule.legal_ground, until >= today)
