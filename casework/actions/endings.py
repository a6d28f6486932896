"""The provider ends a help: in time, with a coded reason; another place is looked for without a new application.

Where the person died, moved away or needs it no more, nothing is looked for and the case is closed.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from applications.actions.submissions import REGISTER
from casework import deadlines, notices
from casework.actions import talk
from casework.actions.places import locked_case
from casework.actions.use import NotInUse, Overlaps, TooEarly, context_of
from casework.models import Case, CaseStatus, PlaceHold, Placement, Reason, UseChange, UseKind, UseStatus
from casework.models.place import HoldStatus
from casework.telling import tell
from people.models import User
from records import audit
from records.numbers import next_number


def earliest(case: Case, today: date) -> date:
    """The first day that can be the last one: so many days of notice from today, by the rule in force."""
    return deadlines.after(today, deadlines.rule_in_force("provider-notice", today, case.service_id))


@transaction.atomic
def end(held: PlaceHold, reason: Reason, last_day: date, *, by: User) -> UseChange:
    """From the day after it the place is free; the chain begins anew for the person, unless the reason ends the case.
    They are told at once.

    Raises NotInUse, TooEarly, or Overlaps where an end is on its way already.
    """
    case = locked_case(held)
    held.refresh_from_db(fields=["status"])
    if case.status != CaseStatus.PLACED or held.status != HoldStatus.TAKEN or held.is_coming:
        raise NotInUse
    today = timezone.localdate()
    placement = Placement.objects.get(hold=held)
    first = earliest(case, today) if reason.needs_notice else placement.starts_on
    if last_day < first:
        raise TooEarly(first)
    other = UseChange.objects.filter(case=case, kind=UseKind.END).standing().first()
    if other is not None:
        raise Overlaps(other)
    now = timezone.now()
    change = UseChange.objects.create(
        case=case, data_key=case.data_key, kind=UseKind.END, status=UseStatus.CONFIRMED, starts_on=last_day,
        reason=reason, asked_by=by, asked_at=now, answered_by=by, answered_at=now, number=next_number(REGISTER, today),
    )  # fmt: skip
    placement.ends_on = last_day
    placement.save(update_fields=["ends_on"])
    talk.wait_for_officer(case)
    context = {**context_of(change), "reason": reason.text_bg, "reason_en": reason.text_en}
    notice = notices.ENDED_FOR_GOOD if reason.ends_case else notices.ENDED_BY_PROVIDER
    tell(case, notice, context, by=by, key=str(change.uid))
    facts = {"reason": reason.code, "last_day": last_day.isoformat(), "offer": str(held.offer.uid)}
    audit.record("ended_by_provider", case, by=by, **facts)
    return change
