"""A form as data: steps of questions with conditions. `parse` refuses what could not work, and says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

KINDS = frozenset(
    "text long_text number money date yes_no one_of many_of identity phone email address household declaration".split()
)
OPERATORS = frozenset({"is", "is_not", "one_of", "contains", "at_least", "answered"})
WITH_OPTIONS = frozenset({"one_of", "many_of"})


class SchemaError(ValueError):
    """The schema cannot work; the message names the step and the question."""


@dataclass(frozen=True)
class Text:
    bg: str
    en: str

    def __str__(self) -> str:
        return self.en if get_language() == "en" else self.bg


@dataclass(frozen=True)
class Test:
    field: str
    operator: str
    value: Any


@dataclass(frozen=True)
class Condition:
    """All or any of the tests; no tests at all always hold."""

    tests: tuple[Test, ...] = ()
    every: bool = True


@dataclass(frozen=True)
class Option:
    value: str
    label: Text


@dataclass(frozen=True)
class Question:
    key: str
    kind: str
    label: Text
    hint: Text
    required: bool
    options: tuple[Option, ...]
    when: Condition
    coded: bool
    past: bool
    autocomplete: str


@dataclass(frozen=True)
class Step:
    key: str
    title: Text
    intro: Text
    questions: tuple[Question, ...]
    when: Condition


@dataclass(frozen=True)
class FormSchema:
    steps: tuple[Step, ...]

    def questions(self) -> list[Question]:
        return [question for step in self.steps for question in step.questions]


def parse(schema: dict[str, Any]) -> FormSchema:
    """Raises SchemaError for unknown kinds, double keys, and conditions on what is not asked in an earlier step."""
    known: set[str] = set()
    keys: set[str] = set()
    steps = []
    for row in schema.get("steps") or []:
        step = _step(row, frozenset(known))
        if step.key in keys:
            raise SchemaError(f"Step {step.key} stands twice.")
        keys.add(step.key)
        for question in step.questions:
            if question.key in known:
                raise SchemaError(f"Question {question.key} of step {step.key} stands twice.")
            known.add(question.key)
        steps.append(step)
    if not steps:
        raise SchemaError("A form needs at least one step.")
    return FormSchema(tuple(steps))


def _step(row: dict[str, Any], known: frozenset[str]) -> Step:
    key = str(row["key"])
    when = _condition(row.get("when"), known, key)
    questions = tuple(_question(question, known, key) for question in row.get("questions") or [])
    if not questions:
        raise SchemaError(f"Step {key} asks nothing.")
    return Step(key, _text(row, "title", key), _text(row, "intro", key, optional=True), questions, when)


def _question(row: dict[str, Any], known: frozenset[str], step: str) -> Question:
    key, kind = str(row.get("key", "")), row.get("kind")
    if kind not in KINDS:
        raise SchemaError(f"Question {key} of step {step} has an unknown kind {kind!r}.")
    options = tuple(Option(str(o["value"]), Text(o["bg"], o["en"])) for o in row.get("options") or [])
    if (kind in WITH_OPTIONS) != bool(options):
        raise SchemaError(f"Question {key} of step {step}: options belong to one_of and many_of, and they need them.")
    return Question(
        key=key,
        kind=kind,
        label=_text(row, "label", key),
        hint=_text(row, "hint", key, optional=True),
        required=row.get("required", True),
        options=options,
        when=_condition(row.get("when"), known, key),
        coded=row.get("coded", False),
        past=row.get("past", False),
        autocomplete=row.get("autocomplete", ""),
    )


def _text(row: dict[str, Any], name: str, key: str, optional: bool = False) -> Text:
    bg, en = row.get(f"{name}_bg"), row.get(f"{name}_en")
    if not optional and not (bg and en):
        raise SchemaError(f"{key} needs its {name} in both languages.")
    if bool(bg) != bool(en):
        raise SchemaError(f"{key} has its {name} in one language only.")
    return Text(bg or "", en or "")


def _condition(row: dict[str, Any] | None, known: frozenset[str], key: str) -> Condition:
    if not row:
        return Condition()
    every = "all" in row
    tests = []
    for test in row.get("all") or row.get("any") or []:
        if test["field"] not in known:
            raise SchemaError(f"{key} depends on {test['field']}, which no earlier step asks.")
        if test["op"] not in OPERATORS:
            raise SchemaError(f"{key} has an unknown operator {test['op']!r}.")
        tests.append(Test(test["field"], test["op"], test.get("value")))
    return Condition(tuple(tests), every)
