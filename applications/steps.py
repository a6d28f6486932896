"""The common form and the forms of the requested services as one list of steps with their state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application, Attachment, AttachmentKind, StepAnswers
from people.models import Capacity
from services.formschema import Step, holds
from services.models import FormVersion, ServiceDocument

DOCUMENTS = "documents"
PROOF = "proof"
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


class Walk:
    """An application's answers and steps, loaded once a request."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.requests = list(application.requests.all())
        # Once sent, the answers are one whole on the application.
        rows = application.step_answers.select_related("data_key") if application.is_draft else ()
        self.saved = {row.step: row for row in rows}

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
        found = [*self._of("common", self.application.common_form)]
        for request in self.requests:
            if request.form_version is not None:
                found += self._of(request.service.slug, request.form_version)
        return found

    def _of(self, scope: str, form: FormVersion) -> list[Place]:
        answers = self.answers(scope)
        places = []
        for step in form.parsed.steps:
            key = f"{scope}.{step.key}"
            if holds(step.when, answers):
                places.append(Place(key, scope, step, key in self.saved))
        return places

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
        labels = {slot.key: slot.label for slot in self.slots}
        return [(labels.get(row.slot, row.slot), row) for row in self.attachments]

    @cached_property
    def attachments(self) -> list[Attachment]:
        return list(self.application.attachments.select_related("data_key"))

    @cached_property
    def slots(self) -> list[Slot]:
        """Each needed document once; the proof of representation when somebody else applies."""
        given = dict(self.application.attachments.values_list("slot", "kind"))
        found: dict[str, Slot] = {}
        if self.answers().get("capacity", self.application.capacity) != Capacity.SELF:
            found[PROOF] = Slot(PROOF, _("Power of attorney or guardianship document"), "", False, given.get(PROOF, ""))
        language = "en" if get_language() == "en" else "bg"
        rows = ServiceDocument.objects.filter(
            service__in=[request.service_id for request in self.requests], document_type__issued_by_office=False
        ).values_list(
            "document_type__slug", f"document_type__name_{language}", f"when_{language}", "document_type__regix"
        )
        for slug, name, when, regix in rows:
            if slug not in found and slug not in REPRESENTATION:
                found[slug] = Slot(slug, name, when, regix, given.get(slug, ""))
        return list(found.values())

    @property
    def documents_done(self) -> bool:
        return all(slot.answer for slot in self.slots)

    @property
    def is_complete(self) -> bool:
        return self.next_key() is None and self.documents_done


ANSWERS_FOR_SLOT = (AttachmentKind.FILE, AttachmentKind.LATER, AttachmentKind.OFFICIAL)
