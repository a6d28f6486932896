"""Applying without an account: begun, left, gone on with elsewhere, sent. A link and a code open it, nothing else."""

import re
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from applications.actions import attachments, drafts, resuming
from applications.models import Application, TrackingTry
from applications.steps import Walk
from applications.tasks import warn_of_old_drafts
from applications.writers import Part
from people.models import Person
from portal.demo import answers as sampled
from records.models import AuditEvent, Delivery, Message
from services.models import Service
from tests.applications.test_keeping import days_later
from tests.support.cast import Cast, begin

pytestmark = pytest.mark.django_db
CONTACT = {
    "phone": "0888 123 456",
    "address_settlement": "99019",
    "address_line": "ул. Първа 1",
    "answer_by": "counter",
}


@pytest.fixture
def visitor(cast: Cast) -> Client:
    return Client()


@pytest.fixture
def draft(visitor: Client) -> Application:
    visitor.post("/apply/home-patronage/", {"go": "1"})
    return Application.objects.without_account().get()


def base(draft: Application) -> str:
    return f"/apply/draft/{draft.uid}/"


def code_of(visitor: Client, draft: Application) -> str:
    page = visitor.post(f"{base(draft)}later/", {"code": "1"}, follow=True).content.decode()
    found = re.search(r'class="code">([A-Z0-9-]+)<', page)
    assert found, page
    assert f"/apply/resume/{draft.uid}/" in page
    return found[1]


def test_half_a_page_is_kept_and_gone_on_with_on_another_device(visitor: Client, draft: Application) -> None:
    half = {**CONTACT, "address_line": "", "answer_by": "", "revision": "0", "later": "1"}
    stopped = visitor.post(f"{base(draft)}step/common.contact/", half)
    assert stopped.headers["Location"] == f"{base(draft)}later/"
    code = code_of(visitor, draft)
    elsewhere = Client()
    asked = elsewhere.get(f"{base(draft)}step/common.contact/")
    assert asked.headers["Location"] == f"/apply/resume/{draft.uid}/"
    opened = elsewhere.post(asked.headers["Location"], {"code": code.lower().replace("-", " ")})
    assert opened.headers["Location"] == base(draft)
    page = elsewhere.get(f"{base(draft)}step/common.contact/").content.decode()
    assert "888123456" in page.replace(" ", "")
    assert not any(place.is_done for place in Walk(Application.objects.get(pk=draft.pk)).places)
    assert AuditEvent.objects.filter(verb="draft_resumed", subject_uid=draft.uid, actor_label="system").count() == 1


def test_what_was_typed_when_the_visit_ended_waits_behind_the_code(visitor: Client, draft: Application) -> None:
    code = code_of(visitor, draft)
    step = f"{base(draft)}step/common.you/"
    late = Client()
    asked = late.post(step, {"given_name": "Незабравена"})
    assert asked.headers["Location"] == f"/apply/resume/{draft.uid}/"
    opened = late.post(asked.headers["Location"], {"code": code})
    assert opened.headers["Location"] == step
    assert 'value="Незабравена"' in late.get(step).content.decode()


def test_neither_link_nor_code_nor_an_older_code_opens_anything(visitor: Client, draft: Application) -> None:
    first = code_of(visitor, draft)
    second = code_of(visitor, draft)
    stranger = Client()
    stored = Application.objects.get(pk=draft.pk).resume_hash
    assert second.replace("-", "") not in stored
    for wrong in (first, "AAAA-AAAA", ""):
        page = stranger.post(f"/apply/resume/{draft.uid}/", {"code": wrong})
        assert page.status_code == 200
        assert stranger.get(base(draft)).status_code == 302
    TrackingTry.objects.all().delete()
    assert stranger.post(f"/apply/resume/{draft.uid}/", {"code": second}).status_code == 302


def test_tries_are_limited_by_draft_and_by_address(visitor: Client, draft: Application) -> None:
    code = code_of(visitor, draft)
    address = f"/apply/resume/{draft.uid}/"
    for place in range(5):
        assert visitor.post(address, {"code": "AAAA-AAAA"}, REMOTE_ADDR=f"10.0.0.{place}").status_code == 200
    assert visitor.post(address, {"code": code}, REMOTE_ADDR="10.0.0.9").status_code == 429
    many = [resuming.may_try(uuid4(), "10.1.1.1") for _place in range(21)]
    assert many == [True] * 20 + [False]


