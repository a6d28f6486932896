"""Nobody is silently refused while no place is free: the term stands still on the list, and goes on behind it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from applications.models import Application
from casework import deadlines, tasks
from casework.actions import decisions, places, waiting
from casework.models import Case, Suspension, SuspensionGround
from services.models import Offer
from tests.support.cast import Cast, Send, case_of, signed_in, waits

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]
SLUG = "day-centre-elderly"


@pytest.fixture
def waiting_case(send: Send, cast: Cast, freeze: Freeze) -> Case:
    """Asked on 2 November, on the list since the 6th: sixteen days of the twenty were left."""
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send(SLUG))
    freeze("2026-11-06 10:00+02:00")
    return waits(case, cast).case


def clock_of(case: Case) -> deadlines.Clock:
    return deadlines.clocks_of([case], timezone.localdate())[case.pk]


def test_whoever_waits_is_not_refused_by_silence_and_reads_why(waiting_case: Case, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-12-10 10:00+02:00")
    tasks.follow_deadlines()
    clock = clock_of(waiting_case)
    assert (clock.day, clock.of, clock.is_stopped, clock.is_overdue) == (4, 20, True, False)
    application = Application.objects.get(requests__case=waiting_case)
    mine = signed_in(cast.citizen).get(f"/my/{application.uid}/").content.decode()
    assert "мълчалив" not in mine and "обжалвате" not in mine
    assert "Ден 4 от 20; спрян 34 дни: няма свободно място и сте в списъка на чакащите" in mine
    page = signed_in(cast.officer).get(f"/desk/{waiting_case.uid}/").content.decode()
    assert "Мълчалив отказ" not in page and "срокът е спрян" in page
    desk = signed_in(cast.officer)
    assert waiting_case.number not in desk.get("/desk/?tab=late").content.decode()
    assert waiting_case.number not in desk.get("/desk/?tab=soon").content.decode()
    assert "срокът е спрян" in desk.get("/desk/?tab=all").content.decode()


def test_a_held_place_lets_the_term_go_on_with_the_days_that_were_left(
    waiting_case: Case, cast: Cast, freeze: Freeze
) -> None:
    freeze("2026-12-10 10:00+02:00")
    places.hold(waiting_case, Offer.objects.filter(service=waiting_case.service).earliest("pk"), by=cast.officer)
    clock = clock_of(waiting_case)
    assert (clock.day, clock.stopped_days, clock.is_stopped, clock.due_on) == (
        4,
        34,
        False,
        date(2026, 12, 29),
    )  # the 26th to the 28th are days off


def test_a_draft_lets_the_term_go_on(waiting_case: Case, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-10 10:00+02:00")
    decisions.terminate(waiting_case, findings="Не желае повече.", by=cast.officer)
    clock = clock_of(waiting_case)
    assert (clock.stopped_days, clock.is_stopped, clock.due_on) == (4, False, date(2026, 11, 26))


def test_a_term_that_had_ended_before_the_list_has_ended(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send(SLUG))
    freeze("2026-11-25 10:00+02:00")
    waits(case, cast)
    tasks.follow_deadlines()
    assert clock_of(case).is_overdue and not Suspension.objects.exists()


@pytest.mark.parametrize(("since", "stood"), [(date(2020, 7, 1), 34), (date(2026, 11, 16), 24)])
def test_those_who_wait_already_stand_still_from_the_day_the_ground_is_in_force(
    waiting_case: Case, freeze: Freeze, since: date, stood: int
) -> None:
    Suspension.objects.all().delete()
    SuspensionGround.objects.filter(code=waiting.GROUND).update(valid_from=since)
    freeze("2026-12-10 10:00+02:00")
    tasks.follow_deadlines()
    tasks.follow_deadlines()
    clock = clock_of(waiting_case)
    assert (clock.stopped_days, clock.is_overdue) == (stood, False)
    assert Suspension.objects.count() == 1


def test_a_term_under_no_ground_runs_on(send: Send, cast: Cast, freeze: Freeze) -> None:
    SuspensionGround.objects.filter(code=waiting.GROUND).update(valid_to=date(2026, 11, 1))
    freeze("2026-11-02 10:00+02:00")
    case = waits(case_of(send(SLUG)), cast).case
    freeze("2026-11-24 10:00+02:00")
    tasks.follow_deadlines()
    assert clock_of(case).is_overdue
