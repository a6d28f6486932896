"""What the municipality knows of the person already, proposed with where it comes from; nothing is taken unseen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from applications.former import Former, Prepared, formers_of, prepared_for
from applications.models import Origin as Channel
from applications.steps import Walk
from applications.writers import Part, Writer
from people.actions.households import household_of
from people.models import Capacity, HouseholdMember, IdentityCheck, Person
from people.models.household import Source
from services.formschema import Question, Step, StepForm, holds
from services.formschema.kinds import OTHER_PLACE

# What the counter has seen on a document stands before what was written in an application.
OF_RECORD = {
    "person.given_name",
    "person.middle_name",
    "person.family_name",
    "person.birth_date",
    "person.identity",
    "household",
}

READS_PREPARED = {Part.APPLICANT, Part.VISITOR, Part.CLERK}


@dataclass(frozen=True)
class Origin:
    """Where a known answer comes from: our record of the person, kept since a day, or an application of its day."""

    day: date | None = None
    is_record: bool = False
    members: tuple[HouseholdMember, ...] = ()
    # The institution that prepared the draft, where it said so.
    partner: str = ""
    # Nobody told it yet: the form says that nearly everybody at a counter answers so.
    is_usual: bool = False
    # The document on which a clerk has seen it.
    seen: str = ""

    @property
    def hint(self) -> str:
        if self.is_usual:
            return _("Usual at the counter: ask the person.")
        if self.is_record:
            words = _("From our records: check it.")
            return f"{words} {self.seen}" if self.seen else words
        if self.partner:
            return _("From %(partner)s, %(day)s: check it.") % {"partner": self.partner, "day": self.day_said}
        return _("From the application of %(day)s: check it.") % {"day": self.day_said}

    def __str__(self) -> str:
        if self.is_usual:
            return _("usual at the counter, ask")
        if self.partner:
            return _("from %(partner)s, %(day)s") % {"partner": self.partner, "day": self.day_said}
        words = _("from our records since %(day)s") if self.is_record else _("from the application of %(day)s")
        return "; ".join(filter(None, (words % {"day": self.day_said}, self.seen)))

    @property
    def day_said(self) -> str:
        return date_format(self.day) if self.day else ""


@dataclass(frozen=True)
class Proposal:
    values: dict[str, Any]
    origin: Origin


class Known:
    """What is known for a draft, shown to whoever writes it and nobody else. Four queries, made when needed."""

    def __init__(self, walk: Walk, writer: Writer) -> None:
        self.walk, self.application = walk, walk.application
        self.is_theirs = writer.sees_records
        self.is_counter = writer.part == Part.CLERK
        self.part = writer.part
        own = writer.by.checked_person_id if writer.part == Part.APPLICANT else None
        self.person_id = self.application.applicant_id or own

    @cached_property
    def person(self) -> Person | None:
        if not self.is_theirs or self.person_id is None:
            return None
        return Person.objects.with_key().get(pk=self.person_id)

    @cached_property
    def formers(self) -> list[Former]:
        """At the counter those about the person, online those of the login: what it sent itself."""
        return formers_of(self.application) if self.is_theirs else []

    def of_step(self, scope: str, step: Step, answers: dict[str, Any]) -> dict[str, Proposal]:
        """By the keys of the step's questions; `answers`: those of earlier steps."""
        found = {}
        for question in step.questions:
            proposal = self._proposed(scope, step, question, answers) if holds(question.when, answers) else None
            if proposal is not None:
                found[question.key] = proposal
        return found

    def _proposed(self, scope: str, step: Step, question: Question, answers: dict[str, Any]) -> Proposal | None:
        found = self._of(scope, step, question, answers)
        if found is None and self.is_counter and question.usual_at_counter:
            return Proposal({question.key: question.usual_at_counter}, Origin(is_usual=True))
        return found

    def _of(self, scope: str, step: Step, question: Question, answers: dict[str, Any]) -> Proposal | None:
        by_record = self._by_record(question, answers) if question.prefill and self.person else None
        if by_record and question.prefill in OF_RECORD:
            return by_record
        prepared = self._prepared(scope, step, question, answers)
        if prepared is not None:
            return prepared
        former = self._former(scope, step, answers)
        values = former.answer(scope, question) if former else None
        if former is None or values is None or (by_record and not any(values.values())):
            return by_record
        return Proposal(values, Origin(former.day))

    def _prepared(self, scope: str, step: Step, question: Question, answers: dict[str, Any]) -> Proposal | None:
        """From the institution; once the person has said for whom it is, only if that is for whom it was prepared."""
        source = self.prepared
        if source is None or (self._is_later(scope, step) and not source.is_about_the_same(answers)):
            return None
        values = source.answer(scope, question)
        return Proposal(values, Origin(source.day, partner=source.partner)) if values else None

    @cached_property
    def prepared(self) -> Prepared | None:
        """Read by who writes it as the person or at the counter; an invited helper sees what they have taken over."""
        if self.application.origin != Channel.PARTNER or self.part not in READS_PREPARED:
            return None
        return prepared_for(self.application)

    def _is_later(self, scope: str, step: Step) -> bool:
        """After the question for whom it is."""
        whom = self._whom
        return whom is not None and (scope != "common" or self._position(step) > self._position(whom))

    def _former(self, scope: str, step: Step, answers: dict[str, Any]) -> Former | None:
        """The newest; once it is known for whom, the newest for the same person. Before that nothing about a person."""
        whom = self._whom
        is_later = scope != "common" or whom is None or self._position(step) > self._position(whom)
        if is_later and whom is not None and not answers.get("capacity"):
            return None
        return next((one for one in self.formers if not is_later or one.is_about_the_same(answers)), None)

    @cached_property
    def _whom(self) -> Step | None:
        steps = self.walk.forms[0][1].steps
        return next((step for step in steps if any(one.key == "capacity" for one in step.questions)), None)

    def _position(self, step: Step) -> int:
        return self.walk.forms[0][1].steps.index(step)

    def _by_record(self, question: Question, answers: dict[str, Any]) -> Proposal | None:
        assert self.person is not None
        if question.prefill == "household":
            is_own = answers.get("capacity", None if self._whom else Capacity.SELF) == Capacity.SELF
            return self._household(question, self._home) if is_own and self._home else None
        values = _of_person(question, self.person)
        seen = self._identity_seen if question.prefill in OF_RECORD else ""
        return Proposal(values, replace(self._recorded(), seen=seen)) if any(values.values()) else None

    def _household(self, question: Question, members: list[HouseholdMember]) -> Proposal:
        rows = [{"relation": member.relation, **member.facts} for member in members]
        shown = [f"{member.facts['name']}: {seen_on_document(member)}" for member in members if member.seen_on]
        origin = replace(self._recorded(), members=tuple(members), seen="; ".join(shown))
        return Proposal({question.key: rows}, origin)

    def _recorded(self) -> Origin:
        assert self.person is not None
        return Origin(timezone.localdate(self.person.created_at), is_record=True)

    @cached_property
    def _identity_seen(self) -> str:
        """The document by which somebody at a counter saw who the person is; the last one that still stands."""
        checks = IdentityCheck.objects.filter(person=self.person, undone_at=None)
        check = checks.only("proof", "at").order_by("-at").first() if self.is_counter else None
        if check is None:
            return ""
        words = {"day": date_format(timezone.localdate(check.at)), "document": check.get_proof_display()}
        return _("seen at the counter on %(day)s: %(document)s") % words

    @cached_property
    def _home(self) -> list[HouseholdMember] | None:
        home = household_of(self.person) if self.person else None
        return home[1] if home else None


