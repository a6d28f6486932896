"""Documents that a step asks for come as those of the documents page do: pages, removal, and other ways."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications.actions import drafts, submissions
from applications.models import Application, Attachment, Correction
from applications.steps import Walk
from casework.actions import cases, corrections
from services.actions import entries
from services.entries import KINDS
from services.models import Service
from tests.applications.test_new_version import steps
from tests.journeys.words import a_pdf
from tests.support.cast import Cast, answer_all, case_of

pytestmark = pytest.mark.django_db
SLUG, SLOT = "home-patronage", "home-patronage.epicrisis"
FILE = {"key": "epicrisis", "kind": "file", "label_bg": "Епикриза", "label_en": "Epicrisis", "from_register": True}
NOTE = {"key": "note", "kind": "text", "label_bg": "От коя болница?", "label_en": "From which hospital?"}


@pytest.fixture
def draft(cast: Cast) -> Application:
    own = {"key": "health", "title_bg": "Здраве", "title_en": "Health", "questions": [FILE, NOTE]}
    entries.publish(KINDS["form"], {"id": SLUG, "steps": [*steps(), own]}, by=None)
    return drafts.start(cast.citizen, [Service.objects.get(slug=SLUG)], by=cast.citizen)


def address(draft: Application) -> str:
    return f"/apply/draft/{draft.uid}/step/home-patronage.health/"


def pages(*names: str) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, a_pdf(name)) for name in names]


def is_done(draft: Application) -> bool:
    place = Walk(Application.objects.with_steps().get(pk=draft.pk)).place("home-patronage.health")
    assert place is not None
    return place.is_done


def test_several_pages_are_kept_listed_and_taken_out_with_nothing_typed_lost(
    daughter: Client, draft: Application
) -> None:
    daughter.post(address(draft), {"epicrisis_file": pages("1.pdf", "2.pdf"), "note": "„Св. Анна“"})
    assert is_done(draft)
    page = daughter.get(address(draft)).content.decode()
    assert "1.pdf" in page
    assert "data-upload" in page
    for name in ("1.pdf", "2.pdf"):
        row = next(row for row in Attachment.objects.filter(application=draft, slot=SLOT) if row.name == name)
        page = daughter.post(address(draft), {"remove": str(row.uid), "note": "Токуда"}).content.decode()
        assert name not in page
        assert "Токуда" in page
    assert not is_done(draft)
    assert "Приложете документа" in daughter.post(address(draft), {"note": "Токуда"}).content.decode()


def test_a_file_taken_out_on_the_page_of_all_documents_is_asked_for_again_in_its_step(
    daughter: Client, draft: Application
) -> None:
    daughter.post(address(draft), {"epicrisis_file": pages("1.pdf"), "note": "Анна"})
    row = Attachment.objects.get(application=draft, slot=SLOT)
    daughter.post(f"/apply/draft/{draft.uid}/documents/", {"remove": str(row.uid)})
    assert not is_done(draft)


@pytest.mark.parametrize("way", ["official", "later", "none"])
def test_a_document_may_come_in_another_way_and_the_page_remembers_which(
    daughter: Client, draft: Application, way: str
) -> None:
    daughter.post(address(draft), {"epicrisis_how": way, "note": "Анна"})
    assert Attachment.objects.get(application=draft, slot=SLOT).kind == way
    page = daughter.get(address(draft)).content.decode()
    assert "Проверете го вместо мен" in page
    assert "checked" in page.split(f'value="{way}"')[1].split(">")[0]


def test_of_several_pages_the_refused_one_is_named_at_its_field(daughter: Client, draft: Application) -> None:
    wrong = SimpleUploadedFile("virus.exe", b"MZ")
    page = daughter.post(address(draft), {"epicrisis_file": [*pages("1.pdf"), wrong], "note": "Анна"}).content.decode()
    error = page.split('id="id_epicrisis_file_error"')[1].split("</div></div>")[0]
    assert "virus.exe" in error
    assert 'href="#id_epicrisis_file"' in page
    assert "1.pdf" in page
    assert "Анна" in page


def test_a_correction_of_such_a_question_takes_pages_too(daughter: Client, draft: Application, cast: Cast) -> None:
    answer_all(draft, cast.daughter, by=cast.citizen)
    daughter.post(address(draft), {"epicrisis_file": pages("1.pdf"), "note": "Анна"})
    submissions.submit(draft, by=cast.citizen)
    case = case_of(draft)
    cases.take(case, by=cast.officer)
    asked: Any = corrections.ask(
        case, fields=["home-patronage.health:epicrisis"], reason="Не се чете.", by=cast.officer
    )
    field = "home-patronage-health-epicrisis_file"
    answer = f"/apply/correction/{asked.uid}/"
    assert "Приложете документа" in daughter.post(answer, {}).content.decode()
    assert daughter.post(answer, {field: pages("2.pdf", "3.pdf")}).status_code == 302
    assert Correction.objects.get(pk=asked.pk).status == "answered"
    assert {row.name for row in Attachment.objects.filter(application=draft, slot=SLOT)} == {"1.pdf", "2.pdf", "3.pdf"}