def test_a_draft_with_an_account_has_no_second_door(cast: Cast, draft: Application) -> None:
    theirs = drafts.start(cast.citizen, [Service.objects.get(slug="hot-lunch")], by=cast.citizen)
    code = resuming.issue_code(theirs)
    assert Client().post(f"/apply/resume/{theirs.uid}/", {"code": code}).status_code == 200
    assert "/accounts/login/" in Client().get(base(theirs)).headers["Location"]


def test_a_shared_computer_forgets(visitor: Client, draft: Application) -> None:
    visitor.post(f"{base(draft)}later/", {"leave": "1"})
    assert visitor.get(base(draft)).headers["Location"] == f"/apply/resume/{draft.uid}/"


def test_who_signs_in_meanwhile_keeps_it_in_the_account(cast: Cast, visitor: Client, draft: Application) -> None:
    code = code_of(visitor, draft)
    data = {"login": cast.citizen2.email, "password": "demo-demo-demo-1"}
    visitor.post("/accounts/login/", data)
    assert "Запазете го в профила си" in visitor.get(f"{base(draft)}later/").content.decode()
    visitor.post(f"{base(draft)}later/", {"claim": "1"})
    assert str(draft.uid) in visitor.get("/my/").content.decode()
    assert Client().post(f"/apply/resume/{draft.uid}/", {"code": code}).status_code == 200


def fill(draft: Application, person: Person) -> None:
    known = {"capacity": "self", "answer_by": "letter", **sampled.of_person(person)}
    for scope, form in draft.forms():
        for key, part in sampled.sample(Random(5), form, known if scope == "common" else {}).items():
            drafts.save_step(draft, f"{scope}.{key}", part, by=None, part=Part.VISITOR)
    for slot in Walk(draft).slots:
        attachments.answer_without_file(draft, slot.key, "later", by=None)


def test_sending_without_an_account_opens_nothing_of_the_declared_person(
    cast: Cast, visitor: Client, draft: Application
) -> None:
    """The mother's number is typed by somebody: she hears of it by her own channel, the visitor sees nothing of hers."""
    fill(draft, cast.mother)
    sent = visitor.post(f"{base(draft)}check/", {"versions": Walk(draft).stamp}, follow=True).content.decode()
    application = Application.objects.get(pk=draft.pk)
    assert (application.status, application.beneficiary, application.applicant_user) == ("submitted", cast.mother, None)
    assert application.dated_number in sent
    channels = Delivery.objects.filter(message__subject_uid=draft.uid).values_list("channel", flat=True)
    assert list(channels) == ["letter"]
    found = re.search(r'class="code">([A-Z0-9]{5}-[A-Z0-9]{5})<', sent)
    assert found
    followed = Client().post("/track/", {"number": application.number, "code": found[1]})
    assert "Получихме го" in followed.content.decode()
    assert visitor.get(f"/apply/receipt/{draft.uid}/").status_code == 202
    assert visitor.get(f"/my/{draft.uid}/").status_code == 302
    assert Client().get(f"/apply/receipt/{draft.uid}/").status_code == 302
    assert Client().get(f"{base(draft)}sent/").status_code == 302


def test_who_chose_an_answer_by_e_mail_and_has_no_account_is_asked_for_the_address(
    cast: Cast, visitor: Client, draft: Application
) -> None:
    fill(draft, cast.mother)
    drafts.save_step(draft, "common.contact", {**CONTACT, "answer_by": "portal"}, by=None, part=Part.VISITOR)
    page = visitor.get(f"{base(draft)}check/").content.decode()
    assert 'name="email"' in page
    said = {"versions": Walk(draft).stamp}
    wrong = visitor.post(f"{base(draft)}check/", {**said, "email": "радка@"}).content.decode()
    assert 'id="error-summary"' in wrong and "радка@" in wrong and "<title>Грешка:" in wrong
    assert Application.objects.get(pk=draft.pk).status == "draft"
    assert (
        visitor.post(f"{base(draft)}check/", {**said, "email": "radka@example.org"})
        .headers["Location"]
        .endswith("/sent/")
    )
    assert Application.objects.get(pk=draft.pk).email == "radka@example.org"


