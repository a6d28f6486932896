"""A scarce service opens to one invited person, once, until a day; to nobody who only types their number."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from applications.actions import attachments, drafts, inviting, submissions
from applications.models import Application, AttachmentKind, Invitation, InvitationState
from applications.steps import Walk
from applications.writers import Part
from people.models import Person
from portal.demo import answers as sampled
from records.models import AuditEvent, Delivery, Message
from services import admission
from services.models import Admission, Service
from tests.support.cast import Cast, Send, answer_all, begin

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 15)


@pytest.fixture
def scarce(freeze: Any) -> Iterator[Service]:
    """This season only the invited apply for the card; also a test that commits leaves the catalogue as it was."""
    freeze("2026-11-23 10:00+02:00")
    service = Service.objects.get(slug="parking-card")
    row = Admission.objects.create(service=service, opens_on="2026-11-01", closes_on="2027-03-31", by_invitation=True)
    yield service
    row.delete()


def invite(cast: Cast, person: Person, service: Service) -> Invitation:
    return inviting.invite(person, service, until=UNTIL, by=cast.officer)


def as_citizen(cast: Cast, login: str = "citizen") -> Client:
    client = Client()
    client.force_login(getattr(cast, login))
    return client


def test_an_officer_invites_the_person_is_told_applies_and_it_is_used_once(cast: Cast, send: Send) -> None:
    """The whole way: from the case, over the message and the start page, to the sent application."""
    from django.utils import timezone

    from tests.support.cast import case_of

    today = timezone.localdate()
    service = Service.objects.get(slug="parking-card")
    Admission.objects.create(service=service, opens_on=today, by_invitation=True)
    case = case_of(send("home-patronage", by=cast.citizen2, beneficiary=cast.daughter))
    officer = as_citizen(cast, "officer")
    page = f"/desk/{case.uid}/invitations/"
    assert page in officer.get(f"/desk/{case.uid}/").content.decode()
    wrong = officer.post(page, {"service": "parking-card", "until": "1.1.2020"}).content.decode()
    assert "<title>Грешка: " in wrong and "1.1.2020" in wrong and not Invitation.objects.exists()
    assert officer.post(page, {"service": "parking-card", "until": "+"}).status_code == 200
    until = today.replace(day=28) if today.day < 28 else today
    assert officer.post(page, {"service": "parking-card", "until": f"{until:%d.%m.%Y}"}).status_code == 302
    message = Message.objects.get(kind="invitation")
    assert message.person_uid == cast.daughter.uid
    assert Delivery.objects.filter(message=message, channel="letter").exists()
    daughter = as_citizen(cast)
    mine = daughter.get("/my/").content.decode()
    assert "Каним Ви да подадете заявление" in mine and f"{until:%d.%m.%Y}" in mine and "/apply/parking-card/" in mine
    begun = daughter.post("/apply/parking-card/", {"go": "1"})
    draft = Application.objects.get(uid=begun.headers["Location"].split("/")[-2])
    answer_all(draft, cast.daughter, by=cast.citizen)
    check = f"/apply/draft/{draft.uid}/check/"
    sent = daughter.post(check, {"versions": Walk(draft).stamp})
    assert sent.headers["Location"].endswith("/sent/")
    used = Invitation.objects.get()
    assert used.state == InvitationState.USED and used.application == draft
    assert "Каним Ви да" not in daughter.get("/my/").content.decode().partition("<main")[2].partition("Съобщения")[0]
    closed = daughter.get("/apply/parking-card/").content.decode()
    assert "е използвана" in closed
    verbs = AuditEvent.objects.filter(subject_uid=used.uid).values_list("verb", flat=True)
    assert {"person_invited", "invitation_used"} <= set(verbs)


def test_nobody_else_uses_it_by_typing_the_number(cast: Cast, scarce: Service) -> None:
    """The invited mother's number, typed by a stranger with and without an account."""
    invite(cast, cast.mother, scarce)
    visitor = Client()
    page = visitor.post("/apply/parking-card/", {"go": "1"}).content.decode()
    assert "Имате покана?" in page and not Application.objects.exists()
    assert "Имате покана?" in as_citizen(cast).get("/apply/parking-card/").content.decode()
    for user in (None, cast.citizen2, cast.citizen):
        draft = drafts.start(user, [scarce], by=user)
        filled(draft, cast.mother)
        with pytest.raises(admission.NotOpen):
            submissions.submit(draft, by=user)
    assert Invitation.objects.get().state == InvitationState.OPEN
    assert not Application.objects.exclude(status="draft").exists()


def filled(draft: Application, person: Person) -> None:
    from random import Random

    known = {"capacity": "self", "answer_by": "counter", **sampled.of_person(person)}
    for scope, form in draft.forms():
        for key, part in sampled.sample(Random(5), form, known if scope == "common" else {}).items():
            drafts.save_step(draft, f"{scope}.{key}", part, by=None, part=Part.VISITOR)
    for slot in Walk(draft).slots:
        attachments.answer_without_file(draft, slot.key, AttachmentKind.LATER, by=None)


