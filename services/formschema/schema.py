"""A form as data: steps of questions with conditions. `parse` refuses what could not work, and says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

WITH_OPTIONS = frozenset({"one_of", "many_of"})
# Several fields under one question: (names after the key).
PARTS: dict[str, tuple[str, ...]] = {
    "identity": ("type", "number", "reason"),
    "address": ("settlement", "place", "line"),
    "person": ("given_name", "family_name", "identity_type", "identity_number", "identity_reason", "birth_date"),
}
# Rows of people or sums, and what a condition may ask of a row.
GROUPS: dict[str, dict[str, str]] = {
    "household": {"name": "text", "relation": "text", "year": "number"},
    "income": {"who": "text", "kind": "text", "amount": "money"},
}
_COMPARED = frozenset({"is", "is_not", "at_least", "at_most", "answered"})
_TYPED = frozenset({"is", "is_not", "answered"})
# The kinds of questions, and what a condition may ask of each.
KINDS: dict[str, frozenset[str]] = {
    "text": _TYPED,
    "long_text": frozenset({"answered"}),
    "number": _COMPARED,
    "money": _COMPARED,
    "date": _COMPARED,
    "yes_no": frozenset({"is", "is_not", "one_of", "answered"}),
    "one_of": frozenset({"is", "is_not", "one_of", "answered"}),
    "many_of": frozenset({"contains", "answered"}),
    "identity": frozenset(),
    "phone": frozenset({"answered"}),
    "email": frozenset({"answered"}),
    "address": frozenset(),
    "person": frozenset(),
    "household": frozenset({"answered"}),
    "income": frozenset({"answered"}),
    "file": _TYPED,
    "declaration": frozenset({"answered"}),
    "information": frozenset(),
}
OPERATORS = frozenset().union(*KINDS.values())
# Where a proposal comes from, and which kind of question it may fill.
PREFILL = {
    "person.given_name": "text",
    "person.middle_name": "text",
    "person.family_name": "text",
    "person.birth_date": "date",
    "person.identity": "identity",
    "person.phone": "phone",
    "person.email": "email",
    "person.address": "address",
    "person": "person",
    "household": "household",
}


class SchemaError(ValueError):
    """The schema cannot work; the message names the step and the question, for the person who writes the form."""


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
class GroupTest:
    """A test over the rows of a group: some, all (of at least one), or a number of them match every test."""

    field: str
    quantifier: str
    at_least: int
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Condition:
    """All or any of the tests; no tests at all always hold."""

    tests: tuple[Test | GroupTest, ...] = ()
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
    prefill: str = ""
    # The answer nearly everybody at a counter gives: proposed there, shown, and confirmed with the rest.
    usual_at_counter: str = ""
    # A document that the municipality can look up itself.
    from_register: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Under which names its answer is stored."""
        if self.kind == "information":
            return ()
        return tuple(f"{self.key}_{part}" for part in PARTS.get(self.kind, ())) or (self.key,)


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
