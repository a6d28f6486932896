"""Kept places that nobody answered: a word before the day, and afterwards the next provider. Safe to run twice."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from casework import asking, deadlines, notices
from casework.actions import capacity, waiting
from casework.actions.places import HOLD, NoFreePlace, context_of, hold, locked_case, offer_next, step_of
from casework.disclosing import NoConsent
from casework.models import Case, CaseStatus, PlaceHold, WaitingEntry
from casework.models.place import HoldStatus
from casework.telling import tell
from records.workflow import WrongStatus, move
from services.models import Offer


def expire_due(today: date) -> int:
    """Places that the provider did not answer in time. How many."""
    return _each(PlaceHold.objects.filter(status=HoldStatus.HELD, held_until__lt=today), _expire)


def lapse_due(today: date) -> int:
    """Places that the person did not answer in time. How many."""
    return _each(PlaceHold.objects.for_the_person().filter(person_until__lt=today), _lapse)


def remind_due(today: date) -> int:
    """Whoever has to answer in the next days hears it once: the provider by a new link, or the person. How many."""
    last = deadlines.after(today, deadlines.rule_in_force("hold-reminder", today))
    asked = PlaceHold.objects.filter(status=HoldStatus.HELD, held_until__range=(today, last), reminded_on__isnull=True)
    return _remind_persons(today, last) + _each(asked, lambda held, case: _remind_provider(held, today))


def _remind_provider(held: PlaceHold, today: date) -> None:
    if not PlaceHold.objects.filter(pk=held.pk, status=HoldStatus.HELD, reminded_on=None).update(reminded_on=today):
        raise WrongStatus("remind", held.status)
    asking.send(held, is_reminder=True)


def _remind_persons(today: date, last: date) -> int:
    near = PlaceHold.objects.for_the_person().filter(person_until__range=(today, last), reminded_on__isnull=True)
    return _each(near, lambda held, case: _remind(held, case, today))


def fill_free(today: date) -> int:
    """A place that is free goes to whoever comes first on the list of those who wait. How many."""
    services = WaitingEntry.objects.open().order_by("service").values_list("service", flat=True).distinct()
    offers = list(Offer.objects.open_on(today).filter(service__in=list(services)).select_related("provider"))
    free = capacity.free_by_offer(offers)
    return sum(_fill(offer) for offer in offers if free[offer.pk])


def _fill(offer: Offer) -> int:
    """Until nobody waits or nothing is left; a transaction each. Whoever comes first is never passed over."""
    filled = 0
    try:
        while _offer_to_first(offer):
            filled += 1
    except (NoFreePlace, NoConsent, WrongStatus):
        pass  # full now, or somebody was quicker
    return filled


@transaction.atomic
def _offer_to_first(offer: Offer) -> bool:
    first = waiting.first_for(offer)
    if first is None:
        return False
    case = Case.objects.with_parts().get(pk=first.pk)
    held = hold(case, offer, by=None)
    tell(case, notices.PLACE_ASKED, context_of(held, case), by=None, key=str(held.uid))
    return True


def _each(rows: QuerySet[PlaceHold], act: Callable[[PlaceHold, Case], None]) -> int:
    """A transaction each; what somebody answered in the meantime is left alone."""
    done = 0
    for held in rows.select_related("offer__provider", "offer__service"):
        try:
            with transaction.atomic():
                act(held, locked_case(held))
        except WrongStatus:
            continue  # somebody was quicker
        done += 1
    return done


def _expire(held: PlaceHold, case: Case) -> None:
    facts = {"offer": str(held.offer.uid), "reason": "expired"}
    move(held, "expire", by=None)
    deadlines.meet(case, timezone.localdate(), HOLD)
    step_of(case, held, "release_place", by=None, **facts)
    offer_next(case, by=None)


def _lapse(held: PlaceHold, case: Case) -> None:
    facts = {"offer": str(held.offer.uid), "reason": "expired"}
    move(held, "lapse", by=None, public_facts=facts)
    step_of(case, held, "lapse_place", by=None, **facts)
    tell(case, notices.PLACE_LAPSED, context_of(held, case), by=None, key=str(held.uid))
    offer_next(case, by=None)


def _remind(held: PlaceHold, case: Case, today: date) -> None:
    if case.status not in (CaseStatus.DECIDED, CaseStatus.PLACED) or not PlaceHold.objects.filter(
        pk=held.pk, reminded_on=None
    ).update(reminded_on=today):
        raise WrongStatus("remind", held.status)
    tell(case, notices.PLACE_REMINDER, context_of(held, case), by=None, key=str(held.uid))
