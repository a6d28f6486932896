"""Another body's opinion (APK art. 53): asked by a link without an account; silence at the end of the term agrees."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from applications.actions import attachments
from applications.actions.withdrawals import withdraw as withdraw_application
from casework.actions import forwarding, opinions
from casework.models import Case, Disclosure, Opinion, OpinionRule, Suspension
from casework.tasks import follow_opinions
from people.models import Organisation
from records.models import AuditEvent, Message, StatusChange
from records.workflow import WrongStatus
from tests.journeys.words import a_pdf
from tests.support.cast import Cast, Send, case_of, signed_in

pytestmark = pytest.mark.django_db
ANSWER = {"signed_as": "д-р Стоянова, ЛКК", "text": "Нужна е постоянна грижа."}


@pytest.fixture
def case(send: Send, cast: Cast) -> Case:
    return case_of(send("home-patronage"))


def ask(case: Case, cast: Cast, **changed: Any) -> tuple[Opinion, str]:
    said = {
        "body": "МБАЛ „Света Марина“", "email": "lkk@example.org", "question": "Има ли нужда от чужда помощ?",
        "facts": ["name"], "document_uids": [], "due_on": opinions.last_day(timezone.localdate()), "stops_clock": False,
    }  # fmt: skip
    return opinions.ask(case, **{**said, **changed}, by=cast.officer)


def mails() -> list[dict[str, str]]:
    return [row.context for row in Message.objects.filter(kind="account").select_related("data_key").order_by("pk")]


def test_an_officer_asks_and_the_other_body_answers_without_an_account(case: Case, cast: Cast) -> None:
    application = case.request.application
    chosen = attachments.add(application, "proof", SimpleUploadedFile("телк.pdf", a_pdf()), by=cast.citizen)
    kept_back = attachments.add(application, "telk", SimpleUploadedFile("друго.pdf", a_pdf("друго")), by=cast.citizen)
    day = opinions.last_day(timezone.localdate())
    typed = {
        "body": "МБАЛ „Света Марина“", "email": "lkk@example.org", "question": "Има ли нужда от чужда помощ?",
        "facts": ["name"], "documents": [str(chosen.uid)], "due_on": f"{day:%d.%m.%Y}",
    }  # fmt: skip
    officer = signed_in(cast.officer)
    assert officer.post(f"/desk/{case.uid}/opinion/", typed).status_code == 302
    [mail] = [one for one in mails() if one["to"] == "lkk@example.org"]
    assert case.beneficiary.family_name not in mail["text"]
    assert case.number not in mail["text"]
    [address] = re.findall(r"/opinion/[\w-]+/", mail["text"])
    doctor = Client()
    cover = doctor.get(address).content.decode()
    assert case.beneficiary.family_name not in cover
    assert Opinion.objects.get().opened_at is None  # a mail scanner that follows the link opens nothing
    assert doctor.get(f"{address}{chosen.uid}/").status_code == 404
    assert doctor.post(address, {"open": "1"}).status_code == 302
    assert doctor.post(address, {"open": "1"}).status_code == 302
    assert Opinion.objects.get().opened_times == 1  # a second press is not a second opening
    page = doctor.get(address).content.decode()
    assert case.beneficiary.full_name in page
    assert case.beneficiary.full_name not in Client().get(address).content.decode()  # who has not pressed sees nothing
    assert "Има ли нужда от чужда помощ?" in page
    assert doctor.get(f"{address}{chosen.uid}/").status_code == 200
    assert doctor.get(f"{address}{kept_back.uid}/").status_code == 404
    missing = doctor.post(address, {"signed_as": "д-р Стоянова", "text": ""}).content.decode()
    assert "error-summary" in missing
    assert "д-р Стоянова" in missing
    for _press in range(2):
        done = doctor.post(address, {**ANSWER, "file": SimpleUploadedFile("становище.pdf", a_pdf())})
        assert done.status_code == 302
    assert "Благодарим" in doctor.get(address).content.decode()
    assert AuditEvent.objects.filter(verb="answer_opinion").count() == 1
    assert Client().get(address).status_code == 410
    assert doctor.get(f"{address}{chosen.uid}/").status_code == 404
    on_case = officer.get(f"/desk/{case.uid}/").content.decode()
    assert ANSWER["text"] in on_case
    row = Opinion.objects.get()
    assert officer.get(f"/desk/{case.uid}/opinion/{row.uid}/file/").status_code == 200
    assert Message.objects.filter(kind="opinion_settled", user_uid=cast.officer.uid).exists()
    [shared] = Disclosure.objects.filter(case=case)
    assert (shared.to_whom, shared.facts) == ("МБАЛ „Света Марина“", ["name", "documents"])


def test_the_person_reads_to_whom_it_was_shown_and_never_the_answer(case: Case, cast: Cast) -> None:
    row, _token = ask(case, cast)
    opinions.answer(row, signed_as="д-р", text=ANSWER["text"], upload=None)
    citizen, uid = signed_in(cast.citizen), case.request.application.uid
    assert "Света Марина" in citizen.get("/my/shared/").content.decode()
    for address in ("/my/", f"/my/{uid}/", f"/my/{uid}/thread/", f"/my/{uid}/sent/", "/my/shared/"):
        assert ANSWER["text"] not in citizen.get(address).content.decode()
    assert "Света Марина" in signed_in(cast.officer).get(f"/desk/{case.uid}/thread/?kind=opinion").content.decode()


def test_silence_agrees_once_and_the_link_is_dead(case: Case, cast: Cast, time_machine: Any) -> None:
    row, token = ask(case, cast)
    time_machine.move_to(timezone.now() + timedelta(days=(row.due_on - timezone.localdate()).days - 1))
    follow_opinions()
    follow_opinions()
    reminders = [one for one in mails() if "все още" in one["subject"].lower()]
    assert len(reminders) == 1
    assert "/opinion/" not in reminders[0]["text"]
    time_machine.move_to(timezone.now() + timedelta(days=3))
    follow_opinions()
    follow_opinions()
    row.refresh_from_db()
    assert row.status == "silent"
    assert AuditEvent.objects.filter(verb="let_silence_agree").count() == 1
    assert Client().get(f"/opinion/{token}/").status_code == 410
    with pytest.raises(WrongStatus):
        opinions.answer(row, signed_as="x", text="късно", upload=None)


def test_the_law_gives_fourteen_days_and_no_more(case: Case, cast: Cast) -> None:
    late = opinions.last_day(timezone.localdate()) + timedelta(days=1)
    with pytest.raises(opinions.TooLate):
        ask(case, cast, due_on=late)
    typed = {"body": "РЗИ", "email": "a@example.org", "question": "Какво?", "due_on": f"{late:%d.%m.%Y}"}
    page = signed_in(cast.officer).post(f"/desk/{case.uid}/opinion/", typed).content.decode()
    assert "error-summary" in page
    assert "Какво?" in page
    assert not Opinion.objects.exists()


def test_the_clock_stands_still_only_while_an_opinion_that_stops_it_is_awaited(case: Case, cast: Cast) -> None:
    first, _token = ask(case, cast, stops_clock=True)
    second, _token = ask(case, cast, stops_clock=True)
    running = Suspension.objects.filter(deadline__case=case, ended_on__isnull=True)
    assert running.filter(reason="opinion").exists()
    opinions.withdraw(first, by=cast.officer)
    assert running.filter(reason="opinion").exists()
    opinions.answer(second, signed_as="д-р", text="Да.", upload=None)
    assert not running.exists()


def test_a_link_that_was_taken_back_or_never_was_opens_nothing(case: Case, cast: Cast) -> None:
    row, token = ask(case, cast)
    officer = signed_in(cast.officer)
    assert officer.post(f"/desk/{case.uid}/opinion/{row.uid}/withdraw/").status_code == 302
    for one in (token, "x" * 32):
        assert Client().post(f"/opinion/{one}/", {"open": "1"}).status_code == 410
    assert token not in str(Opinion.objects.values())  # only its hash is kept


def test_documents_of_another_application_are_not_shown(send: Send, case: Case, cast: Cast) -> None:
    other = send("parking-card")
    foreign = attachments.add(other, "proof", SimpleUploadedFile("чуждо.pdf", a_pdf()), by=cast.citizen)
    row, _token = ask(case, cast, document_uids=[str(foreign.uid)])
    assert row.document_uids == []


def rule(silence: str, amount: int = 5) -> OpinionRule:
    """Of the Directorate, from today on; the older one stays."""
    words = {"legal_ground_bg": "чл. 7 от Наредбата", "legal_ground_en": "art. 7 of the Ordinance"}
    body = Organisation.objects.get(slug="directorate")
    term = {"amount": amount, "unit": "calendar", "valid_from": timezone.localdate()}
    return OpinionRule.objects.create(organisation=body, silence=silence, **term, **words)


def past(row: Opinion, time_machine: Any) -> str:
    """The day after its term, when the clock has looked twice; what became of it."""
    row.refresh_from_db()
    time_machine.move_to(timezone.now() + timedelta(days=(row.due_on - timezone.localdate()).days + 1))
    follow_opinions()
    follow_opinions()
    row.refresh_from_db()
    return row.status


def address_in(mail: dict[str, str]) -> str:
    [found] = re.findall(r"/opinion/[\w-]+/", mail["text"])
    return found


def on_today(cast: Cast) -> str:
    return signed_in(cast.officer).get("/desk/?tab=acts").content.decode()


def test_a_body_from_the_list_is_asked_at_its_address_in_its_time_and_all_see_what_silence_means(
    case: Case, cast: Cast
) -> None:
    today = timezone.localdate()
    own = rule("continues")
    officer, address = signed_in(cast.officer), f"/desk/{case.uid}/opinion/"
    page = officer.get(address).content.decode()
    assert "чл. 7 от Наредбата" in page and "продължаваме без него" in page and "чл. 53" in page
    typed = {"organisation": "directorate", "question": "Получава ли помощ?"}
    late = officer.post(address, {**typed, "due_on": f"{today + timedelta(30):%d.%m.%Y}"}).content.decode()
    soon = opinions.last_day(today, own)
    assert "Получава ли помощ?" in late and f"{soon:%d.%m.%Y}" in late and soon < opinions.last_day(today)
    assert officer.post(address, typed).status_code == 302  # without a day: the longest they have
    row = Opinion.objects.select_related("data_key").get()
    assert (row.body, row.email) == ("Дирекция „Социално подпомагане“ – Белоречие", "dsp@belorechie.invalid")
    assert (row.due_on, row.silence) == (soon, "continues")
    told = "Ако не отговорите дотогава, продължаваме без Вашето становище. (чл. 7 от Наредбата)"
    [mail] = [one for one in mails() if one["to"] == "dsp@belorechie.invalid"]
    assert told in mail["text"]
    body = Client()
    assert told in body.get(address_in(mail)).content.decode()
    assert told in body.post(address_in(mail), {"open": "1"}, follow=True).content.decode()
    assert "продължаваме без него" in officer.get(f"/desk/{case.uid}/").content.decode()
    nobody = officer.post(address, {**typed, "organisation": ""}).content.decode()
    assert "Изберете от списъка" in nobody


def test_the_rule_of_the_day_of_asking_holds(case: Case, cast: Cast, time_machine: Any) -> None:
    row, _token = ask(case, cast, rule=rule("continues"), due_on=timezone.localdate() + timedelta(days=3))
    OpinionRule.objects.update(silence="waits")
    assert past(row, time_machine) == "unheard"


def test_who_goes_on_without_an_opinion_is_told_on_today_until_it_was_read(
    case: Case, cast: Cast, time_machine: Any
) -> None:
    row, token = ask(
        case, cast, rule=rule("continues"), due_on=timezone.localdate() + timedelta(days=3), stops_clock=True
    )
    assert case.number not in on_today(cast)
    assert past(row, time_machine) == "unheard"
    assert AuditEvent.objects.filter(verb="go_on_without_opinion", actor_uid=None).count() == 1
    assert StatusChange.objects.filter(verb="go_on_without_opinion").count() == 1
    assert not Suspension.objects.filter(deadline__case=case, ended_on__isnull=True).exists()
    assert Client().get(f"/opinion/{token}/").status_code == 410
    assert case.number in on_today(cast) and "Вижте становището" in on_today(cast)
    assert signed_in(cast.officer).post(f"/desk/{case.uid}/opinion/{row.uid}/read/").status_code == 302
    assert case.number not in on_today(cast)


def test_who_must_answer_is_asked_once_more_by_itself_and_then_waited_for(
    case: Case, cast: Cast, time_machine: Any
) -> None:
    row, old = ask(case, cast, rule=rule("again"), due_on=timezone.localdate() + timedelta(days=3), stops_clock=True)
    assert past(row, time_machine) == "asked"
    assert row.due_on > timezone.localdate()
    again = [one for one in mails() if one["subject"] == "Общината Ви моли за становище още веднъж"]
    assert len(again) == 1
    body = Client()
    assert body.get(f"/opinion/{old}/").status_code == 410
    assert body.get(address_in(again[0])).status_code == 200
    assert case.number not in on_today(cast)
    assert past(row, time_machine) == "late"
    assert case.number in on_today(cast)
    assert Suspension.objects.filter(deadline__case=case, ended_on__isnull=True).exists()
    officer = signed_in(cast.officer)
    assert officer.post(f"/desk/{case.uid}/opinion/{row.uid}/again/").status_code == 302
    assert case.number not in on_today(cast)
    assert past(row, time_machine) == "late"
    # It may still come, however late.
    last = [one for one in mails() if one["subject"] == "Общината Ви моли за становище още веднъж"][-1]
    assert body.post(address_in(last), ANSWER).status_code == 302
    row.refresh_from_db()
    assert row.status == "answered"
    assert not Suspension.objects.filter(deadline__case=case, ended_on__isnull=True).exists()


def test_an_officer_may_stop_waiting_for_what_is_late(case: Case, cast: Cast, time_machine: Any) -> None:
    row, token = ask(case, cast, rule=rule("waits"), due_on=timezone.localdate() + timedelta(days=3))
    assert past(row, time_machine) == "late"
    assert Client().get(f"/opinion/{token}/").status_code == 200
    assert signed_in(cast.officer).post(f"/desk/{case.uid}/opinion/{row.uid}/without/").status_code == 302
    assert Client().get(f"/opinion/{token}/").status_code == 410
    assert case.number not in on_today(cast)


def test_once_the_case_is_over_no_link_opens_its_data(case: Case, cast: Cast) -> None:
    _row, token = ask(case, cast)
    application = case.request.application
    withdraw_application(application, by=cast.citizen, reason="")
    assert Client().post(f"/opinion/{token}/", {"open": "1"}).status_code == 410
    assert case.number not in on_today(cast)


def test_nobody_is_waited_for_once_the_request_was_sent_on(send: Send, cast: Cast) -> None:
    case = case_of(send("home-elderly"))
    row, token = ask(case, cast)
    forwarding.forward(case, by=cast.officer)
    row.refresh_from_db()
    assert row.status == "withdrawn" and row.settled_at is not None
    assert cast.mother.family_name not in Client().get(f"/opinion/{token}/").content.decode()
