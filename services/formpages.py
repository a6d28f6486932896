"""What the form builder shows: lists, previews, and a test run in which nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.shortcuts import get_object_or_404

from services.actions import forms as actions
from services.entries.forms import COMMON
from services.formschema import Condition, FormSchema, SchemaError, StepForm, build_form, holds, parse
from services.models import BankQuestion, FormStatus, FormVersion, Service


@dataclass(frozen=True)
class FormRow:
    slug: str
    service: Service | None
    published: FormVersion | None
    draft: FormVersion | None


def form_rows() -> list[FormRow]:
    """The common form, then each published service that takes applications, with or without a form of its own."""
    found: dict[int | None, dict[str, FormVersion]] = {}
    for version in FormVersion.objects.exclude(status=FormStatus.RETIRED).defer("schema"):
        found.setdefault(version.service_id, {})[version.status] = version
    services: list[Service | None] = [None, *Service.objects.online().order_by("position")]
    return [
        FormRow(
            service.slug if service else COMMON,
            service,
            found.get(service.pk if service else None, {}).get(FormStatus.PUBLISHED),
            found.get(service.pk if service else None, {}).get(FormStatus.DRAFT),
        )
        for service in services
    ]


def get_draft(slug: str) -> FormVersion:
    """404 when nobody has begun one."""
    found: FormVersion = get_object_or_404(FormVersion.objects.of(slug).drafts().select_related("service"))
    return found


def versions_of(slug: str) -> tuple[Service | None, FormVersion | None, FormVersion | None]:
    """(service, published, draft); 404 for no service."""
    service = None if slug == COMMON else get_object_or_404(Service.objects.online(), slug=slug)
    rows = {row.status: row for row in FormVersion.objects.of(slug).exclude(status=FormStatus.RETIRED)}
    return service, rows.get(FormStatus.PUBLISHED), rows.get(FormStatus.DRAFT)


def problem_of(steps: list[dict[str, Any]]) -> str:
    """Why the form could not work; nothing when it could."""
    try:
        parse({"steps": steps})
    except SchemaError as error:
        return str(error)
    return ""


def preview(step: dict[str, Any]) -> StepForm | None:
    """The step as the citizen sees it when everything in it is shown; None while it cannot be drawn."""
    bare = {**step, "when": None, "questions": [{**row, "when": None} for row in step.get("questions") or []]}
    try:
        return build_form(parse({"steps": [bare]}).steps[0], {})
    except SchemaError:
        return None


@dataclass(frozen=True)
class TriedStep:
    title: str
    is_shown: bool
    form: StepForm


def sample_forms(form: FormSchema, data: Any) -> list[tuple[str, StepForm]]:
    """Every question of the form at once, whatever its condition; each step under its title."""
    found = []
    for step in form.steps:
        questions = tuple(replace(question, when=Condition()) for question in step.questions)
        one = build_form(replace(step, questions=questions), {}, data, prefix=step.key)
        found.append((str(step.title), one))
    return found


def try_out(form: FormSchema, data: Any) -> tuple[list[TriedStep], dict[str, Any]]:
    """Walks the steps with the sample answers: (what was shown or skipped, with its errors; the coded facts)."""
    answers: dict[str, Any] = {}
    tried = []
    for step in form.steps:
        one = build_form(step, answers, data, prefix=step.key)
        is_shown = holds(step.when, answers)
        if is_shown:
            one.is_valid()
            answers.update(one.stored())
        tried.append(TriedStep(str(step.title), is_shown, one))
    coded = {
        str(question.label): answers[question.key]
        for question in form.questions()
        if question.coded and answers.get(question.key) not in (None, "", [])
    }
    return tried, coded


def bank() -> list[BankQuestion]:
    return list(BankQuestion.objects.order_by("position", "slug"))


def token(draft: FormVersion) -> str:
    return actions.token(draft)
