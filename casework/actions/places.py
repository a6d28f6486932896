"""Places: held for a person at a provider, answered, taken, given back. No place is given twice."""

from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from casework import deadlines, disclosing, notices
from casework.actions import waiting
from casework.models import Case, PlaceHold, Placement, Reason
from casework.models.place import ACTIVE_HOLDS, HoldStatus
from casework.telling import tell
from people.models import User
from records.workflow import move
from services.models import Offer


class NoFreePlace(Exception):
    """Every place of the offer is held or taken."""


@transaction.atomic
def hold(case: Case, offer: Offer, *, by: User) -> PlaceHold:
    """Holds the lowest free place. The offer's row is the queue; the constraint is the last word.

    Raises NoFreePlace, NoConsent when the person took back that the provider may know, and NotTheirTurn when somebody
    on the waiting list comes before them.
    """
    referral = case.referrals.latest("id")
    disclosing.require_consent(referral, offer.provider)
    locked = Offer.objects.select_for_update().get(pk=offer.pk)
    taken = set(locked.holds.filter(status__in=ACTIVE_HOLDS).values_list("seat", flat=True))
    seat = next((number for number in range(1, locked.capacity + 1) if number not in taken), None)
    if seat is None:
        raise NoFreePlace
    waiting.require_turn(case, locked)
    today = timezone.localdate()
    until = deadlines.term("hold", today)
    move(case, "hold_place", by=by, public_facts={"offer": str(offer.uid), "until": until.isoformat()})
    waiting.offered(case, by=by)
    held = PlaceHold.objects.create(
        offer=locked,
        case=case,
        referral=referral,
        seat=seat,
        held_at=timezone.now(),
        held_until=until,
    )
    disclosing.show(held, by=by)
    return held


@transaction.atomic
def accept(held: PlaceHold, *, by: User) -> None:
    """The provider's manager says yes."""
    move(held, "accept", by=by, answered_at=timezone.now(), answered_by=by)
    case = _case_of(held)
    move(case, "confirm_place", by=by, public_facts={"offer": str(held.offer.uid)})
    context = {
        "service": case.service.name_bg,
        "provider": held.offer.provider.name_bg,
        "number": case.number,
    }
    tell(case, notices.PLACE_CONFIRMED, context, by=by, key=str(held.uid))


@transaction.atomic
def decline(held: PlaceHold, reason: Reason, *, by: User) -> None:
    """The provider's manager says no, with a coded reason; the officer offers the next place."""
    facts = {"reason": reason.code, "offer": str(held.offer.uid)}
    move(held, "decline", by=by, public_facts=facts, answered_at=timezone.now(), answered_by=by, reason=reason)
    move(_case_of(held), "release_place", by=by, public_facts=facts)


@transaction.atomic
def release(held: PlaceHold, *, by: User | None) -> None:
    move(held, "release", by=by)
    move(_case_of(held), "release_place", by=by, public_facts={"offer": str(held.offer.uid)})


def expire_due(today: date) -> int:
    """Places nobody answered in time go back. How many. Safe to run twice."""
    due = PlaceHold.objects.filter(status=HoldStatus.HELD, held_until__lt=today).select_related("offer")
    expired = 0
    for held in due:
        with transaction.atomic():
            move(held, "expire", by=None)
            move(
                _case_of(held),
                "release_place",
                by=None,
                public_facts={"offer": str(held.offer.uid), "reason": "expired"},
            )
            expired += 1
    return expired


@transaction.atomic
def take_place(case: Case, *, by: User) -> Placement | None:
    """The person accepted: the held place becomes a placement. None for services without places."""
    held = case.holds.filter(status=HoldStatus.ACCEPTED).select_related("offer").first()
    if held is None:
        return None
    move(held, "take", by=by)
    return Placement.objects.create(case=case, offer=held.offer, hold=held, starts_on=timezone.localdate())


def leave(case: Case, *, by: User | None) -> None:
    """The person asks no more: the held place and the place on the waiting list are somebody else's."""
    for held in case.holds.active():
        move(held, "release", by=by)
    waiting.leave(case, by=by)


def _case_of(held: PlaceHold) -> Case:
    cases = Case.objects.select_related(
        "data_key",
        "service",
        "beneficiary",
        "request__application__applicant_user",
        "request__application__applicant",
    )
    return cases.get(pk=held.case_id)


def free_by_offer(offers: list[Offer]) -> dict[int, int]:
    """Free places by offer id, one query."""
    active = Q(holds__status__in=ACTIVE_HOLDS)
    rows = Offer.objects.filter(pk__in=[offer.pk for offer in offers]).annotate(used=Count("holds", filter=active))
    return {row.pk: max(0, row.capacity - row.used) for row in rows}
