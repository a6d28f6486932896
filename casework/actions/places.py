"""Places: held for a person at a provider, answered, taken, given back. No place is given twice.

Every action locks the case first, then the held place, then the offer, so that none waits for another in a circle.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework import asking, deadlines, disclosing, notices
from casework.actions import capacity, leaving, needs, registry, talk, waiting
from casework.models import Case, CaseStatus, PlaceHold, Placement, Reason
from casework.models.deadline import ANOTHER_PLACE
from casework.models.place import HoldStatus
from casework.telling import names, tell
from people.models import User
from records.workflow import WrongStatus, move
from services.models import Offer

# The clock of a provider that was asked: it runs until the place is answered, given back or passed on.
HOLD = "hold"
# What becomes of a place is a step of the case; of somebody who uses the help elsewhere all the while, another one.
NEXT = {
    "hold_place": "hold_next_place",
    "find_again": "confirm_next_place",
    "release_place": "lose_next_place",
    "lapse_place": "lose_next_place",
    "fail_start": "lose_next_place",
}
# After these nothing that was agreed with the provider stands.
GIVEN_BACK = {"release_place", "lapse_place", "fail_start"}


class NoFreePlace(Exception):
    """So much of it is not free at the offer on those days."""


@transaction.atomic
def hold(case: Case, offer: Offer, *, by: User | None) -> PlaceHold:
    """Holds the lowest free units, so many as the referral says. The offer's row is the queue; the constraint is the
    last word.

    Raises NoFreePlace, NoConsent when the person took back that the provider may know, and NotTheirTurn when somebody
    on the waiting list comes before them.
    """
    is_coming = Case.objects.select_for_update(of=("self",)).get(pk=case.pk).status == CaseStatus.PLACED
    if is_coming and not case.use_changes.transfers().exists():
        raise WrongStatus("hold_place", case.status)
    referral = case.referrals.latest("id")
    disclosing.require_consent(referral, offer.provider)
    locked = Offer.objects.select_for_update().get(pk=offer.pk)
    today = timezone.localdate()
    first = max(today, referral.starts_on or today)
    units = capacity.free_units(locked, referral.amount, first, referral.ends_on)
    if units is None:
        raise NoFreePlace
    waiting.require_turn(case, locked)
    until = deadlines.start(case, HOLD, today).due_on
    verb = NEXT["hold_place"] if is_coming else "hold_place"
    move(case, verb, by=by, public_facts={"offer": str(offer.uid), "until": until.isoformat()})
    waiting.offered(case, by=by)
    held = PlaceHold.objects.create(
        offer=locked,
        case=case,
        referral=referral,
        units=units,
        amount=referral.amount,
        starts_on=first,
        ends_on=referral.ends_on,
        held_at=timezone.now(),
        held_until=until,
        is_coming=is_coming,
    )
    disclosing.show(held, by=by)
    registry.enter(case, registry.OUTGOING, "provider_offer", by=by)
    asking.send(held)
    return held


@transaction.atomic
def accept(held: PlaceHold, *, by: User | None) -> None:
    """The provider's manager says yes. An approval that stands already needs no second one for another provider."""
    case = locked_case(held)
    facts = {"offer": str(held.offer.uid)}
    move(held, "accept", by=by, answered_at=timezone.now(), answered_by=by)
    deadlines.meet(case, timezone.localdate(), HOLD)
    registry.enter(case, registry.INCOMING, "provider_answer", by=by)
    if case.decided_at is None:
        move(case, "confirm_place", by=by, public_facts=facts)
        tell(case, notices.PLACE_CONFIRMED, context_of(held, case), by=by, key=str(held.uid))
        return
    step_of(case, held, "find_again", by=by, **facts)
    await_person(case, timezone.localdate())


def await_person(case: Case, today: date) -> None:
    """The decision is known: the kept place waits so many days for the person's yes, who is told until when."""
    held = case.holds.filter(status=HoldStatus.ACCEPTED).select_related("offer__provider").first()
    if held is None:
        return
    until = deadlines.term("place-answer", today)
    PlaceHold.objects.filter(pk=held.pk).update(person_until=until, reminded_on=None)
    held.person_until = until
    tell(case, notices.PLACE_OFFERED, context_of(held, case), by=None, key=str(held.uid))


@transaction.atomic
def decline(held: PlaceHold, reason: Reason, *, by: User | None) -> None:
    """The provider's manager says no, with a coded reason: the next chosen one is asked at once."""
    case = locked_case(held)
    facts = {"reason": reason.code, "offer": str(held.offer.uid)}
    move(held, "decline", by=by, public_facts=facts, answered_at=timezone.now(), answered_by=by, reason=reason)
    deadlines.meet(case, timezone.localdate(), HOLD)
    registry.enter(case, registry.INCOMING, "provider_answer", by=by)
    step_of(case, held, "release_place", by=by, **facts)
    needs.of_decline(case, reason, by=by, once=held.uid)
    offer_next(case, by=None)


