"""Applications sent before, as a source of answers for a new one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from applications.models import Application, ApplicationStatus, PreparedDraft
from applications.models.application import ApplicationQuerySet
from records.models import DATA_KEY
from records.statements import Given, Statement
from services.formschema import Question, schema_of
from services.formschema.rebase import fits

# How many of the newest are looked at for one about the same person.
LOOKED_AT = 5
NEWEST = ("-submitted_at", "-pk")
# Declared and proved anew each time.
NEVER = {"declaration", "file", "information"}
WHOM = ("capacity", "other_identity_number", "other_given_name", "other_family_name")


def formers_of(draft: Application) -> list[Former]:
    """The newest first. One query. What was asked of a protected service is no source: somebody may look on."""
    if draft.filed_by_id is None:
        rows = OF_LOGIN.objects(user=draft.applicant_user_id)
    else:
        rows = OF_PERSON.objects(person=draft.applicant_id)
    return [Former(row) for row in rows]


def _sent(**whose: Any) -> ApplicationQuerySet:
    """Columns that a former answer is read from."""
    sent = Application.objects.filter(status=ApplicationStatus.SUBMITTED, **whose)
    protected = Q(requests__service__emergency=True) | Q(requests__service__details__hide_address=True)
    rows = sent.exclude(pk__in=sent.filter(protected).values("pk")).select_related("data_key")
    return rows.only("uid", "status", "submitted_at", "common_form", "answers", *DATA_KEY)


def _of_person() -> ApplicationQuerySet:
    own_login = Q(applicant_user__person=F("applicant"), applicant_user__identity_checked_at__isnull=False)
    sent = _sent(applicant=Given("person"), beneficiary=Given("person"))
    return sent.filter(Q(filed_by__isnull=False) | own_login)


OF_LOGIN = Statement(lambda: _sent(applicant_user=Given("user")).order_by(*NEWEST)[:LOOKED_AT])
OF_PERSON = Statement(lambda: _of_person().order_by(*NEWEST)[:LOOKED_AT])


class Former:
    """One sent application. Its questions cost a query when the first of them is asked for."""

    def __init__(self, application: Application) -> None:
        self.application = application

    @property
    def day(self) -> date:
        return timezone.localdate(self.application.submitted_at)

    @cached_property
    def _answers(self) -> dict[str, dict[str, Any]]:
        """By scope, then by name."""
        found: dict[str, dict[str, Any]] = {}
        for key, part in (self.application.answers or {}).items():
            found.setdefault(key.partition(".")[0], {}).update(part)
        return found

    @cached_property
    def _questions(self) -> dict[tuple[str, str], Question]:
        return {(scope, one.key): one for scope, form in self.application.forms() for one in form.questions()}

    def is_about_the_same(self, answers: dict[str, Any]) -> bool:
        before = self._answers.get("common", {})
        return all(not answers.get(name) or answers[name] == before.get(name) for name in WHOM)

    def answer(self, scope: str, question: Question) -> dict[str, Any] | None:
        """By the names of the question; None where it was not asked, or would not answer this one."""
        if question.kind in NEVER:
            return None
        for place, old in self._places(scope, question):
            values = {name: self._answers[place][name] for name in question.names if name in self._answers[place]}
            if values and fits(question, {"kind": old.kind, "values": values}) and not _has_passed(question, values):
                return values
        return None

    def _places(self, scope: str, question: Question) -> list[tuple[str, Question]]:
        """In the same form; a service's question also in another service's, if it is the same one of the bank."""
        own = self._questions.get((scope, question.key))
        if own is not None:
            return [(scope, own)] if scope in self._answers else []
        if scope == "common":
            return []
        return [
            (place, old)
            for (place, key), old in self._questions.items()
            if key == question.key and place in self._answers and old.label == question.label
        ]


class Prepared:
    """What an institution prepared, as a source of answers beside the applications of before."""

    def __init__(self, draft: PreparedDraft) -> None:
        self.draft, self.day, self.partner = draft, draft.day, draft.partner.name

    def is_about_the_same(self, answers: dict[str, Any]) -> bool:
        said = self.draft.given.get("common", {})
        return all((answers.get(name) or "") == (said.get(name) or "") for name in WHOM)

    def answer(self, scope: str, question: Question) -> dict[str, Any] | None:
        """By the names of the question; None where nothing was said, or it would not answer the form of today."""
        said, version = self.draft.given.get(scope, {}), self.draft.versions.get(scope)
        values = {name: said[name] for name in question.names if name in said}
        if not values or version is None or question.kind in NEVER:
            return None
        old = next((one for one in schema_of(version).questions() if one.key == question.key), None)
        return values if old and fits(question, {"kind": old.kind, "values": values}) else None


def prepared_for(application: Application) -> Prepared | None:
    """One query."""
    rows = PreparedDraft.objects.filter(application=application)
    found = rows.select_related("data_key", "partner").first()
    return Prepared(found) if found else None


def _has_passed(question: Question, values: dict[str, Any]) -> bool:
    """A day on which something was to begin is no answer any more."""
    value = values.get(question.key)
    is_ahead = question.kind == "date" and not question.past and not question.key.endswith("birth_date")
    return bool(is_ahead and value and value < timezone.localdate().isoformat())
