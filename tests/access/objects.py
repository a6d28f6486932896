from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications.actions import attachments, cosigning, drafts, helping, queueing, signals
from applications.models import Undelivered
from applications.views.signals import SALT
from casework import asking
from casework.actions import (
    absences,
    analyses,
    cases,
    corrections,
    filters,
    notes,
    opinions,
    papers,
    provider_talk,
    waiting,
)
from casework.models import (
    AnalysisRule,
    Delegation,
    Disclosure,
    FiguresMade,
    NoteKind,
    Opinion,
    PlaceHold,
    ProviderSide,
    RoutingRule,
    UseChange,
    UseKind,
)
from casework.wanted import Wanted
from people.actions import corrections as people_corrections
from people.actions import identity, mandates, merges, protection
from people.actions.persons import PersonFacts, register
from people.models import Organisation, Representation
from records import deliveries, documents
from records.crypto import encrypt_bytes
from records.models import Batch, Delivery, Document, Letter, Message
from services.actions import blanks, changes, editions, questionbank, voices
from services.actions import forms as form_drafts
from services.entries import KINDS
from services.models import BlankForm, Edition, Service
from tests.journeys.words import a_pdf
from tests.people.homes import lives_with, somebody
from tests.support.cast import Cast, Send, case_of, drafted, hold, waits


def make(cast: Cast, send: Send) -> dict[str, Any]:
    """Keys as in ARGUMENTS: a draft, a sent application in correction, and a case whose decision waits for approval."""
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="home-patronage")], by=cast.citizen)
    asked = send("assistant-support")
    case = case_of(asked)
    cases.take(case, by=cast.officer)
    draft_file = attachments.add(draft, "telk", SimpleUploadedFile("telk.pdf", a_pdf()), by=cast.citizen)
    helper, _code = helping.invite(draft, name="Мария", email="", by=cast.citizen)
    correction = corrections.ask(case, fields=["common.contact:phone"], reason="Телефон?", by=cast.officer)
    decided = case_of(send("home-patronage"))
    decision = drafted(decided, cast)
    note = notes.write(
        decided, NoteKind.CALL, happened_on=timezone.localdate(), text="Звънна дъщерята.", by=cast.officer
    )
    referral = decided.referrals.get()
    papers.referral(referral, decided, by=cast.officer)
    upload = SimpleUploadedFile("пълномощно.pdf", a_pdf())
    attachment = attachments.add(decided.request.application, "proof", upload, by=cast.citizen)
    about = Delivery.objects.filter(message__subject_uid=decided.request.application.uid).earliest("pk")
    deliveries.note(about.pk, "failed", source="worker", by=None)
    letter = a_letter(cast, about)
    pause = UseChange.objects.create(
        case=decided, data_key=decided.data_key, kind=UseKind.PAUSE, number="СУ-2020-00001",
        starts_on=date(2030, 1, 1), asked_by=cast.citizen,
    )  # fmt: skip
    blanks.prepare()
    blank = BlankForm.objects.all()[0]
    mended = people_corrections.correct(
        cast.mother, {"phone": "+359888123456"}, reason="Сгрешена цифра", proof="word", seen=0, by=cast.clerk
    )
    checked = identity.check(cast.mother, proof="identity_card", account=None, by=cast.clerk)
    double = register(PersonFacts("Пенка", "Колева", id_type="none", no_id_reason="unknown"), by=cast.clerk)
    merge = merges.propose(cast.mother, double, reason="Записана е два пъти", by=cast.clerk)
    unmet = voices.ask_for({"text": "болногледачка нощем", "settlement": None, "target_group": None})
    change = changes.start(KINDS["service"], "hot-lunch", by=cast.editor)
    form_drafts.begin("home-patronage", by=cast.editor)
    question = {"key": "pets", "kind": "text", "label_bg": "Животни", "label_en": "Pets"}
    questionbank.publish(None, question, seen="0", by=cast.editor)
    told = signals.take_in(signals.Told("Не излиза от три дни.", "ул. Ясен 3"), by=None)
    foundation = Organisation.objects.get(slug="foundation")
    allowed = {"scope": "apply", "proof": "signed", "valid_to": timezone.localdate() + timedelta(days=30)}
    names = {"given_name": "Надежда", "family_name": "Колева", "id_number": cast.daughter.id_number}
    cosigning.name(asked, names, by=cast.citizen)
    cosigning.ask(asked, by=cast.citizen)
    rows = [{"letter": "А", "name_bg": "Заявления", "name_en": "Applications"}]
    hall = queueing.set_up(cast.clerk.counter, is_on=True, rows=rows, by=cast.admin)
    lives_with(cast.mother, somebody("Георги Колев"))
    waiting_entry = waits(case_of(send("day-centre-elderly")), cast)
    held = PlaceHold.objects.get(case=decided)
    about_place = provider_talk.write(
        decided, held.offer.provider, "Кога?", side=ProviderSide.PROVIDER, by=cast.provider
    )
    exception = waiting.propose(waiting_entry, "urgent", is_given=True, reason="Паднала е.", by=cast.officer)
    opinion, opinion_token = opinions.ask(
        decided, body="РЗИ", email="rzi@example.org", question="Има ли пречка?", facts=[], by=cast.officer,
        document_uids=[str(attachment.uid)], due_on=timezone.localdate() + timedelta(days=5), stops_clock=False,
    )  # fmt: skip
    opinions.open_(opinion)
    sealed = ContentFile(encrypt_bytes(opinion.data_key, opinion.uid.bytes, a_pdf()))
    stored = {"storage_key": default_storage.save("opinions/x", sealed), "content_type": "application/pdf"}
    Opinion.objects.filter(pk=opinion.pk).update(**stored)
    FiguresMade.objects.get_or_create(pk=1, defaults={"counted_at": timezone.now(), "seconds": 0})
    rule = AnalysisRule.objects.get(kind="yearly")
    return {
        "analysis_uid": analyses.begin(rule, timezone.localdate().year - 1, by=cast.head).uid,
        "analysis_verb": "figures",
        "analysis_section": "summary",
        "figures_topic": "needs",
        "figures_form": "xlsx",
        "waiting_case_uid": waiting_entry.case.uid,
        "provider_message_uid": about_place.uid,
        "offer_uid": held.offer.uid,
        "exception_uid": exception.uid,
        "filter_uid": filters.save(Wanted(status="new"), "Нови", None, by=cast.officer).uid,
        "rule_uid": RoutingRule.objects.earliest("pk").uid,
        "absence_uid": absences.announce(
            cast.officer, substitute=cast.head, starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 2), by=cast.officer
        ).uid,
        "table_kind": "csv",
        "hall_slug": "counter-gorno-pole",
        "hall_uid": hall.uid,
        "ticket_uid": queueing.take(hall.rows.get(), once=uuid4()).uid,
        "entry_uid": decided.entries.get(position=0).uid,
        "help_uid": mandates.give(cast.mother, foundation, by=cast.clerk, **allowed).uid,
        "own_help_uid": mandates.give(cast.daughter, foundation, by=cast.citizen, **allowed).uid,
        "cosignature_uid": asked.cosignature.uid,
        "signal_uid": told.uid,
        "prepared_uid": uuid4(),
        "partner_uid": uuid4(),
        "partner_mark": "0",
        "disclosure_uid": Disclosure.objects.get(case=decided, body="").uid,
        "mandate_uid": Representation.objects.filter(representative=cast.daughter).latest("pk").uid,
        "token": signing.dumps({"number": told.number, "danger": True, "named": False}, salt=SALT),
        "change_uid": change.uid,
        "change_of_use_uid": pause.uid,
        "use_kind": "pause",
        "blank_code": blank.code,
        "paper_uid": papers.request_progress(asked, by=cast.citizen).uid,
        "message_uid": Message.objects.filter(user_uid=cast.citizen.uid).latest("pk").uid,
        "message_kind": "decision_published",
        "person_correction_uid": mended.uid,
        "check_uid": checked.uid,
        "double_uid": double.uid,
        "protection_uid": protection.protect(
            register(PersonFacts("Скрита", "Защитенова", id_type="none", no_id_reason="unknown"), by=cast.clerk),
            reason="Крие се",
            by=cast.counterhead,
        ).uid,
        "merge_uid": merge.uid,
        "merge_verb": "refuse",
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
        "asked_slug": "assistant-support",
        "code": "0000-0000-0000",
        "step": "common.you",
        "draft_uid": draft.uid,
        "helper_uid": helper.uid,
        "draft_file_uid": draft_file.uid,
        "application_uid": asked.uid,
        "correction_uid": correction.uid,
        "attachment_uid": attachment.uid,
        "person_uid": cast.mother.uid,
        "case_uid": decided.uid,
        "version": 1,
        "assessment_uid": decided.assessments.get().uid,
        "notification_uid": uuid4(),
        "letter_uid": letter.uid,
        "batch_uid": letter.batch.uid,
        "undelivered_uid": Undelivered.objects.get(delivery=about).uid,
        "note_uid": note.uid,
        "opinion_uid": opinion.uid,
        "opinion_token": opinion_token,
        "contract_uid": uuid4(),
        "hold_uid": PlaceHold.objects.get(case=decided).uid,
        "place_token": asking.issue(still_held(send, cast)),
        "referral_uid": referral.uid,
        "decision_uid": decision.uid,
        "appeal_uid": uuid4(),
        "act": "order",
        "outcome": "approval",
        "reason_code": "no-need",
        "order_uid": Delegation.objects.earliest("pk").uid,
        "edition_uid": counter_edition().uid,
        "export_name": "services.csv",
        "uidb36": "1",
        "key": "x-y",
    }