def _of_person(question: Question, person: Person) -> dict[str, Any]:
    names = {"given_name": person.given_name, "family_name": person.family_name}
    number = {"type": person.id_type, "number": person.id_number or "", "reason": person.no_id_reason}
    match question.prefill:
        case "person.identity":
            values = number
        case "person.address":
            address = person.address or {}
            code = person.settlement.ekatte if person.settlement else OTHER_PLACE if address.get("place") else ""
            values = {"settlement": code, "place": address.get("place", ""), "line": address.get("line", "")}
            values = values if code else {}
        case "person":
            identity = {f"identity_{name}": value for name, value in number.items()}
            values = {**names, **identity, "birth_date": person.birth_date}
        case source:
            return {question.key: getattr(person, source.removeprefix("person."))}
    return {f"{question.key}_{name}": value for name, value in values.items()}


def told(member: HouseholdMember) -> str:
    """„казано на гишето на …, потвърдено на …“."""
    day = date_format(member.told_on)
    words = {
        Source.DECLARED: _("told in an application on %(day)s; we have not checked by whom"),
        Source.PERSON: _("told in person on %(day)s"),
        Source.COUNTER: _("told at the counter on %(day)s"),
    }[Source(member.source)] % {"day": day}
    if member.confirmed_on != member.told_on:
        words = _("%(told)s, confirmed on %(day)s") % {"told": words, "day": date_format(member.confirmed_on)}
    return "; ".join(filter(None, (words, seen_on_document(member))))


def seen_on_document(member: HouseholdMember) -> str:
    """„видяно на гишето на …: удостоверение за брак“; empty while nobody has seen one."""
    if not member.seen_on:
        return ""
    words = {"day": date_format(member.seen_on), "document": member.get_seen_display()}
    return _("seen at the counter on %(day)s: %(document)s") % words


def mark_proposals(form: StepForm, found: dict[str, Proposal]) -> None:
    """Each proposed question says where its answer comes from."""
    for question in form.questions:
        if question.key in found:
            name = next((name for name in question.names if name in form.fields), None)
            if name:
                # An example helps nobody who sees the answer; a sentence may say what is asked.
                hint = form.fields[name].help_text if str(form.fields[name].help_text).endswith(".") else ""
                form.fields[name].help_text = f"{found[question.key].origin.hint} {hint}".strip()
