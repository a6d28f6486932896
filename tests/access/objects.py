from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.actions import attachments, drafts
from casework.actions import cases, corrections, papers
from casework.models import PlaceHold, UseChange, UseKind
from services.actions import blanks, changes, editions, questionbank, voices
from services.actions import forms as form_drafts
from services.entries import KINDS
from services.models import BlankForm, Edition, Service
from tests.journeys.words import a_pdf
from tests.support.cast import Cast, Send, case_of, drafted


def make(cast: Cast, send: Send) -> dict[str, Any]:
    """Keys as in ARGUMENTS: a draft, a sent application in correction, and a case whose decision waits for approval."""
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="home-patronage")], by=cast.citizen)
    asked = send("assistant-support")
    case = case_of(asked)
    cases.take(case, by=cast.officer)
    draft_file = attachments.add(draft, "telk", SimpleUploadedFile("telk.pdf", a_pdf()), by=cast.citizen)
    correction = corrections.ask(case, fields=["common.contact:phone"], reason="Телефон?", by=cast.officer)
    decided = case_of(send("home-patronage"))
    decision = drafted(decided, cast)
    upload = SimpleUploadedFile("пълномощно.pdf", a_pdf())
    attachment = attachments.add(decided.request.application, "proof", upload, by=cast.citizen)
    pause = UseChange.objects.create(
        case=decided, data_key=decided.data_key, kind=UseKind.PAUSE, number="СУ-2020-00001",
        starts_on=date(2030, 1, 1), asked_by=cast.citizen,
    )  # fmt: skip
    blanks.prepare()
    blank = BlankForm.objects.all()[0]
    unmet = voices.ask_for({"text": "болногледачка нощем", "settlement": None, "target_group": None})
    change = changes.start(KINDS["service"], "hot-lunch", by=cast.editor)
    form_drafts.begin("home-patronage", by=cast.editor)
    question = {"key": "pets", "kind": "text", "label_bg": "Животни", "label_en": "Pets"}
    questionbank.publish(None, question, seen="0", by=cast.editor)
    return {
        "change_uid": change.uid,
        "change_of_use_uid": pause.uid,
        "use_kind": "pause",
        "blank_code": blank.code,
        "paper_uid": papers.request_progress(asked, by=cast.citizen).uid,
        "change_verb": "discard",
        "section": "texts",
        "kind": "service",
        "what": "unmet",
        "voice_uid": unmet.uid,
        "form": "home-patronage",
        "number": 0,
        "latest": "latest",
        "bank_question": "pets",
        "slug": "home-patronage",
        "code": "0000-0000-0000",
        "step": "common.you",
        "draft_uid": draft.uid,
        "draft_file_uid": draft_file.uid,
        "application_uid": asked.uid,
        "correction_uid": correction.uid,
        "attachment_uid": attachment.uid,
        "person_uid": cast.mother.uid,
        "case_uid": decided.uid,
        "hold_uid": PlaceHold.objects.get(case=decided).uid,
        "decision_uid": decision.uid,
        "edition_uid": counter_edition().uid,
        "export_name": "services.csv",
        "uidb36": "1",
        "key": "x-y",
    }


def counter_edition() -> Edition:
    """A finished edition for the counter, without the minute that rendering takes."""
    edition = editions.request(Edition.Audience.CLERK, "bg", by=None)
    editions.finish(edition, b"%PDF-1.7", 1)
    edition.refresh_from_db()
    return edition
