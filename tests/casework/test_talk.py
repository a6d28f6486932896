"""The talk of a case: a citizen and an officer write to each other, a clerk writes down for who has no login."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from applications.models import Attachment
from casework.actions import talk
from casework.models import Case, CaseMessage, Side
from records.models import Message
from tests.journeys.words import a_pdf
from tests.support.cast import Cast, Send, begin, case_of, signed_in

pytestmark = pytest.mark.django_db


def test_a_question_and_its_answer(send: Send, cast: Cast) -> None:
    application = send("home-patronage")
    case = case_of(application)
    citizen, officer = signed_in(cast.citizen), signed_in(cast.officer)
    epicrisis = a_pdf()
    file = SimpleUploadedFile("епикриза.pdf", epicrisis)
    citizen.post(f"/my/case/{case.uid}/messages/", {"text": "Майка ми е в болница.", "file": file})
    assert case.number in officer.get("/desk/?tab=wrote").content.decode()
    page = officer.get(f"/desk/{case.uid}/messages/").content.decode()
    assert "Майка ми е в болница." in page and "епикриза.pdf" in page and "Надежда Колева" in page
    attached = Attachment.objects.get(slot__startswith="message:")
    assert officer.get(f"/desk/{case.uid}/attachment/{attached.uid}/").content == epicrisis
    officer.post(f"/desk/{case.uid}/messages/", {"text": "Ще почакаме, елате после."})
    assert case.number not in officer.get("/desk/?tab=wrote").content.decode()
    told = Message.objects.filter(kind="case_wrote")
    assert {row.user_uid for row in told} == {cast.citizen.uid, None}  # her mother hears by her own rules
    mine = citizen.get(f"/my/{application.uid}/").content.decode()
    assert "1 ново" in mine
    assert "Ще почакаме, елате после." in mine  # also among the messages
    citizen.post(f"/my/case/{case.uid}/messages/read/")
    assert "1 ново" not in citizen.get(f"/my/{application.uid}/").content.decode()


def test_the_words_are_encrypted(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    talk.write(case, "Тайна дума", side=Side.PERSON, by=cast.citizen)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM casework_casemessage")
        stored = bytes(cursor.fetchone()[0])
    assert "Тайна".encode() not in stored


def test_the_same_form_sent_twice_is_one_message(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    client = signed_in(cast.citizen)
    form_uid = client.get(f"/my/case/{case.uid}/messages/").context["form"]["form_uid"].value()
    for _ in range(2):
        client.post(f"/my/case/{case.uid}/messages/", {"text": "Здравейте", "form_uid": str(form_uid)})
    assert CaseMessage.objects.count() == 1


@pytest.mark.parametrize("wrong", ["program.exe", "снимка.pdf"])
def test_a_refused_file_loses_no_word(send: Send, cast: Cast, wrong: str) -> None:
    case = case_of(send("home-patronage"))
    sent = {"text": "Прилагам снимка.", "file": SimpleUploadedFile(wrong, b"MZ\x90")}
    page = signed_in(cast.citizen).post(f"/my/case/{case.uid}/messages/", sent).content.decode()
    assert "Прилагам снимка." in page and "Грешка:" in page
    assert not CaseMessage.objects.exists()
    assert (
        "Напишете какво искате да кажете"
        in signed_in(cast.citizen).post(f"/my/case/{case.uid}/messages/", {"text": " "}).content.decode()
    )


def test_a_clerk_writes_down_what_the_person_says_by_phone(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    clerk = signed_in(cast.clerk)
    begin(clerk, cast.mother)
    assert f"/counter/case/{case.uid}/" in clerk.get(f"/counter/person/{cast.mother.uid}/").content.decode()
    clerk.post(f"/counter/case/{case.uid}/", {"text": "Няма ме до петък.", "origin": "phone"})
    page = signed_in(cast.officer).get(f"/desk/{case.uid}/messages/").content.decode()
    assert "Няма ме до петък." in page
    assert f"по телефона, записано от {cast.clerk.name}" in page


def test_a_case_that_is_over_can_be_written_about_for_thirty_days(
    send: Send, cast: Cast, freeze: Callable[[Any], None]
) -> None:
    freeze("2026-11-02 10:00+02:00")
    case = case_of(send("home-patronage"))
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at="2026-11-02T10:00Z")
    freeze("2026-12-02 10:00+02:00")
    client = signed_in(cast.citizen)
    assert "до 02.12.2026 г." in client.get(f"/my/case/{case.uid}/messages/").content.decode()
    client.post(f"/my/case/{case.uid}/messages/", {"text": "Още един въпрос"})
    freeze("2026-12-03 10:00+02:00")
    page = signed_in(cast.citizen).post(f"/my/case/{case.uid}/messages/", {"text": "Закъснях"}).content.decode()
    assert "не може да се пише" in page
    assert CaseMessage.objects.count() == 1


@pytest.mark.parametrize("count", [2, 6])
def test_the_talk_costs_the_same_however_long(
    send: Send, cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    case = case_of(send("home-patronage"))
    for _ in range(count):
        talk.write(case, "Дума", side=Side.PERSON, by=cast.citizen, files=[SimpleUploadedFile("a.pdf", a_pdf(str(_)))])
    for login, address in (
        ("citizen", f"/my/case/{case.uid}/messages/"),
        ("officer", f"/desk/{case.uid}/messages/"),
        ("clerk", f"/counter/case/{case.uid}/"),
    ):
        client = signed_in(getattr(cast, login))
        if login == "clerk":
            begin(client, cast.mother)
        # The counter's page of a case says also where it stands, what is asked and how long it may take.
        with django_assert_max_num_queries(12 if login == "clerk" else 10):
            client.get(address)
