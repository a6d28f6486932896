"""Corrections to their end: reminded of, answered at the counter, dropped, without an answer, proposed by the officer."""

from collections.abc import Callable
from typing import Any

import pytest

from applications.models import Application, Correction
from casework.actions import cases, corrections
from casework.models import Case, Suspension
from casework.tasks import follow_corrections
from records.models import AuditEvent, Message
from tests.support.cast import Cast, Send, begin, case_of, signed_in

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]
PHONE = "common.contact:phone"


@pytest.fixture
def asked(send: Send, cast: Cast, freeze: Freeze) -> Correction:
    """Asked on Tuesday the 10th, to be answered by Friday the 13th."""
    freeze("2026-11-10 10:00+02:00")
    case = case_of(send("home-patronage"))
    cases.take(case, by=cast.officer)
    return corrections.ask(case, fields=[PHONE], reason="Телефонът не вдига.", by=cast.officer)


def case_behind(correction: Correction) -> Case:
    return Case.objects.with_parts().get(uid=correction.case_uid)


def test_a_reminder_comes_once_on_the_working_day_before(asked: Correction, freeze: Freeze) -> None:
    for moment, reminders in (
        ("2026-11-11 07:10+02:00", 0),
        ("2026-11-12 07:10+02:00", 2),
        ("2026-11-13 07:10+02:00", 2),
    ):
        freeze(moment)
        follow_corrections()
        follow_corrections()
        assert Message.objects.filter(kind="correction_reminder").count() == reminders  # the daughter and the mother


def test_without_an_answer_the_officer_goes_on_and_the_person_is_told(
    asked: Correction, cast: Cast, freeze: Freeze
) -> None:
    freeze("2026-11-13 20:00+02:00")
    follow_corrections()
    assert case_behind(asked).status == "awaiting_citizen"  # the last day is the person's
    freeze("2026-11-16 07:10+02:00")
    follow_corrections()
    follow_corrections()
    asked.refresh_from_db()
    assert (asked.status, case_behind(asked).status) == ("closed", "in_progress")
    assert not Suspension.objects.filter(ended_on=None).exists()
    assert Message.objects.filter(kind="correction_lapsed", user_uid=cast.citizen.uid).count() == 1
    page = signed_in(cast.citizen).get(f"/my/{asked.application.uid}/").content.decode()
    assert "Денят за Вашия отговор мина" in page
    assert signed_in(cast.citizen).get(f"/apply/correction/{asked.uid}/").status_code == 404


def test_the_page_says_what_happens_without_an_answer(asked: Correction, cast: Cast) -> None:
    page = signed_in(cast.citizen).get(f"/apply/correction/{asked.uid}/").content.decode()
    assert "13.11.2026 г." in page and "Ако не отговорите дотогава" in page


def test_who_has_no_login_answers_at_the_counter(asked: Correction, cast: Cast) -> None:
    clerk = signed_in(cast.clerk)
    begin(clerk, cast.mother)
    address = f"/counter/correction/{asked.uid}/"
    assert address in clerk.get(f"/counter/case/{asked.case_uid}/").content.decode()
    assert "Грешка:" in clerk.post(address, {"common-contact-phone": "12"}).content.decode()
    answer = clerk.post(address, {"common-contact-phone": "0888 555 777"})
    assert answer["Location"] == f"/counter/case/{asked.case_uid}/"
    assert Application.objects.get(pk=asked.application_id).answers["common.contact"]["phone"] == "+359888555777"
    assert AuditEvent.objects.filter(verb="answer", actor_uid=cast.clerk.uid).exists()


def test_what_is_no_longer_needed_is_dropped(asked: Correction, cast: Cast) -> None:
    officer = signed_in(cast.officer)
    assert "вече не е нужно" in officer.get(f"/desk/{asked.case_uid}/").content.decode()
    officer.post(f"/desk/{asked.case_uid}/correction/drop/")
    asked.refresh_from_db()
    assert (asked.status, case_behind(asked).status) == ("closed", "in_progress")
    assert not Suspension.objects.filter(ended_on=None).exists()


def propose(cast: Cast, case: Case, value: str = "0888 999 000") -> Correction:
    sent = {"common-contact-phone": value, "reason": "Разменени са цифри."}
    answer = signed_in(cast.officer).post(f"/desk/{case.uid}/proposal/?question={PHONE}", sent)
    assert answer.status_code == 302, answer.content.decode()
    return Correction.objects.get(case_uid=case.uid, is_proposal=True, status="open")


@pytest.mark.parametrize(
    ("button", "status", "is_changed"), [("confirm", "answered", True), ("refuse", "refused", False)]
)
def test_an_officer_proposes_and_only_the_person_changes(
    send: Send, cast: Cast, button: str, status: str, is_changed: bool
) -> None:
    application = send("home-patronage")
    case = case_of(application)
    cases.take(case, by=cast.officer)
    before = application.answers["common.contact"]["phone"]
    proposal = propose(cast, case)
    assert Case.objects.get(pk=case.pk).status == "in_progress"  # our time runs on
    assert Application.objects.get(pk=application.pk).answers["common.contact"]["phone"] == before
    citizen = signed_in(cast.citizen)
    assert "Разменени са цифри." in citizen.get(f"/my/{application.uid}/").content.decode()
    page = citizen.get(f"/apply/correction/{proposal.uid}/").content.decode()
    assert "0888 999 000" in page and "Без Вас нищо не се променя" in page
    citizen.post(f"/apply/correction/{proposal.uid}/", {button: "1"})
    proposal.refresh_from_db()
    now = Application.objects.get(pk=application.pk).answers["common.contact"]["phone"]
    assert (proposal.status, now == "+359888999000", now == before) == (status, is_changed, not is_changed)
    officer = signed_in(cast.officer)
    assert case.number in officer.get("/desk/?tab=wrote").content.decode()
    traced = officer.get(f"/desk/{case.uid}/proposal/").content.decode()
    assert "Разменени са цифри." in traced and ("запазва своя отговор" in traced) is not is_changed
    assert citizen.post(f"/apply/correction/{proposal.uid}/", {"confirm": "1"}).status_code == 404


def test_a_wrong_value_or_a_second_proposal_is_refused_with_everything_kept(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    officer = signed_in(cast.officer)
    address = f"/desk/{case.uid}/proposal/?question={PHONE}"
    page = officer.post(address, {"common-contact-phone": "12", "reason": "Разменени са цифри."}).content.decode()
    assert "не е телефонен номер" in page and "Разменени са цифри." in page and "Грешка:" in page
    propose(cast, case)
    page = officer.post(address, {"common-contact-phone": "0888 111 222", "reason": "Друго."}).content.decode()
    assert "още не е отговорил" in page and "Друго." in page
    assert officer.get(f"/desk/{case.uid}/proposal/?question=common.contact:nonsense").status_code == 200


def test_each_requested_service_may_ask_something(send: Send, cast: Cast) -> None:
    application = send("home-patronage", "assistant-support")
    for case in Case.objects.with_parts().of_application(application):
        cases.take(case, by=cast.officer)
        corrections.ask(case, fields=[PHONE], reason=f"За {case.number}", by=cast.officer)
    page = signed_in(cast.citizen).get(f"/my/{application.uid}/").content.decode()
    assert page.count("/apply/correction/") == 2