@transaction.atomic
def release(held: PlaceHold, *, by: User | None) -> None:
    """The officer gives it back, and chooses what comes next."""
    case = locked_case(held)
    move(held, "release", by=by)
    deadlines.meet(case, timezone.localdate(), HOLD)
    verb = "lapse_place" if case.status == CaseStatus.DECIDED else "release_place"
    step_of(case, held, verb, by=by, offer=str(held.offer.uid))


@transaction.atomic
def look_on(case: Case, *, by: User) -> None:
    """The person does not want this place but still needs the help: the next chosen one is asked."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    held = case.holds.for_the_person().select_related("offer").first()
    if held is None:
        raise WrongStatus("lapse_place", case.status)
    facts = {"reason": "person-declined", "offer": str(held.offer.uid)}
    step_of(case, held, "lapse_place", by=by, **facts)
    move(held, "release", by=by, public_facts=facts)
    offer_next(case, by=None)


@transaction.atomic
def offer_next(case: Case, *, by: User | None) -> PlaceHold | None:
    """Holds a place at the next provider in the person's order that was not asked yet; else the waiting list.

    Where the person chose nobody, the officer goes on by hand. Whoever has a place waits in it, not on the list.
    """
    if not case.referrals.latest("id").preferred_offers:
        return None
    left = unasked(case)
    open_now = {str(offer.uid): offer for offer in _open_offers(left)}
    for uid in left:
        if uid in open_now:
            try:
                held = hold(case, open_now[uid], by=by)
            except (NoFreePlace, disclosing.NoConsent, waiting.NotTheirTurn):
                continue
            tell(case, notices.PLACE_ASKED, context_of(held, case), by=by, key=str(held.uid))
            return held
    if case.status != CaseStatus.PLACED:
        waiting.enter(case, by=by)
    elif not left:
        talk.wait_for_officer(case)
    return None


def unasked(case: Case) -> list[str]:
    """The chosen offers that this referral has not come to yet, in the person's order."""
    referral = case.referrals.latest("id")
    asked = {str(uid) for uid in referral.holds.values_list("offer__uid", flat=True)}
    return [uid for uid in referral.preferred_offers if uid not in asked]


def _open_offers(uids: list[str]) -> list[Offer]:
    rows = Offer.objects.open_on(timezone.localdate()).filter(uid__in=uids)
    return list(rows.select_related("provider"))


@transaction.atomic
def take_place(case: Case, *, by: User) -> Placement | None:
    """The person accepted: the held place becomes a placement. None for services without places."""
    held = case.holds.filter(status=HoldStatus.ACCEPTED).select_related("offer").first()
    if held is None:
        return None
    move(held, "take", by=by)
    decided = case.decisions.filter(status="published").values_list("starts_on", flat=True).first()
    first = max(timezone.localdate(), held.starts_on, decided or held.starts_on)
    return Placement.objects.create(case=case, offer=held.offer, hold=held, starts_on=first)


def step_of(case: Case, held: PlaceHold, verb: str, *, by: User | None, **facts: Any) -> None:
    """What has become of the held place, as a step of its case."""
    move(case, NEXT[verb] if held.is_coming else verb, by=by, public_facts=facts)
    if verb == "find_again":
        deadlines.meet(case, timezone.localdate(), ANOTHER_PLACE)
    elif verb in GIVEN_BACK and case.decided_at is not None and not held.is_coming:
        deadlines.start(case, ANOTHER_PLACE, timezone.localdate())
    if verb in GIVEN_BACK:
        leaving.close(case, held, leaving.NOT_BEGUN, on=timezone.localdate(), by=by)


def leave(case: Case, *, by: User | None) -> None:
    """The person asks no more: the held place and the place on the waiting list are somebody else's."""
    leaving.give_back_all(case, leaving.ENDED, on=timezone.localdate(), by=by)
    deadlines.meet(case, timezone.localdate(), HOLD)
    waiting.leave(case, by=by)


def locked_case(held: PlaceHold) -> Case:
    """The case of a held place, locked until the end of the transaction, with what a message of it needs."""
    return Case.objects.with_parts().select_for_update(of=("self",)).get(pk=held.case_id)


def context_of(held: PlaceHold, case: Case) -> dict[str, Any]:
    """What the notices of a place say."""
    until = held.person_until or held.held_until
    return {
        **names(case.service),
        "number": case.number,
        **_named(held.offer, case),
        "due_on": f"{until:%d.%m.%Y} г.",
    }


def _named(offer: Offer, case: Case) -> dict[str, str]:
    """Who is asked; where somebody is protected no message names them."""
    if case.service.is_protected or offer.provider.is_secret:
        return {"provider": "тези, които ще Ви помагат", "provider_en": "Those who will help you"}
    return {"provider": offer.provider.name_bg, "provider_en": offer.provider.name_en}
