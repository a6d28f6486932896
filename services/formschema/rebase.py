"""Answers given to one version of a form, brought to another version. No answer is lost: what has no place is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from services.formschema.schema import FormSchema, Question

# An answer with the kind of its question and the version in which it was asked.
Entry = dict[str, Any]
_SAME = {"long_text": "text"}
_EMPTY: tuple[Any, ...] = (None, "", [], False)


@dataclass
class Rebased:
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    aside: dict[str, Entry] = field(default_factory=dict)


def rebase(
    old: FormSchema | None,
    new: FormSchema,
    answers: dict[str, dict[str, Any]],
    aside: dict[str, Entry],
    version: int | None,
) -> Rebased:
    """`answers` by step of `old`; `aside`: what earlier versions asked, which comes back when it is asked again."""
    pool = {**aside, **_pool(old, answers, version)}
    found = Rebased()
    for step in new.steps:
        if step.key in answers:
            found.steps[step.key] = {}
        for question in step.questions:
            entry = pool.get(question.key)
            if entry is not None and fits(question, entry):
                found.steps.setdefault(step.key, {}).update(entry["values"])
                del pool[question.key]
    found.aside = {key: entry for key, entry in pool.items() if not is_empty(entry)}
    return found


def _pool(old: FormSchema | None, answers: dict[str, dict[str, Any]], version: int | None) -> dict[str, Entry]:
    rest = {name: value for part in answers.values() for name, value in part.items()}
    pool: dict[str, Entry] = {}
    for question in old.questions() if old else []:
        values = {name: rest.pop(name) for name in question.names if name in rest}
        if values:
            pool[question.key] = {"kind": question.kind, "values": values, "version": version}
    for name, value in rest.items():
        pool[name] = {"kind": "", "values": {name: value}, "version": None}
    return pool


def is_empty(entry: Entry) -> bool:
    return all(value in _EMPTY for value in entry["values"].values())


def fits(question: Question, entry: Entry) -> bool:
    """Whether an answer of another version answers this question too."""
    if _SAME.get(question.kind, question.kind) != _SAME.get(entry["kind"], entry["kind"]):
        return False
    if is_empty(entry):
        return not question.required
    value = entry["values"].get(question.key)
    if question.kind == "one_of":
        return value in _EMPTY or value in {option.value for option in question.options}
    if question.kind == "many_of":
        return set(value or ()) <= {option.value for option in question.options}
    return question.kind != "text" or entry["kind"] == "text" or len(str(value)) <= 200