def test_the_answer_by_e_mail_may_go_without_an_address(cast: Cast, visitor: Client, draft: Application) -> None:
    fill(draft, cast.mother)
    drafts.save_step(draft, "common.contact", {**CONTACT, "answer_by": "portal"}, by=None, part=Part.VISITOR)
    sent = visitor.post(f"{base(draft)}check/", {"versions": Walk(draft).stamp, "email": ""}, follow=True)
    page = sent.content.decode()
    assert "Получихме" in page
    assert "Ви се обажда" not in page  # nobody had to give a phone


def test_the_link_is_mailed_without_the_code_and_the_end_is_told_there(visitor: Client, draft: Application) -> None:
    code = code_of(visitor, draft)
    assert "Грешка:" in visitor.post(f"{base(draft)}later/", {"email": "x"}).content.decode()
    visitor.post(f"{base(draft)}later/", {"email": "baba@example.invalid"})
    days_later(draft, 54)
    warn_of_old_drafts()
    mails = [message.context for message in Message.objects.filter(kind="account")]
    assert [mail["to"] for mail in mails] == ["baba@example.invalid"] * 2
    for mail in mails:
        assert str(draft.uid) in mail["text"]
        assert code not in mail["text"]
        assert "патронаж" not in mail["text"] + mail["subject"]


def test_nothing_kept_is_proposed_to_somebody_without_a_login(visitor: Client, draft: Application) -> None:
    draft.applicant = Person.objects.get(given_name="Пенка")
    draft.save()
    assert "Пенка" not in visitor.get(f"{base(draft)}step/common.you/").content.decode()


def test_a_step_costs_no_more_than_with_an_account(
    visitor: Client, draft: Application, django_assert_max_num_queries: object
) -> None:
    address = f"{base(draft)}step/common.contact/"
    visitor.get(address)
    with django_assert_max_num_queries(10 + 2):  # type: ignore[operator]
        assert visitor.post(address, CONTACT).status_code == 302
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        visitor.get(address)


def test_a_clerks_draft_is_found_again_on_the_page_of_the_person(cast: Cast) -> None:
    service = Service.objects.get(slug="home-patronage")
    draft = drafts.start_at_counter(cast.mother, [service], by=cast.clerk, origin="counter")
    clerk = Client()
    clerk.force_login(cast.clerk)
    begin(clerk, cast.mother)
    assert 'name="later"' not in clerk.get(f"{base(draft)}step/common.contact/").content.decode()
    assert clerk.get(f"{base(draft)}later/").headers["Location"] == f"/counter/person/{cast.mother.uid}/"


def test_a_visit_that_nobody_touches_closes_and_nothing_typed_is_lost(
    visitor: Client, draft: Application, freeze: Callable[[Any], None]
) -> None:
    freeze("2026-11-30 10:00+02:00")
    page = visitor.post(f"{base(draft)}later/", {"code": "1"}, follow=True).content.decode()
    code = re.findall(r'class="code">([A-Z0-9-]+)<', page)[0]
    step = f"{base(draft)}step/common.you/"
    freeze("2026-11-30 10:40+02:00")
    assert "45 минути" in visitor.get(step).content.decode()
    freeze("2026-11-30 11:20+02:00")
    assert visitor.get(step).status_code == 200  # reading is a touch
    freeze("2026-11-30 12:06+02:00")
    asked = visitor.post(step, {"given_name": "Незабравена"}, follow=True)
    assert asked.redirect_chain[0][0] == f"/apply/resume/{draft.uid}/"
    assert "Всичко е запазено" in asked.content.decode()
    assert draft.uid.hex not in visitor.get("/apply/home-patronage/").content.decode().replace("-", "")
    opened = visitor.post(asked.redirect_chain[0][0], {"code": code})
    assert opened.headers["Location"] == step
    assert 'value="Незабравена"' in visitor.get(step).content.decode()


def test_whoever_has_no_code_yet_is_waited_for_longer(
    visitor: Client, cast: Cast, freeze: Callable[[Any], None]
) -> None:
    freeze("2026-11-30 10:00+02:00")
    visitor.post("/apply/home-patronage/", {"go": "1"})
    begun = base(Application.objects.without_account().get())
    freeze("2026-11-30 12:00+02:00")
    assert "240 минути" in visitor.get(begun).content.decode()
    visitor.cookies.pop("visit")  # without its note only what was written counts
    freeze("2026-11-30 14:01+02:00")
    assert visitor.get(begun).status_code == 302
