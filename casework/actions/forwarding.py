"""Requests that the Directorate or the court decides: received, sent on with notice, tracked, never decided here."""

from django.db import transaction
from django.utils import timezone

from casework import deadlines, disclosing, notices
from casework.actions import opinions, registry
from casework.models import Case, ForwardTo
from casework.signatures import require_signed
from casework.telling import names, tell
from people.models import User
from records.workflow import move
from services.models import ReferralBy


class DecidedHere(Exception):
    """The municipality decides this service itself."""


@transaction.atomic
def forward(case: Case, *, by: User) -> None:
    if case.service.is_decided_here:
        raise DecidedHere
    to = ForwardTo.COURT if case.service.referral_by == ReferralBy.COURT else ForwardTo.DSP
    require_signed(case)
    move(case, "forward", by=by, public_facts={"to": to.value}, forwarded_to=to, forwarded_at=timezone.now())
    disclosing.send_on(case, to, by=by)
    registry.enter(case, registry.OUTGOING, "forwarded", by=by)
    deadlines.meet(case, timezone.localdate())
    opinions.close_all(case, by=by)
    context = {**names(case.service), "number": case.number, "to": str(to.value)}
    tell(case, notices.FORWARDED, context, by=by, key=str(case.uid))


@transaction.atomic
def record_outcome(case: Case, outcome: str, *, by: User) -> None:
    """What the Directorate or the court answered, in its words."""
    move(case, "record_outcome", by=by, outside_outcome=outcome, closed_at=timezone.now())
    registry.enter(case, registry.INCOMING, "outcome", by=by)
    context = {**names(case.service), "number": case.number, "outcome": outcome}
    tell(case, notices.OUTCOME, context, by=by, key=str(case.uid))
