"""An invited helper fills in a draft and no more; the applicant sees what was changed and ends it."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications.actions import attachments, helping
from applications.models import Application, Helper
from records.models import AuditEvent, Message
from tests.applications.test_duplicates import filled
from tests.journeys.words import a_pdf
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
CONTACT = {"phone": "0888 123 456", "address_settlement": "99019", "address_line": "ул. Първа 1", "answer_by": "portal"}


def base(draft: Application) -> str:
    return f"/apply/draft/{draft.uid}/"


def come(draft: Application) -> tuple[Client, Helper]:
    helper, code = helping.invite(draft, name="Мария", email="", by=draft.applicant_user)
    client = Client()
    client.post(f"/apply/help/{helper.uid}/", {"code": code})
    return client, helper


def test_invited_by_mail_and_voice_helps_and_is_seen(daughter: Client, draft: Application) -> None:
    invitation = {"name": "дъщеря ми Мария", "email": "maria@example.invalid"}
    page = daughter.post(f"{base(draft)}helpers/", invitation).content.decode()
    code, link = re.search(r'class="code">([A-Z0-9-]+)<', page), re.search(r"/apply/help/[0-9a-f-]+/", page)
    assert code and link
    mail = Message.objects.get(kind="account").context
    assert link[0] in mail["text"]
    assert code[1] not in mail["text"]
    assert "Колева" not in mail["text"] + mail["subject"]
    helper = Client()
    assert helper.post(link[0], {"code": "AAAA-AAAA"}).status_code == 200
    assert helper.get(base(draft)).status_code == 302
    assert helper.post(link[0], {"code": code[1]}).headers["Location"] == base(draft)
    assert helper.post(f"{base(draft)}step/common.contact/", {**CONTACT, "revision": "0"}).status_code == 302
    seen = daughter.get(f"{base(draft)}helpers/").content.decode()
    assert "дъщеря ми Мария" in seen
    assert "Как да Ви намерим?" in seen
    assert "Телефон" in seen
    [event] = AuditEvent.objects.filter(verb="helper_wrote")
    assert (event.actor_label, event.facts["step"]) == ("helper", "common.contact")
    assert "888" not in str(event.facts)


def test_a_helper_neither_sends_nor_deletes_nor_invites_nor_opens_files(cast: Cast) -> None:
    draft = filled(cast, cast.citizen)
    row = attachments.add(draft, "telk", SimpleUploadedFile("telk.pdf", a_pdf()), by=cast.citizen)
    helper, who = come(draft)
    page = helper.get(f"{base(draft)}check/").content.decode()
    assert 'name="versions"' not in page
    refused = [
        helper.post(f"{base(draft)}check/", {"versions": "1"}),
        helper.post(f"{base(draft)}check/", {"leave_out": "home-patronage"}),
        helper.get(f"{base(draft)}delete/"),
        helper.post(f"{base(draft)}delete/"),
        helper.get(f"{base(draft)}helpers/"),
        helper.get(f"{base(draft)}file/{row.uid}/"),
        helper.post(f"{base(draft)}documents/", {"remove": str(row.uid)}),
    ]
    assert [response.status_code for response in refused] == [403] * len(refused)
    assert AuditEvent.objects.filter(verb__startswith="denied:draft", actor_uid=who.uid).count() == len(refused)
    assert Application.objects.get(pk=draft.pk).is_draft
    for elsewhere in ("/my/", f"/apply/attachment/{row.uid}/", f"/my/{draft.uid}/"):
        assert helper.get(elsewhere).status_code == 302


def test_nothing_that_is_kept_of_the_person_is_proposed_to_a_helper(daughter: Client, draft: Application) -> None:
    helper, _who = come(draft)
    address = f"{base(draft)}step/common.you/"
    assert "Надежда" in daughter.get(address).content.decode()
    assert "Надежда" not in helper.get(address).content.decode()


def test_the_help_ends_when_the_applicant_says_so(daughter: Client, draft: Application) -> None:
    helper, who = come(draft)
    assert helper.get(base(draft)).status_code == 200
    daughter.post(f"{base(draft)}helpers/", {"end": str(who.uid)})
    assert helper.get(base(draft)).headers["Location"] == f"/apply/help/{who.uid}/"
    assert helper.post(f"{base(draft)}step/common.contact/", CONTACT).status_code == 302
    assert not draft.step_answers.exists()


def test_the_help_ends_by_itself_when_the_application_is_sent(cast: Cast, daughter: Client) -> None:
    draft = filled(cast, cast.citizen)
    helper, who = come(draft)
    stamp = re.search(r'name="versions" value="([^"]+)"', daughter.get(f"{base(draft)}check/").content.decode())
    assert stamp
    daughter.post(f"{base(draft)}check/", {"versions": stamp[1]})
    assert not Application.objects.get(pk=draft.pk).is_draft
    for part in ("", "check/", "sent/"):
        assert helper.get(f"{base(draft)}{part}").status_code == 302
    code = helper.post(f"/apply/help/{who.uid}/", {"code": "AAAA-AAAA"})
    assert code.status_code == 200


def test_tries_and_invitations_are_limited(daughter: Client, draft: Application) -> None:
    for number in range(3):
        daughter.post(f"{base(draft)}helpers/", {"name": str(number)})
    page = daughter.post(f"{base(draft)}helpers/", {"name": "четвърти човек"}).content.decode()
    assert "Вече Ви помагат трима души" in page
    assert "четвърти човек" in page
    helper, code = Helper.objects.filter(application=draft).first(), "AAAA-AAAA"
    assert helper is not None
    client = Client()
    statuses = [client.post(f"/apply/help/{helper.uid}/", {"code": code}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_applicant_and_helper_do_not_write_over_each_other(daughter: Client, draft: Application) -> None:
    helper, _who = come(draft)
    address = f"{base(draft)}step/common.contact/"
    assert helper.post(address, {**CONTACT, "revision": "0"}).status_code == 302
    assert daughter.post(address, {**CONTACT, "phone": "0888 999 999", "revision": "0"}).status_code == 409


def test_a_helpers_step_stays_cheap(draft: Application, django_assert_max_num_queries: Any) -> None:
    helper, _who = come(draft)
    address = f"{base(draft)}step/common.contact/"
    helper.get(address)
    with django_assert_max_num_queries(10):
        helper.get(address)
    with django_assert_max_num_queries(12 + 2):  # what was changed is noted for the applicant and for the audit
        assert helper.post(address, CONTACT).status_code == 302


def test_a_helper_reads_who_will_be_told_but_not_how_the_applicant_is_reached(cast: Cast, daughter: Client) -> None:
    draft = filled(cast, cast.citizen)
    helper, _who = come(draft)
    own, page = (client.get(f"{base(draft)}check/").content.decode() for client in (daughter, helper))
    assert "c…@" in own
    assert "…@" not in page and "Човекът, който Ви е поканил" in page
    assert "С подаването декларирам" in own and "С подаването декларирам" not in page
    assert "Помагате на друг човек" in helper.get(base(draft)).content.decode()
    assert "Помагате на друг човек" not in daughter.get(base(draft)).content.decode()
