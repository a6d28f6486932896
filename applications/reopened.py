"""The forms of a correction: steps cut down to the questions the officer named."""

from dataclasses import replace
from typing import Any, NamedTuple

from applications.models import Correction
from applications.review import in_words
from applications.steps import Slot, Walk
from services.formschema import StepForm, build_form

SLOT_PREFIX = "document"


def reopened_forms(correction: Correction, data: Any, files: Any = None) -> list[tuple[str, StepForm]]:
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
            form = build_form(
                replace(step, questions=kept), merged, data, answers.get(key, {}), files=files, prefix=own
            )
            found.append((key, form))
    return found


def question_form(application: Any, name: str, data: Any) -> tuple[str, StepForm] | None:
    """(step key, form) of the one question `step:question`, filled with its answer; None when nobody asks it."""
    step, _colon, question = name.partition(":")
    unsaved = Correction(application=application, fields=[name])
    found = reopened_forms(unsaved, data) if question else []
    return next(((key, form) for key, form in found if key == step and form.questions), None)


class Mended(NamedTuple):
    """A question of a correction with its answer before and after (or as proposed), in words."""

    label: str
    before: str
    after: str


def mended(correction: Correction, application: Any) -> list[Mended]:
    """What was changed or is proposed; documents are not among it."""
    answers, steps = application.answers or {}, dict(_steps(application))
    found = []
    for name in correction.fields:
        key, _colon, question_key = name.partition(":")
        questions = steps[key].questions if key in steps else ()
        question = next((one for one in questions if one.key == question_key), None)
        if question is None:
            continue
        now = answers.get(key, {})
        # Of an answered one the past is kept; what came after it shows in later corrections.
        old = {**now, **(correction.before or {}).get(key, {})}
        new = {**now, **(correction.proposed or {}).get(key, {})}
        found.append(Mended(str(question.label), in_words(question, old), in_words(question, new)))
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
