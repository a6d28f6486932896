"""„Започна ли помощта?“: both sides say so; where neither does, the next place is looked for."""

from datetime import date
from typing import Any

import pytest

from casework.actions import places, starts
from casework.models import Case, PlaceHold, Placement
from casework.tasks import expire_holds
from records.models import Message
from records.workflow import WrongStatus
from tests.support.cast import Cast, Send, begin, case_of, drafted, signed_in, taken_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed(send: Send, cast: Cast, freeze: Any) -> Case:
    freeze("2026-11-02 10:00+02:00")
    return taken_up(drafted(case_of(send("home-patronage")), cast), cast)


def now(case: Case) -> Case:
    return Case.objects.with_parts().get(pk=case.pk)


def test_it_began_when_both_say_so(placed: Case, cast: Cast, freeze: Any) -> None:
    citizen, provider = signed_in(cast.citizen), signed_in(cast.provider)
    page = citizen.get(f"/my/{placed.request.application.uid}/").content.decode()
    assert f"/my/case/{placed.uid}/start/" in page
    assert page.split("<main")[1].count("btn-primary") == 1, "one thing stands out"
    assert "Кажете ни дали помощта е започнала" in citizen.get("/my/").content.decode()
    assert citizen.post(f"/my/case/{placed.uid}/start/", {"word": "yes"}).status_code == 302
    assert Placement.objects.get().started_on is None
    held = PlaceHold.objects.get()
    address = f"/provider/{held.uid}/start/"
    assert "Напишете първия ден" in provider.post(address, {"word": "yes", "on": ""}).content.decode()
    assert "Кажете ни дали помощта е започнала" not in citizen.get("/my/").content.decode()
    provider.post(address, {"word": "yes", "on": "02.11.2026"})
    assert str(Placement.objects.get().started_on) == "2026-11-02"
    page = citizen.get(f"/my/{placed.request.application.uid}/").content.decode()
    assert "Помощта започна" in page and f"/my/case/{placed.uid}/start/" not in page
    with pytest.raises(WrongStatus):
        starts.say(Placement.objects.get(), starts.Who.PERSON, "no", by=cast.citizen)


def test_whoever_says_nothing_is_asked_once(placed: Case, freeze: Any) -> None:
    freeze("2026-11-03 10:00+02:00")
    expire_holds()
    expire_holds()
    assert Message.objects.filter(kind="start_asked").count() == 2


def test_one_no_comes_to_the_officer_and_two_free_the_place(placed: Case, cast: Cast) -> None:
    clerk = signed_in(cast.clerk)
    begin(clerk, cast.mother)
    clerk.post(f"/counter/case/{placed.uid}/start/", {"word": "no"})
    assert now(placed).wrote_at is not None and now(placed).status == "placed"
    signed_in(cast.provider).post(f"/provider/{PlaceHold.objects.get().uid}/start/", {"word": "no"})
    assert now(placed).status == "waiting"
    assert PlaceHold.objects.get().status == "released"
    assert not Placement.objects.exists()


def test_a_place_that_came_to_nothing_is_not_overdue_by_the_term_of_the_decision(
    placed: Case, cast: Cast, freeze: Any
) -> None:
    """A term of its own begins, by which the desk sorts; it stands still on the waiting list and ends with a place."""
    freeze("2027-01-11 10:00+02:00")
    clerk = signed_in(cast.clerk)
    begin(clerk, cast.mother)
    clerk.post(f"/counter/case/{placed.uid}/start/", {"word": "no"})
    signed_in(cast.provider).post(f"/provider/{PlaceHold.objects.get().uid}/start/", {"word": "no"})
    clock = placed.deadlines.get(rule__code="another-place")
    assert now(placed).due_on == clock.due_on == date(2027, 2, 1)  # 31 January is a Sunday
    assert clock.suspensions.get().reason == "waiting"
    desk = signed_in(cast.officer).get("/desk/?tab=late").content.decode()
    assert placed.number not in desk
    freeze("2027-01-13 10:00+02:00")
    held = places.hold(now(placed), PlaceHold.objects.get().offer, by=cast.officer)
    assert now(placed).due_on == date(2027, 2, 2)
    places.accept(held, by=cast.provider)
    clock.refresh_from_db()
    assert (now(placed).status, clock.met_on) == ("decided", date(2027, 1, 13))
