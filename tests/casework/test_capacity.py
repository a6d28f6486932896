"""Places by amount and by day: what is free when, what is planned, and that nothing is given twice."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from casework.actions import capacity, places, referrals
from casework.models import Case, PlaceHold
from services.models import Offer
from tests.support.cast import Cast, Send, assess, case_of, signed_in

pytestmark = pytest.mark.django_db
PAGE, UNDO = "/provider/places/", "/provider/places/undo/"


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


def written(client: Client, offer: Offer, amount: int | str, day: str = "2.11.2026", **more: str) -> str:
    """The page after it was sent, or the desk with what was said."""
    numbers = {str(row.uid): str(row.capacity) for row in Offer.objects.filter(provider=offer.provider)}
    answer = client.post(PAGE, {**numbers, str(offer.uid): str(amount), "starts_on": day, **more}, follow=True)
    return answer.content.decode()


def in_all(offer: Offer) -> int:
    return Offer.objects.get(pk=offer.pk).capacity


def test_one_sentence_says_who_stays_and_what_is_free(send: Send, cast: Cast, offer: Offer) -> None:
    held(send, cast, offer, amount=3)
    provider = signed_in(cast.provider)
    said = written(provider, offer, 7)
    assert "от днес общо 7; дадените 3 остават, а свободни сега са 4." in said and in_all(offer) == 7
    later = written(provider, offer, 9, "1.12.2026")
    assert "от 1.12.2026 г. общо 9; дадените 3 остават, а свободни тогава са 6." in later.replace("01.12", "1.12")
    assert "Нищо не е променено" in written(provider, offer, 7)


def test_it_is_undone_once_and_not_over_somebodys_head(send: Send, cast: Cast, offer: Offer) -> None:
    provider = signed_in(cast.provider)
    written(provider, offer, 7)
    assert UNDO in provider.get("/provider/").content.decode()
    assert "както бяха" in provider.post(UNDO, follow=True).content.decode() and in_all(offer) == 5
    assert UNDO not in provider.get("/provider/").content.decode()
    written(provider, offer, 8)
    held(send, cast, Offer.objects.get(pk=offer.pk), amount=7)
    assert "вече е получил" in provider.post(UNDO, follow=True).content.decode() and in_all(offer) == 8


def test_what_a_colleague_wrote_meanwhile_is_not_undone(cast: Cast, offer: Offer) -> None:
    provider = signed_in(cast.provider)
    written(provider, offer, 7)
    capacity.plan(offer, 6, date(2026, 11, 2), by=cast.provider)
    assert "Няма какво да се върне" in provider.post(UNDO, follow=True).content.decode() and in_all(offer) == 6


def test_a_planned_number_is_undone_to_the_one_before(cast: Cast, offer: Offer) -> None:
    provider, day = signed_in(cast.provider), date(2026, 12, 1)
    written(provider, offer, 9, "1.12.2026")
    written(provider, offer, 11, "1.12.2026")
    provider.post(UNDO)
    assert capacity.capacity_on([offer], day) == {offer.pk: 9}
    written(provider, offer, 12, "5.12.2026")
    provider.post(UNDO)
    assert capacity.capacity_on([offer], date(2026, 12, 9)) == {offer.pk: 9}


def test_fewer_than_taken_offers_the_day_from_which_it_holds(send: Send, cast: Cast, offer: Offer) -> None:
    held(send, cast, offer, amount=3, ends_on=date(2026, 12, 20))
    provider = signed_in(cast.provider)
    page = written(provider, offer, 2)
    assert "запазени или заети 3" in page and 'value="2026-12-21"' in page and in_all(offer) == 5
    said = written(provider, offer, 2, instead="2026-12-21")
    assert "от 21.12.2026 г. общо 2" in said and capacity.capacity_on([offer], date(2026, 12, 21)) == {offer.pk: 2}
    assert in_all(offer) == 5


def test_where_nobody_has_a_last_day_none_is_offered(send: Send, cast: Cast, offer: Offer) -> None:
    held(send, cast, offer, amount=3)
    page = written(signed_in(cast.provider), offer, 2)
    assert "краят на никое не е известен" in page and 'name="instead"' not in page


def test_two_numbers_are_saved_together_or_not_at_all(send: Send, cast: Cast, offer: Offer) -> None:
    other = Offer.objects.filter(service__slug="day-centre-elderly").earliest("pk")
    Offer.objects.filter(pk=other.pk).update(provider=offer.provider, capacity=20)
    held(send, cast, offer, amount=3)
    provider = signed_in(cast.provider)
    page = written(provider, offer, 2, **{str(other.uid): "30"})
    assert 'value="30"' in page and in_all(other) == 20
    written(provider, offer, 4, **{str(other.uid): "30"})
    assert (in_all(offer), in_all(other)) == (4, 30)


@pytest.mark.parametrize(("number", "day"), [("", "2.11.2026"), ("много", "2.11.2026"), ("9", "1.11.2026"), ("9", "x")])
def test_what_was_typed_stays(cast: Cast, offer: Offer, number: str, day: str) -> None:
    page = written(signed_in(cast.provider), offer, number, day)
    assert "Има нещо за поправяне" in page and f'value="{day}"' in page and in_all(offer) == 5


def test_another_providers_number_is_not_touched(cast: Cast, offer: Offer) -> None:
    stranger = signed_in(cast.provider2)
    stranger.post(PAGE, {str(offer.uid): "1", "starts_on": "2.11.2026"})
    assert in_all(offer) == 5 and str(offer.uid) not in stranger.get(PAGE).content.decode()


def test_lists_of_places_ask_the_same_for_two_offers_and_five(
    send: Send,
    cast: Cast,
    offer: Offer,
    django_assert_max_num_queries: Any,
) -> None:
    provider = signed_in(cast.provider)
    for amount in (1, 1, 1):
        held(send, cast, offer, amount=amount)
    for address in ("/provider/", PAGE):
        provider.get(address)
    Offer.objects.filter(service__slug__startswith="day-").update(provider=offer.provider)
    assert Offer.objects.filter(provider=offer.provider).count() > 2 and PlaceHold.objects.count() == 3
    with django_assert_max_num_queries(12):
        provider.get("/provider/")
    with django_assert_max_num_queries(5):
        provider.get(PAGE)
