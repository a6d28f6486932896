"""Papers to show elsewhere: what the receipt proves, and how far an application is today."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client

from applications.actions import attachments, drafts, submissions
from applications.models import Application
from applications.steps import Walk
from casework.actions import cases
from portal.demo import answers as sampled
from records import pdf
from records.models import Document
from services.models import Service
from tests.journeys.words import a_pdf
from tests.support.cast import Cast, Send, case_of

pytestmark = pytest.mark.django_db


def receipt_of(application: Application) -> Document:
    return Document.objects.select_related("data_key").get(uid=application.receipt_uid)


def text_of(document: Document) -> str:
    return render_to_string(document.template, pdf.context_of(document))


def test_the_receipt_says_what_other_offices_ask_for(send: Send, cast: Cast) -> None:
    application = send("home-patronage", "assistant-support")
    document = receipt_of(application)
    text = text_of(document)
    assert document.wants_seal and document.verify_code in text
    for said in (application.dated_number, "Надежда Колева", "Пенка Колева", "Асистентска подкрепа", "онлайн"):
        assert said in text
    assert "пълномощ" in text
    number = cast.mother.id_number or ""
    assert number not in text  # the paper goes from hand to hand


def test_the_receipt_lists_each_file_with_its_fingerprint(cast: Cast) -> None:
    from random import Random

    draft = drafts.start(cast.citizen, [Service.objects.get(slug="home-patronage")], by=cast.citizen)
    known = {"capacity": "self", "answer_by": "portal", **sampled.of_person(cast.daughter)}
    for scope, form in draft.forms():
        for key, answers in sampled.sample(Random(1), form, known if scope == "common" else {}).items():
            drafts.save_step(draft, f"{scope}.{key}", answers, by=cast.citizen)
    slots = Walk(draft).slots
    file = attachments.add(draft, slots[0].key, SimpleUploadedFile("телк.pdf", a_pdf()), by=cast.citizen)
    for slot in slots[1:]:
        attachments.answer_without_file(draft, slot.key, "later", by=cast.citizen)
    text = text_of(receipt_of(submissions.submit(draft, by=cast.citizen)))
    assert file.sha256 in text and "телк.pdf" in text
    assert "по-късно" in text


def test_how_far_it_is_today_is_a_sealed_paper(send: Send, cast: Cast) -> None:
    application = send("home-patronage")
    client = Client()
    client.force_login(cast.citizen)
    answers = [client.post(f"/my/{application.uid}/paper/") for _ in range(2)]
    first = Document.objects.select_related("data_key").get(kind="progress")  # pressed twice: one paper
    assert {answer["Location"] for answer in answers} == {f"/my/{application.uid}/paper/{first.uid}/"}
    assert "Получихме" in text_of(first)
    cases.take(case_of(application), by=cast.officer)
    client.post(f"/my/{application.uid}/paper/")
    last = Document.objects.select_related("data_key").filter(kind="progress").latest("pk")
    assert last.pk != first.pk and "служител" in text_of(last).lower()


@pytest.mark.stack
def test_the_papers_are_tagged_sealed_and_one_page(stack: Any) -> None:
    import io

    import pikepdf

    stack.shell(PAPER)
    rows = stack.wait_for(
        lambda: stack.sql("SELECT uid FROM records_document WHERE kind = 'progress' AND status = 'rendered'")
    )
    made = stack.shell(READ.format(uid=rows[0][0])).strip().splitlines()[-1]
    with pikepdf.open(io.BytesIO(bytes.fromhex(made))) as document:
        assert len(document.pages) == 1
        assert "/StructTreeRoot" in document.Root and "/AcroForm" in document.Root


PAPER = """
from applications.models import Application
from casework.actions import papers
from people.models import User
row = Application.objects.with_parts().filter(
    requests__case__status="placed", applicant_user__email="citizen@demo.invalid"
).latest("pk")  # ten lines of history
papers.request_progress(row, by=User.objects.get(email="citizen@demo.invalid"))
"""
READ = """
from records import documents
from records.models import Document
print(documents.read(Document.objects.select_related("data_key").get(uid="{uid}")).hex())
"""
