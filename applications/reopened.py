"""The forms of a correction: steps cut down to the questions the officer named."""

from dataclasses import replace
from typing import Any

from applications.models import Correction
from applications.steps import Slot, Walk
from services.formschema import StepForm, build_form

SLOT_PREFIX = "document"


def reopened_forms(correction: Correction, data: Any) -> list[tuple[str, StepForm]]:
    """(step key, form) for each step with a named question, filled with what was answered."""
    application = correction.application
    named: dict[str, set[str]] = {}
    for name in correction.fields:
        step, _colon, question = name.partition(":")
        if step != SLOT_PREFIX:
            named.setdefault(step, set()).add(question)
    answers = application.answers or {}
    merged = {name: value for part in answers.values() for name, value in part.items()}
    found = []
    for key, step in _steps(application):
        if key in named:
            kept = tuple(replace(question, required=True) for question in step.questions if question.key in named[key])
            own = key.replace(".", "-")
            form = build_form(replace(step, questions=kept), merged, data, answers.get(key, {}), prefix=own)
            found.append((key, form))
    return found


def differs(answers: dict[str, Any] | None, changed: dict[str, dict[str, Any]]) -> bool:
    """Whether any reopened answer is another one than before."""
    before = answers or {}
    return any(
        before.get(step, {}).get(name) != value for step, part in changed.items() for name, value in part.items()
    )


def _steps(application: Any) -> list[tuple[str, Any]]:
    return [(f"{scope}.{step.key}", step) for scope, form in application.forms() for step in form.steps]


def reopened_slots(correction: Correction) -> list[Slot]:
    """Named documents; whatever was given before, a new answer is needed."""
    named = {name.partition(":")[2] for name in correction.fields if name.startswith(f"{SLOT_PREFIX}:")}
    if not named:
        return []
    slots = Walk(correction.application).slots
    return [replace(slot, answer="") for slot in slots if slot.key in named]
