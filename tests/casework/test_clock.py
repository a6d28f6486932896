"""The clock of a case: stopped while the citizen is waited for, moved for holidays, told in words."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from casework import deadlines
from casework.actions import cases, corrections, lapses
from casework.models import Case, Deadline, PlaceHold
from casework.progress import clock_in_words
from tests.support.cast import Cast, Send, case_of, hold

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
    from casework.models import DeadlineRule

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