def test_at_the_counter_it_works_without_an_account(cast: Cast, scarce: Service) -> None:
    head = as_citizen(cast, "counterhead")
    begin(head, cast.mother)
    address = f"/counter/person/{cast.mother.uid}/invitations/"
    assert head.post(address, {"service": "parking-card", "until": "15.12.2026"}).status_code == 302
    clerk = as_citizen(cast, "clerk")
    begin(clerk, cast.daughter)
    data = {"services": ["parking-card"], "statement": "Искам карта.", "read_back": "on", "origin": "counter"}
    refused = clerk.post(f"/counter/person/{cast.daughter.uid}/oral/", data)
    assert "само човек, който има покана" in refused.content.decode()
    begin(clerk, cast.mother)
    assert "Има покана" in clerk.get(f"/counter/person/{cast.mother.uid}/").content.decode()
    assert clerk.post(f"/counter/person/{cast.mother.uid}/application/", data).status_code == 302
    assert clerk.post(f"/counter/person/{cast.mother.uid}/oral/", data).status_code == 302
    assert Invitation.objects.get().state == InvitationState.USED
    again = clerk.post(f"/counter/person/{cast.mother.uid}/oral/", data)
    assert "само човек, който има покана" in again.content.decode()


@pytest.mark.parametrize(("day", "words"), [("2026-12-15", ""), ("2026-12-16", "важеше до 15.12.2026")])
def test_after_its_day_it_says_kindly_why(cast: Cast, scarce: Service, freeze: Any, day: str, words: str) -> None:
    invite(cast, cast.daughter, scarce)
    freeze(f"{day} 12:00+02:00")
    client = as_citizen(cast)
    page = client.get("/apply/parking-card/").content.decode()
    assert (words in page) if words else ("само човек, който има покана" not in page)


def test_withdrawn_it_opens_nothing_and_the_draft_waits(cast: Cast, scarce: Service) -> None:
    row = invite(cast, cast.daughter, scarce)
    client = as_citizen(cast)
    begun = client.post("/apply/parking-card/", {"go": "1"})
    draft = Application.objects.get(uid=begun.headers["Location"].split("/")[-2])
    answer_all(draft, cast.daughter, by=cast.citizen)
    check = f"/apply/draft/{draft.uid}/check/"
    assert "покана" not in client.get(check).content.decode()
    head = as_citizen(cast, "counterhead")
    begin(head, cast.daughter)
    address = f"/counter/person/{cast.daughter.uid}/invitations/"
    assert head.post(address, {"withdraw": str(row.uid)}).status_code == 302
    page = client.post(check, {"versions": Walk(draft).stamp}, follow=True).content.decode()
    assert "е оттеглена" in page
    assert Application.objects.get(pk=draft.pk).is_draft
    assert Message.objects.filter(kind="invitation_withdrawn", person_uid=cast.daughter.uid).count() == 1
    assert head.post(address, {"withdraw": str(row.uid)}).status_code == 302
    assert Message.objects.filter(kind="invitation_withdrawn").count() == 1


def test_it_opens_what_is_full_and_what_is_out_of_season(cast: Cast, send: Send, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    service = Service.objects.get(slug="parking-card")
    Admission.objects.create(service=service, opens_on="2026-11-01", closes_on="2026-11-30", quota=1)
    send("parking-card")
    with pytest.raises(admission.NotOpen):
        send("parking-card")
    for day in ("2026-11-23 11:00+02:00", "2026-12-10 11:00+02:00"):
        freeze(day)
        invite(cast, cast.daughter, service)
        draft = drafts.start(cast.citizen, [service], by=cast.citizen)
        answer_all(draft, cast.daughter, by=cast.citizen)
        assert submissions.submit(draft, by=cast.citizen).number
    assert Invitation.objects.filter(used_at__isnull=False).count() == 2


def test_a_service_that_ended_stays_closed(cast: Cast, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    service = Service.objects.get(slug="hot-lunch")
    invite(cast, cast.daughter, service)
    assert admission.closed_among([service], date(2026, 11, 23), {service.pk})


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_send_at_once_one_uses_it(cast: Cast, scarce: Service) -> None:
    invite(cast, cast.daughter, scarce)
    both = [drafts.start(cast.citizen, [scarce], by=cast.citizen) for _draft in range(2)]
    for draft in both:
        answer_all(draft, cast.daughter, by=cast.citizen)

    def send_it(draft: Application) -> bool:
        try:
            return bool(submissions.submit(draft, by=cast.citizen).number)
        except admission.NotOpen:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send_it, both)) == [False, True]
    assert Invitation.objects.get().state == InvitationState.USED


def test_a_second_invitation_takes_the_place_of_the_first(cast: Cast, scarce: Service) -> None:
    first, second = invite(cast, cast.mother, scarce), invite(cast, cast.mother, scarce)
    first.refresh_from_db()
    assert (first.state, second.state) == (InvitationState.WITHDRAWN, InvitationState.OPEN)


def test_the_page_of_the_service_says_that_one_needs_an_invitation(client: Client, scarce: Service) -> None:
    page = client.get("/services/parking-card/").content.decode()
    assert "само човек, който има покана" in page and "/apply/parking-card/" not in page
    page = client.get("/en/services/parking-card/").content.decode()
    assert "only who has an invitation" in page
