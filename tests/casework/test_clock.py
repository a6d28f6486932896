"""The clock of a case: stopped while the citizen is waited for, moved for holidays, told in words."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from casework import deadlines
from casework.actions import cases, corrections, lapses
from casework.models import Case, Deadline, DeadlineRule, PlaceHold
from casework.progress import clock_in_words
from tests.support.cast import Cast, Send, case_of, hold, signed_in

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]


def test_the_clock_stops_with_the_question_and_goes_on_with_the_answer(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    application = send("home-patronage")
    case = case_of(application)
    assert case.due_on == date(2026, 11, 23)  # the 22nd is a Sunday
    freeze("2026-11-10 10:00+02:00")
    cases.take(case, by=cast.officer)
    correction = corrections.ask(case, fields=["common.contact:phone"], reason="Телефон?", by=cast.officer)
    assert correction.due_on == date(2026, 11, 13)
    freeze("2026-11-13 12:00+02:00")
    stopped = deadlines.clocks_of([case], timezone.localdate())[case.pk]
    assert (stopped.day, stopped.of, stopped.stopped_days, stopped.is_stopped) == (8, 20, 3, True)
    mine = Client()
    mine.force_login(cast.citizen)
    page = mine.get(f"/my/{application.uid}/").content.decode()
    assert "Ден 8 от 20; спрян 3 дни, защото Ви помолихме за нещо" in page
    mine.post(f"/apply/correction/{correction.uid}/", {"common-contact-phone": "0888 555 777"})
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.due_on) == ("in_progress", date(2026, 11, 25))
    assert not Deadline.objects.get(case=case).suspensions.filter(ended_on=None).exists()


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        (["cosign"], "спрян 1 ден заради втория подпис"),
        (["correction"], "спрян 1 ден, защото Ви помолихме за нещо"),
        (["cosign", "correction"], "спрян 2 дни, защото чакахме Вас и втория подпис"),
    ],
)
def test_why_it_stood_still_is_said_as_it_was(send: Send, freeze: Freeze, reasons: list[str], words: str) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    for number, reason in enumerate(reasons):
        deadlines.suspend(case, reason, date(2026, 11, 3 + 2 * number))
        deadlines.resume(case, reason, date(2026, 11, 4 + 2 * number))
    with translation.override("bg"):
        assert (
            clock_in_words(deadlines.clocks_of([case], date(2026, 11, 10))[case.pk])
            == f"Ден {8 - len(reasons)} от 20; {words}"
        )


def test_only_the_named_question_can_change(send: Send, cast: Cast) -> None:
    application = send("home-patronage")
    case = case_of(application)
    before = application.answers["common.contact"]["address_line"]
    cases.take(case, by=cast.officer)
    correction = corrections.ask(case, fields=["common.contact:phone"], reason="?", by=cast.officer)
    mine = Client()
    mine.force_login(cast.citizen)
    sent = {"common-contact-phone": "0888 555 777", "common-contact-address_line": "другаде", "address_line": "другаде"}
    mine.post(f"/apply/correction/{correction.uid}/", sent)
    application = type(application).objects.get(pk=application.pk)
    assert application.answers["common.contact"]["phone"] == "+359888555777"
    assert application.answers["common.contact"]["address_line"] == before
    correction.refresh_from_db()
    assert correction.before == {"common.contact": {"phone": ""}} or "phone" in correction.before["common.contact"]


def test_an_overdue_clock_says_that_silence_can_be_appealed(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    application = send("home-patronage")
    freeze("2026-12-01 10:00+02:00")
    mine = Client()
    mine.force_login(cast.citizen)
    assert "можете да обжалвате като при отказ" in mine.get(f"/my/{application.uid}/").content.decode()
    officer = Client()
    officer.force_login(cast.officer)
    desk = officer.get("/desk/?tab=late").content.decode()
    assert "закъснява с 8 дни" in desk


def test_a_place_nobody_answered_goes_back_once(send: Send, cast: Cast, freeze: Freeze) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    hold(case, cast)
    assert lapses.expire_due(date(2026, 11, 7)) == 0
    assert lapses.expire_due(date(2026, 11, 10)) == 1
    assert lapses.expire_due(date(2026, 11, 10)) == 0
    assert PlaceHold.objects.get(case=case).status == "expired"
    assert Case.objects.get(pk=case.pk).status == "waiting"


def test_every_rule_says_its_legal_ground() -> None:
    assert all(rule.legal_ground_bg and rule.legal_ground_en for rule in DeadlineRule.objects.all())


def test_an_answer_that_changes_nothing_is_not_an_answer(send: Send, cast: Cast) -> None:
    application = send("home-patronage")
    case = case_of(application)
    cases.take(case, by=cast.officer)
    correction = corrections.ask(case, fields=["common.contact:answer_by"], reason="?", by=cast.officer)
    mine = Client()
    mine.force_login(cast.citizen)
    page = mine.post(f"/apply/correction/{correction.uid}/", {"common-contact-answer_by": "portal"})
    assert "Още нищо не е променено" in page.content.decode()
    assert "Този отговор е нужен" in mine.post(f"/apply/correction/{correction.uid}/", {"x": "1"}).content.decode()
    assert Case.objects.get(pk=case.pk).status == "awaiting_citizen"
    mine.post(f"/apply/correction/{correction.uid}/", {"common-contact-answer_by": "counter"})
    assert Case.objects.get(pk=case.pk).status == "in_progress"


@pytest.mark.parametrize(
    ("language", "prefix", "mine", "staff"),
    [
        (
            "bg",
            "",
            "Срокът ни от 20 дни изтече преди 25 дни, на 23.11.2026 г.",
            "срокът от 20 дни изтече преди 25 дни",
        ),
        (
            "en",
            "/en",
            "Our term of 20 days ended 25 days ago, on 23 November 2026",
            "the term of 20 days ended 25 days ago",
        ),
    ],
)
def test_a_term_long_passed_is_told_in_plain_words(
    send: Send, cast: Cast, freeze: Freeze, language: str, prefix: str, mine: str, staff: str
) -> None:
    """Not „ден 46 от 20“; and a day that has passed is not counted on where the work was done."""
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    freeze("2026-12-18 10:00+02:00")
    with translation.override(language):
        words = clock_in_words(deadlines.clocks_of([case], timezone.localdate())[case.pk])
    assert words.startswith(mine) and "46" not in words
    officer = signed_in(cast.officer)
    page = " ".join(officer.get(f"{prefix}/desk/{case.uid}/").content.decode().split())
    assert staff in page and "46 от 20" not in page and "46 of 20" not in page
    deadlines.meet(case, timezone.localdate())
    done = " ".join(officer.get(f"{prefix}/desk/{case.uid}/").content.decode().split())
    assert staff not in done and ("25 дни след срока" in done or "25 days after the term" in done)


def test_what_is_only_sent_on_is_not_said_to_be_a_refusal(send: Send, freeze: Freeze) -> None:
    """Silence refuses where the law says so, not where a request is passed to another institution late."""
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    Deadline.objects.filter(case=case).update(rule=DeadlineRule.objects.get(code="forwarding"))
    with translation.override("bg"):
        words = clock_in_words(deadlines.clocks_of([case], date(2026, 12, 18))[case.pk])
    assert "изтече преди 25 дни" in words and "обжалвате" not in words
