"""The common form and the forms of the requested services as one list of steps with their state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications import mandates, proofs
from applications.models import Application, Attachment, AttachmentKind, StepAnswers
from applications.moving import KEPT, Moved, Versions, current_versions, moved, stamp, stored_versions
from people.models import Capacity
from records.statements import Given, Statement
from services import version
from services.formschema import FormSchema, Step, holds, schema_of, unanswered
from services.models import DocumentType, ServiceDocument

DOCUMENTS = "documents"
PROOF = "proof"
SIGNED = "signed"
SIGNED_NAME = gettext_lazy("Page signed on paper")
# Slots of files that came later, with a message to the officer.
MESSAGE = "message:"
PROOF_NAME = gettext_lazy("Power of attorney or guardianship document")
# Asked for once, as the proof of representation.
REPRESENTATION = {"power_attorney", "guardianship"}


@dataclass(frozen=True)
class Place:
    """A step in this application: its key in addresses, the step, and whether it is answered."""

    key: str
    scope: str
    step: Step
    is_done: bool


@dataclass(frozen=True)
class Slot:
    """A document that the requested services ask for."""

    key: str
    label: str
    when: str
    from_register: bool
    answer: str
    note: str = ""


def _language() -> str:
    return "en" if get_language() == "en" else "bg"


def document_names() -> dict[str, str]:
    """By the key of the slot."""
    column = f"name_{_language()}"
    names = version.kept("documents", lambda: dict(DocumentType.objects.values_list("slug", column)))
    return {**names, PROOF: str(PROOF_NAME), SIGNED: str(SIGNED_NAME)}


def _from_registers() -> set[str]:
    """Documents that the municipality can obtain itself, by slug."""
    rows = DocumentType.objects.filter(regix=True)
    return version.kept("documents-of-registers", lambda: set(rows.values_list("slug", flat=True)))


def asked_documents(slug: str) -> list[tuple[str, str, str, bool]]:
    """(key, name, condition, whether the municipality obtains it) of what a service asks an applicant for."""
    language = _language()
    columns = ("document_type__slug", f"document_type__name_{language}", f"when_{language}", "document_type__regix")
    rows = ServiceDocument.objects.filter(service__slug=slug, document_type__issued_by_office=False)
    return version.kept(f"asked-documents:{slug}", lambda: list(rows.order_by("position").values_list(*columns)))


@dataclass(frozen=True)
class Carried:
    """A step's answers as they will be once the draft is written under the newer form."""

    answers: dict[str, Any]


def file_slot(scope: str, key: str) -> str:
    return f"{scope}.{key}"[-80:]


SAVED = Statement(lambda: StepAnswers.objects.filter(application=Given("application")))
FILES = Statement(lambda: Attachment.objects.filter(application=Given("application")))