def still_held(send: Send, cast: Cast) -> PlaceHold:
    """A place that its provider has not answered yet."""
    return hold(case_of(send("home-patronage")), cast)


def counter_edition() -> Edition:
    """A finished edition for the counter, without the minute that rendering takes."""
    edition = editions.request(Edition.Audience.CLERK, "bg", by=None)
    editions.finish(edition, b"%PDF-1.7", 1)
    edition.refresh_from_db()
    return edition


def a_letter(cast: Cast, about: Delivery) -> Letter:
    """Printed, not yet posted, without the second that rendering takes."""
    message = about.message
    delivery = Delivery.objects.create(message=message, channel="letter", mail_id="<letter@x>", status="printed")
    document = Document.objects.create(
        kind="letter", subject_kind="records.message", subject_uid=message.uid, data_key=message.data_key, title="x",
        template="pdf/letter.html", context={"address": ["Пенка"]}, issued_on="2026-11-30", status="rendered",
        sha256="0", rendered_at="2026-11-30T10:00Z",
    )  # fmt: skip
    document.__dict__.update(documents.store(document, a_pdf()))
    document.save()
    batch = Batch.objects.create(actor_uid=cast.clerk.uid)
    return Letter.objects.create(delivery=delivery, document=document, number="ИЗХ-2026-99999", batch=batch)
