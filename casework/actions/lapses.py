"""Kept places that nobody answered: a word before the day, and afterwards the next provider. Safe to run twice."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from casework import deadlines, notices
from casework.actions.places import context_of, locked_case, offer_next
from casework.models import Case, CaseStatus, PlaceHold
from casework.models.place import HoldStatus
from casework.telling import tell
from records.workflow import WrongStatus, move


def expire_due(today: date) -> int:
    """Places that the provider did not answer in time. How many."""
    return _each(PlaceHold.objects.filter(status=HoldStatus.HELD, held_until__lt=today), _expire)


def lapse_due(today: date) -> int:
    """Places that the person did not answer in time. How many."""
    return _each(PlaceHold.objects.for_the_person().filter(person_until__lt=today), _lapse)


def remind_due(today: date) -> int:
    """Persons whose place is kept a few days more hear it once. How many."""
    last = deadlines.after(today, deadlines.rule_in_force("hold-reminder", today))
    near = PlaceHold.objects.for_the_person().filter(person_until__range=(today, last), reminded_on__isnull=True)
    return _each(near, lambda held, case: _remind(held, case, today))


def _each(rows: QuerySet[PlaceHold], act: Callable[[PlaceHold, Case], None]) -> int:
    """A transaction each; what somebody answered in the meantime is left alone."""
    done = 0
    for held in rows.select_related("offer__provider"):
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
    move(case, "release_place", by=None, public_facts=facts)
    offer_next(case, by=None)


def _lapse(held: PlaceHold, case: Case) -> None:
    facts = {"offer": str(held.offer.uid), "reason": "expired"}
    move(held, "lapse", by=None, public_facts=facts)
    move(case, "lapse_place", by=None, public_facts=facts)
    tell(case, notices.PLACE_LAPSED, context_of(held, case), by=None, key=str(held.uid))
    offer_next(case, by=None)


def _remind(held: PlaceHold, case: Case, today: date) -> None:
    if case.status != CaseStatus.DECIDED or not PlaceHold.objects.filter(pk=held.pk, reminded_on=None).update(
        reminded_on=today
    ):
        raise WrongStatus("remind", held.status)
    tell(case, notices.PLACE_REMINDER, context_of(held, case), by=None, key=str(held.uid))