class Walk:
    """An application's answers and steps, loaded once a request; a draft under the forms published now."""

    def __init__(self, application: Application, versions: Versions | None = None) -> None:
        self.application = application
        # Once sent, the answers are one whole on the application.
        rows = SAVED.objects(application=application.pk) if application.is_draft else ()
        self.saved: dict[str, StepAnswers | Carried] = {row.step: row for row in self._opened(rows)}
        # What a page says it shows, so that a later save by somebody else is noticed.
        self.revisions: dict[str, int] = {row.step: row.revision for row in self.saved.values()}  # type: ignore[union-attr]
        stored = stored_versions(application)
        self.versions = versions or (current_versions(application) if application.is_draft else stored)
        self.moved: Moved | None = None
        if self.versions != stored:
            self.moved = moved(stored, self.versions, {key: row.answers for key, row in self.saved.items()})
            self.saved = {key: Carried(answers) for key, answers in self.moved.answers.items()}
        self._forget_removed()

    @property
    def forms(self) -> list[tuple[str, FormSchema]]:
        return [(scope, schema_of(pk)) for scope, pk in self.versions.items()]

    @property
    def stamp(self) -> str:
        return stamp(self.versions)

    @property
    def kept(self) -> dict[str, dict[str, Any]]:
        """Answers that no question takes any more, by scope and key."""
        return dict(self.saved[KEPT].answers) if KEPT in self.saved else {}

    def _opened(self, rows: Iterable[Any]) -> Iterator[Any]:
        """Answers and files lie under the application's own key, which has been read already."""
        for row in rows:
            row.data_key = self.application.data_key
            yield row

    def _forget_removed(self) -> None:
        """A file that was taken out again, here or on the page of all documents, answers nothing any more."""
        for scope, form in self.forms if self.saved else ():
            for step in form.steps:
                asked = [question.key for question in step.questions if question.kind == "file"]
                row = self.saved.get(f"{scope}.{step.key}") if asked else None
                if row is None:
                    continue
                said = [key for key in asked if row.answers.get(key) == AttachmentKind.FILE]
                for key in said:
                    if not self.files_of(scope, key):
                        del row.answers[key]

    def files_of(self, scope: str, key: str) -> list[Attachment]:
        """The pages that came for a question of a step."""
        return [row for row in self.attachments if row.slot == file_slot(scope, key) and row.sha256]

    def after(self, row: StepAnswers) -> Walk:
        """The same walk once a step has been saved; nothing is read again."""
        self.saved[row.step] = row
        self.__dict__.pop("places", None)
        return self

    def answers(self, scope: str = "common") -> dict[str, Any]:
        """Answers of the common steps, and of one service's, by question key."""
        found: dict[str, Any] = {}
        for key, row in self.saved.items():
            if key.partition(".")[0] in {"common", scope}:
                found.update(row.answers)
        return found

    @cached_property
    def places(self) -> list[Place]:
        """Visible steps in order: the common ones, then each service's."""
        found = []
        for scope, form in self.forms:
            answers = self.answers(scope)
            for step in form.steps:
                if holds(step.when, answers):
                    key = f"{scope}.{step.key}"
                    is_done = key in self.saved and not unanswered(step, self.saved[key].answers, answers)
                    found.append(Place(key, scope, step, is_done))
        return found

    def place(self, key: str) -> Place | None:
        return next((place for place in self.places if place.key == key), None)

    def stored(self, key: str) -> dict[str, Any]:
        row = self.saved.get(key)
        return dict(row.answers) if row else {}

    def next_key(self, after: str | None = None) -> str | None:
        """The first unanswered step after the given one, or from the beginning; None when all are answered."""
        places = self.places
        keys = [place.key for place in places]
        start = keys.index(after) + 1 if after in keys else 0
        ordered = places[start:] + places[:start]
        return next((place.key for place in ordered if not place.is_done), None)

    def given(self) -> list[tuple[str, Attachment]]:
        """What came with the application, each under the name of its document."""
        labels = {**document_names(), **self._asked_files()} if self.attachments else {}
        with_message = _("Sent with a message")
        return [
            (labels.get(row.slot, with_message if row.slot.startswith(MESSAGE) else row.slot), row)
            for row in self.attachments
        ]

    def _asked_files(self) -> dict[str, str]:
        """Documents that a step asks for, by the key of their slot."""
        return {
            file_slot(scope, question.key): str(question.label)
            for scope, form in self.forms
            for question in form.questions()
            if question.kind == "file"
        }

    def given_in(self, place: Place) -> dict[str, str]:
        """How each document of a step was given, by its question."""
        asked = {file_slot(place.scope, one.key): one.key for one in place.step.questions if one.kind == "file"}
        return {asked[row.slot]: row.kind for row in self.attachments if row.slot in asked} if asked else {}

    def files_changed(self) -> None:
        """They are read anew when somebody asks for them."""
        self.__dict__.pop("attachments", None)

    @cached_property
    def attachments(self) -> list[Attachment]:
        return list(self._opened(FILES.objects(application=self.application.pk)))

    @cached_property
    def slots(self) -> list[Slot]:
        """Each needed document once; the proof of representation when somebody else applies."""
        given = {row.slot: row.kind for row in self.attachments}
        found: dict[str, Slot] = {}
        if self.answers().get("capacity", self.application.capacity) != Capacity.SELF:
            found.update(self._proof(given.get(PROOF, "")))
        rows = (row for service in self.application.asked for row in asked_documents(service.slug))
        for slug, name, when, regix in rows:
            if slug not in found and slug not in REPRESENTATION:
                found[slug] = Slot(slug, name, when, regix, given.get(slug, ""))
        return list(found.values())

    def _proof(self, answer: str) -> dict[str, Slot]:
        """Nothing where staff have seen the proof before and it still holds."""
        answers = self.answers()
        if mandates.known(self.application, answers) is not None:
            return {}
        capacity = answers.get("capacity", self.application.capacity)
        asked = proofs.proof_of(capacity, timezone.localdate())
        if asked is None:
            return {PROOF: Slot(PROOF, str(PROOF_NAME), "", False, answer)}
        name = document_names().get(asked.document, str(PROOF_NAME))
        return {PROOF: Slot(PROOF, name, "", asked.document in _from_registers(), answer, asked.note)}

    @property
    def documents_done(self) -> bool:
        return all(slot.answer for slot in self.slots)

    @property
    def is_complete(self) -> bool:
        return self.next_key() is None and self.documents_done


ANSWERS_FOR_SLOT = (AttachmentKind.FILE, AttachmentKind.LATER, AttachmentKind.OFFICIAL)
