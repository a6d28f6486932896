"""What was written is read back; the person agrees to exactly that. What came on paper keeps its day and number."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications.actions import drafts, oral, readback
from applications.models import Application, Attachment, Origin
from applications.readback import is_agreed
from records.models import AuditEvent
from services.models import Service
from tests.journeys.words import a_pdf
from tests.support.cast import Cast, answer_all, begin, case_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.clerk)
    begin(client, cast.mother)
    return client


@pytest.fixture
def draft(cast: Cast) -> Application:
    service = [Service.objects.get(slug="parking-card")]
    return drafts.start_at_counter(cast.mother, service, by=cast.clerk, origin=Origin.COUNTER)


def mark_on(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def agree(clerk: Client, application: Application) -> Any:
    address = f"/counter/read-back/{application.uid}/"
    return clerk.post(address, {"mark": mark_on(clerk.get(address).content.decode())})


def test_any_later_change_ends_the_agreement(clerk: Client, cast: Cast, draft: Application) -> None:
    drafts.save_step(draft, "common.contact", {"phone": "+359888123456", "address_line": "ул. Чута 5"}, by=cast.clerk)
    page = clerk.get(f"/counter/read-back/{draft.uid}/").content.decode()
    assert "ул. Чута 5" in page and "Пенка" in page
    assert agree(clerk, draft).headers["Location"].endswith("/check/")
    draft.refresh_from_db()
    assert is_agreed(draft) and "Човекът се съгласи" in clerk.get(f"/apply/draft/{draft.uid}/check/").content.decode()
    drafts.save_step(draft, "common.contact", {"phone": "+359888123456", "address_line": "ул. чута 5"}, by=cast.clerk)
    draft.refresh_from_db()
    assert not is_agreed(draft)
    assert "Още не е прочетено" in clerk.get(f"/apply/draft/{draft.uid}/check/").content.decode()
    assert AuditEvent.objects.filter(verb="read_back_agreed", subject_uid=draft.uid).count() == 1


def test_nobody_agrees_to_what_was_not_read(clerk: Client, cast: Cast, draft: Application) -> None:
    address = f"/counter/read-back/{draft.uid}/"
    old = mark_on(clerk.get(address).content.decode())
    drafts.save_step(draft, "common.contact", {"address_line": "ул. Друга 1"}, by=cast.clerk)
    assert "Прочетете го на човека още веднъж" in clerk.post(address, {"mark": old}, follow=True).content.decode()
    with pytest.raises(readback.Changed):
        readback.agree(draft, seen="", by=cast.clerk)
    draft.refresh_from_db()
    assert draft.agreed_at is None


def test_an_oral_request_was_agreed_when_it_was_written_up(clerk: Client, cast: Cast) -> None:
    data = {"services": ["parking-card"], "statement": "Искам карта за паркиране.", "read_back": "on"}
    slip = clerk.post(f"/counter/person/{cast.mother.uid}/oral/", data).headers["Location"]
    application = Application.objects.get(origin=Origin.ORAL)
    assert is_agreed(application)
    assert "съгласие на" in clerk.get(slip).content.decode()
    Application.objects.filter(pk=application.pk).update(agreed_mark=b"another")
    application.refresh_from_db()
    assert not is_agreed(application)


def test_the_second_screen_greets_when_nobody_is_served(clerk: Client, draft: Application) -> None:
    address = f"/counter/screen/?read={draft.uid}"
    served = clerk.get(address)
    assert "Пенка" in served.content.decode() and served.headers["Refresh"]
    clerk.post("/counter/end/")
    assert "Пенка" not in clerk.get(address).content.decode()
    assert clerk.get("/counter/screen/?read=x").status_code == 200


def test_a_signed_page_is_kept_with_the_application_and_read_by_the_officer(clerk: Client, cast: Cast) -> None:
    application = oral.write_up(
        cast.mother, [Service.objects.get(slug="home-patronage")], "Моля за обяд.", counter="x", by=cast.clerk
    )
    address = f"/counter/slip/{application.uid}/signed/"
    assert "Този отговор е нужен" in clerk.post(address).content.decode()
    wrong = SimpleUploadedFile("подпис.pdf", b"MZ")
    assert "не е това, което казва името му" in clerk.post(address, {"signed": wrong}).content.decode()
    content = a_pdf()
    assert clerk.post(address, {"signed": SimpleUploadedFile("подпис.pdf", content)}).status_code == 302
    page = Attachment.objects.get(application=application)
    assert (page.kind, page.slot) == ("signed", "signed")
    case = case_of(application)
    officer = Client()
    officer.force_login(cast.officer)
    assert "Подписана на хартия страница" in officer.get(f"/desk/{case.uid}/").content.decode()
    assert officer.get(f"/desk/{case.uid}/attachment/{page.uid}/").content == content


def paper(**more: str) -> dict[str, Any]:
    return {"services": ["home-patronage"], "origin": "paper", **more}


def test_a_paper_form_keeps_its_day_and_number_and_the_clock_runs_from_that_day(
    clerk: Client, cast: Cast, freeze: Any
) -> None:
    freeze("2026-11-23 10:00+02:00")
    begin(clerk, cast.mother)
    address = f"/counter/person/{cast.mother.uid}/application/"
    missing = clerk.post(address, paper(paper_number="94-117"))
    assert (
        "Напишете деня, в който е дошла хартията" in missing.content.decode() and "94-117" in missing.content.decode()
    )
    assert "Тази дата още не е дошла" in clerk.post(address, paper(received_on="1.12.2026")).content.decode()
    assert clerk.post(address, paper(paper_number="94-117", received_on="19.11.2026")).status_code == 302
    draft = Application.objects.get()
    assert (draft.origin, draft.received_on, draft.paper_number) == ("paper", date(2026, 11, 19), "94-117")
    answer_all(draft, cast.mother, by=cast.clerk)
    sent = clerk.post(f"/apply/draft/{draft.uid}/check/")
    assert sent.headers["Location"] == f"/counter/slip/{draft.uid}/"
    slip = clerk.get(sent.headers["Location"]).content.decode()
    assert "94-117" in slip and "19.11.2026" in slip and 'class="code"' in slip
    assert case_of(draft).due_on == date(2026, 12, 9)  # twenty days from the 19th


def test_what_did_not_come_on_paper_has_no_paper(clerk: Client, cast: Cast) -> None:
    sent = {"services": ["home-patronage"], "origin": "phone", "received_on": "1.11.2026", "paper_number": "7"}
    clerk.post(f"/counter/person/{cast.mother.uid}/application/", sent)
    draft = Application.objects.get()
    assert (draft.origin, draft.received_on, draft.paper_number) == ("phone", None, "")
    assert (
        "origin"
        in clerk.post(f"/counter/person/{cast.mother.uid}/application/", {"services": ["hot-lunch"]}).content.decode()
    )


def test_at_the_counter_documents_are_proposed_and_nothing_is_left_to_type(
    clerk: Client, cast: Cast, draft: Application
) -> None:
    page = clerk.get(f"/apply/draft/{draft.uid}/documents/").content.decode()
    assert re.search(r'value="(later|official)"[^>]*checked', page) and "Обичайното вече е отбелязано" in page
    assert 'type="submit" autofocus' in page


def test_what_is_usual_at_the_counter_is_proposed_there_and_nowhere_else(clerk: Client, cast: Cast) -> None:
    sent = clerk.post(
        f"/counter/person/{cast.mother.uid}/application/", {"services": ["parking-card"], "origin": "counter"}
    )
    page = clerk.get(sent.headers["Location"], follow=True).content.decode()
    assert "за себе си" in page and "Обичайно на гишето" in page
    online = drafts.start(cast.citizen, [Service.objects.get(slug="hot-lunch")], by=cast.citizen)
    citizen = Client()
    citizen.force_login(cast.citizen)
    assert "checked" not in citizen.get(f"/apply/draft/{online.uid}/step/common.for-whom/").content.decode()
