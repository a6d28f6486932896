"""Places by amount and by day: what is free when, what is planned, and that nothing is given twice."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from casework.actions import capacity, places, referrals
from casework.models import Case, PlaceHold
from services.models import Offer
from tests.support.cast import Cast, Send, assess, case_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(freeze: Any) -> Offer:
    freeze("2026-11-02 10:00+02:00")
    found = Offer.objects.filter(service__slug="home-patronage").earliest("pk")
    Offer.objects.filter(pk=found.pk).update(capacity=5)
    found.refresh_from_db()
    return found


def referred(send: Send, cast: Cast, offer: Offer, **wanted: Any) -> Case:
    case = case_of(send("home-patronage"))
    assess(case, cast)
    referrals.refer(case, offers=[offer], consent=True, by=cast.officer, **wanted)
    return case


def held(send: Send, cast: Cast, offer: Offer, **wanted: Any) -> PlaceHold:
    return places.hold(referred(send, cast, offer, **wanted), offer, by=cast.officer)


def test_three_of_five_hours_leave_two(send: Send, cast: Cast, offer: Offer) -> None:
    assert held(send, cast, offer, amount=3).units == [1, 2, 3]
    assert capacity.free_by_offer([offer]) == {offer.pk: 2}
    with pytest.raises(places.NoFreePlace):
        held(send, cast, offer, amount=3)
    assert held(send, cast, offer, amount=2).units == [4, 5]


def test_a_place_for_a_time_is_somebody_elses_afterwards(send: Send, cast: Cast, offer: Offer) -> None:
    """Two of the five lie apart: the hours need not be neighbours."""
    first = held(send, cast, offer, amount=4, starts_on=date(2026, 11, 10), ends_on=date(2026, 11, 20))
    later = held(send, cast, offer, amount=4, starts_on=date(2026, 11, 21), ends_on=None)
    assert first.units == later.units == [1, 2, 3, 4]
    with pytest.raises(places.NoFreePlace):
        held(send, cast, offer, amount=2, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 21))
    with pytest.raises(IntegrityError, match="a_unit_is_given_once_a_day"), transaction.atomic():
        PlaceHold.objects.filter(pk=later.pk).update(starts_on=date(2026, 11, 20))
    on = {day: capacity.on_day([offer], date(2026, 11, day))[offer.pk] for day in (9, 20, 21)}
    assert {day: (row.free, row.held) for day, row in on.items()} == {9: (5, 0), 20: (1, 4), 21: (1, 4)}


def test_a_plan_changes_what_can_be_promised_and_comes_into_force_on_its_day(
    send: Send, cast: Cast, offer: Offer, freeze: Any
) -> None:
    capacity.plan(offer, 7, date(2026, 12, 1), by=cast.provider)
    assert capacity.on_day([offer], date(2026, 11, 30))[offer.pk].capacity == 5
    assert capacity.on_day([offer], date(2026, 12, 1))[offer.pk].capacity == 7
    assert held(send, cast, offer, amount=7, starts_on=date(2026, 12, 1)).units == [1, 2, 3, 4, 5, 6, 7]
    freeze("2026-12-01 01:00+02:00")
    assert (capacity.carry_out(date(2026, 12, 1)), capacity.carry_out(date(2026, 12, 1))) == (1, 0)
    offer.refresh_from_db()
    assert offer.capacity == 7


def test_fewer_than_are_given_away_is_refused_and_said(send: Send, cast: Cast, offer: Offer) -> None:
    held(send, cast, offer, amount=3)
    held(send, cast, offer, amount=1, starts_on=date(2026, 12, 10))
    with pytest.raises(capacity.TakenAlready) as refusal:
        capacity.plan(offer, 3, date(2026, 11, 15), by=cast.provider)
    assert (refusal.value.most, refusal.value.day) == (4, date(2026, 12, 10))
    capacity.plan(offer, 4, date(2026, 11, 2), by=cast.provider)
    offer.refresh_from_db()
    assert offer.capacity == 4
    with pytest.raises(places.NoFreePlace):
        held(send, cast, offer)


def test_where_an_editor_lowered_it_all_the_same_nothing_more_is_given(send: Send, cast: Cast, offer: Offer) -> None:
    held(send, cast, offer, amount=4)
    Offer.objects.filter(pk=offer.pk).update(capacity=2)
    offer.refresh_from_db()
    day = capacity.on_day([offer], date(2026, 11, 2))[offer.pk]
    assert (day.free, day.over) == (0, 2)
    with pytest.raises(places.NoFreePlace):
        held(send, cast, offer)
