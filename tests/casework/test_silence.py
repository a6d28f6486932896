"""Several clocks, stopped on grounds of the law; no answer in time is told to both sides with what can be done."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone, translation

from casework import deadlines
from casework.actions import cases
from casework.models import Case, Deadline, DeadlineRule, SuspensionGround
from casework.progress import clock_in_words
from records.models import Message
from tests.support.cast import Cast, Send, begin, case_of, published, refused, signed_in

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]


def test_both_sides_read_from_when_silence_is_a_refusal_and_until_when_it_can_be_appealed(
    send: Send, cast: Cast, freeze: Freeze
) -> None:
    freeze("2026-11-02 10:00+02:00")
    application = send("home-patronage")
    case = case_of(application)
    freeze("2026-11-23 10:00+02:00")  # the last day
    assert "мълчалив" not in signed_in(cast.citizen).get(f"/my/{application.uid}/").content.decode()
    freeze("2026-11-24 10:00+02:00")
    mine = signed_in(cast.citizen).get(f"/my/{application.uid}/").content.decode()
    assert "отказ от 24.11.2026" in mine and "обжалвате до 23.12.2026" in mine and "решение може да има и сега" in mine
    page = signed_in(cast.officer).get(f"/desk/{case.uid}/").content.decode()
    assert "Мълчалив отказ от 24.11.2026 г., срок за обжалване до 23.12.2026 г." in page
    clerk = signed_in(cast.clerk)
    begin(clerk, cast.mother)
    assert "обжалвате до 23.12.2026" in clerk.get(f"/counter/case/{case.uid}/").content.decode()


def test_who_was_not_told_of_the_term_has_two_months(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    Message.objects.filter(subject_uid=case.request.application.uid).update(withheld_at=timezone.now())
    freeze("2026-11-24 10:00+02:00")
    page = signed_in(cast.officer).get(f"/desk/{case.uid}/").content.decode()
    assert "срок за обжалване до 25.01.2027 г." in page  # 23 January 2027 is a Saturday


def test_a_decision_made_late_counts_and_says_how_late_it_is(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    freeze("2026-11-26 10:00+02:00")
    published(refused(case, cast), cast)
    page = signed_in(cast.officer).get(f"/desk/{case.uid}/").content.decode()
    assert "Мълчалив отказ" not in page and "3 дни след срока" in page


def test_an_officer_stops_the_clock_on_a_ground_and_the_person_reads_why(
    send: Send, cast: Cast, freeze: Freeze
) -> None:
    freeze("2026-11-02 10:00+02:00")
    application = send("home-patronage")
    case = case_of(application)
    cases.take(case, by=cast.officer)
    client = signed_in(cast.officer)
    assert "Грешка" in client.post(f"/desk/{case.uid}/terms/stop/", {"x": "1"}).content.decode()
    freeze("2026-11-10 10:00+02:00")
    client = signed_in(cast.officer)
    client.post(f"/desk/{case.uid}/terms/stop/", {"ground": "opinion"})
    again = client.post(f"/desk/{case.uid}/terms/stop/", {"ground": "opinion"})
    assert "Няма срок" in again.content.decode()
    freeze("2026-11-13 10:00+02:00")
    mine = signed_in(cast.citizen).get(f"/my/{application.uid}/").content.decode()
    assert "Ден 8 от 20; спрян 3 дни: чакаме становище на друг орган" in mine
    client = signed_in(cast.officer)
    assert "чл. 53" in client.get(f"/desk/{case.uid}/terms/").content.decode()
    client.post(f"/desk/{case.uid}/terms/go-on/", {"ground": "opinion"})
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 11, 25)
    kinds = Message.objects.filter(subject_uid=application.uid).values_list("kind", flat=True)
    assert {"clock_stopped", "clock_goes_on"} <= set(kinds)
    assert [entry.kind for entry in case.entries.order_by("position")] == [
        "application",
        "clock_stopped",
        "clock_resumed",
    ]


def test_two_grounds_at_once_count_the_days_once(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    deadlines.suspend(case, "cosign", date(2026, 11, 3))
    deadlines.suspend(case, "opinion", date(2026, 11, 5))
    deadlines.resume(case, "cosign", date(2026, 11, 8))
    assert deadlines.clocks_of([case], date(2026, 11, 10))[case.pk].is_stopped
    deadlines.resume(case, "opinion", date(2026, 11, 12))
    assert Deadline.objects.get(case=case).base_due_on == date(2026, 12, 1)  # nine days later than the 22nd


def test_a_ground_stops_only_the_clocks_that_it_names(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    deadlines.start(case, "opinion", date(2026, 11, 2))
    deadlines.suspend(case, "opinion", date(2026, 11, 3))
    stopped = Deadline.objects.filter(case=case, suspensions__ended_on__isnull=True, suspensions__isnull=False)
    assert [clock.rule.code for clock in stopped] == ["assessment"]
    deadlines.meet(case, date(2026, 11, 4), "opinion")
    assert Deadline.objects.get(case=case, met_on__isnull=True).rule.code == "assessment"
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 11, 23)  # lists go by the term of the procedure


def test_a_rule_that_changes_later_moves_no_running_clock(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    DeadlineRule.objects.filter(code="assessment").update(amount=5, unit="working")
    deadlines.suspend(case, "correction", date(2026, 11, 3))
    deadlines.resume(case, "correction", date(2026, 11, 3))
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 11, 23)


def test_what_came_after_the_end_brings_no_term_back(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    deadlines.suspend(case, "correction", date(2026, 11, 25))
    deadlines.resume(case, "correction", date(2026, 11, 28))
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("unit", "amount", "words"),
    [("working", 10, "Ден 6 от 10 работни дни"), ("month", 1, "Ден 8 от 30")],
)
def test_other_units_are_counted_as_they_are(send: Send, freeze: Freeze, unit: str, amount: int, words: str) -> None:
    freeze("2026-11-02 10:00+02:00")
    DeadlineRule.objects.filter(code="assessment").update(unit=unit, amount=amount)
    case = case_of(send("home-patronage"))
    with translation.override("bg"):
        assert clock_in_words(deadlines.clocks_of([case], date(2026, 11, 10))[case.pk]) == words


def test_every_ground_names_terms_that_there_are() -> None:
    codes = set(DeadlineRule.objects.values_list("code", flat=True))
    assert all(set(ground.stops) <= codes and ground.legal_ground_bg for ground in SuspensionGround.objects.all())
