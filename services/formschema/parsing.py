"""From a document to a form. What could not work is refused with a sentence for the person who writes the form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from services.formschema.reach import impossible
from services.formschema.schema import (
    GROUPS,
    KINDS,
    PREFILL,
    WITH_OPTIONS,
    Condition,
    FormSchema,
    GroupTest,
    Option,
    Question,
    SchemaError,
    Step,
    Test,
    Text,
)

KEY = re.compile(r"^[a-z][a-z0-9_-]{0,59}$")
QUANTIFIERS = frozenset({"any", "all", "count"})


@dataclass
class _Reader:
    """What stands before the part that is being read: conditions look back only."""

    everywhere: frozenset[str]
    known: dict[str, Question] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def parse(schema: dict[str, Any]) -> FormSchema:
    """Raises SchemaError: double keys, a missing language, lost references, cycles, unreachable questions."""
    rows = schema.get("steps") or []
    everywhere = frozenset(str(part.get("key", "")) for row in rows for part in row.get("questions") or [])
    reader = _Reader(everywhere)
    steps: list[Step] = []
    for row in rows:
        step = _step(row, reader)
        if any(step.key == before.key for before in steps):
            raise SchemaError(_("The step “%(key)s” stands twice.") % {"key": step.key})
        reader.known.update({question.key: question for question in step.questions})
        steps.append(step)
    if not steps:
        raise SchemaError(_("A form needs at least one step."))
    form = FormSchema(tuple(steps))
    unreachable = impossible(form)
    if unreachable is not None:
        raise SchemaError(
            _("“%(key)s” would never be shown: its conditions cannot all be true.") % {"key": unreachable}
        )
    return form


def parse_question(row: dict[str, Any]) -> Question:
    """A question by itself, as the bank keeps it: without conditions. Raises SchemaError."""
    if row.get("when"):
        raise SchemaError(_("A shared question has no condition: each form sets its own."))
    return _question(row, _Reader(frozenset()))


def _step(row: dict[str, Any], reader: _Reader) -> Step:
    key = _key(row)
    when = _condition(row.get("when"), reader, key)
    questions = tuple(_question(question, reader) for question in row.get("questions") or [])
    if not questions:
        raise SchemaError(_("The step “%(key)s” asks nothing.") % {"key": key})
    return Step(key, _text(row, "title", key), _text(row, "intro", key, optional=True), questions, when)


def _key(row: dict[str, Any]) -> str:
    key = str(row.get("key", ""))
    if not KEY.match(key):
        raise SchemaError(
            _("“%(key)s” is not a right key: small Latin letters, digits, - and _, beginning with a letter.")
            % {"key": key}
        )
    return key


def _question(row: dict[str, Any], reader: _Reader) -> Question:
    key, kind = _key(row), str(row.get("kind", ""))
    if kind not in KINDS:
        raise SchemaError(_("The question “%(key)s” is of an unknown kind “%(kind)s”.") % {"key": key, "kind": kind})
    question = Question(
        key=key,
        kind=kind,
        label=_text(row, "label", key),
        hint=_text(row, "hint", key, optional=True),
        required=bool(row.get("required", True)),
        options=_options(row, key, kind),
        when=_condition(row.get("when"), reader, key),
        coded=bool(row.get("coded", False)),
        past=bool(row.get("past", False)),
        autocomplete=str(row.get("autocomplete", "")),
        prefill=_prefill(row, key, kind),
        usual_at_counter=str(row.get("usual_at_counter") or ""),
        from_register=kind == "file" and bool(row.get("from_register", False)),
    )
    _check_usual(question)
    for name in (key, *question.names):
        if name in reader.names:
            raise SchemaError(_("The question “%(key)s” stands twice.") % {"key": name})
    reader.names.update((key, *question.names))
    return question


def _options(row: dict[str, Any], key: str, kind: str) -> tuple[Option, ...]:
    found: list[Option] = []
    for part in row.get("options") or []:
        value = str(part.get("value", ""))
        if not KEY.match(value) and not re.match(r"^[A-Za-z0-9_-]{1,60}$", value):
            raise SchemaError(
                _("An option of “%(key)s” has a wrong value: Latin letters, digits, - and _.") % {"key": key}
            )
        if any(value == option.value for option in found):
            raise SchemaError(_("The option “%(value)s” of “%(key)s” stands twice.") % {"key": key, "value": value})
        if not (part.get("bg") and part.get("en")):
            raise SchemaError(_("The options of “%(key)s” need their words in both languages.") % {"key": key})
        found.append(Option(value, Text(part["bg"], part["en"])))
    if (kind in WITH_OPTIONS) != bool(found):
        raise SchemaError(
            _("“%(key)s”: options belong to questions with a choice, and those need at least one.") % {"key": key}
        )
    return tuple(found)


def _prefill(row: dict[str, Any], key: str, kind: str) -> str:
    source = str(row.get("prefill") or "")
    if source and PREFILL.get(source) != kind:
        raise SchemaError(
            _("“%(key)s” cannot be filled in from “%(source)s”: there is no such record for this kind of question.")
            % {"key": key, "source": source}
        )
    return source


def _check_usual(question: Question) -> None:
    usual = question.usual_at_counter
    if usual and not (question.kind == "one_of" and any(option.value == usual for option in question.options)):
        raise SchemaError(
            _("“%(key)s”: the usual answer at the counter must be one of its options.") % {"key": question.key}
        )


def _text(row: dict[str, Any], name: str, key: str, optional: bool = False) -> Text:
    bg, en = row.get(f"{name}_bg"), row.get(f"{name}_en")
    if not optional and not (bg and en):
        raise SchemaError(_("“%(key)s” needs its text in both languages.") % {"key": key})
    if bool(bg) != bool(en):
        raise SchemaError(_("“%(key)s” has a text in one language only: both languages are needed.") % {"key": key})
    return Text(str(bg or ""), str(en or ""))


def _condition(row: dict[str, Any] | None, reader: _Reader, key: str) -> Condition:
    if not row:
        return Condition()
    parts = row.get("all") or row.get("any") or []
    return Condition(tuple(_part(part, reader, key) for part in parts), "all" in row)


def _part(part: dict[str, Any], reader: _Reader, key: str) -> Test | GroupTest:
    name = str(part.get("group") or part.get("field") or "")
    asked = reader.known.get(name)
    if asked is None:
        raise SchemaError(_lost(name, reader, key))
    if "group" in part:
        return _group(part, asked, key)
    operator = str(part.get("op", ""))
    if operator not in KINDS[asked.kind]:
        raise SchemaError(_not_so(key, name))
    value = part.get("value")
    if asked.options or asked.kind == "yes_no":
        _check_options(asked, operator, value, key)
    elif operator != "answered":
        _check_value(asked.kind, operator, value, key, name)
    return Test(name, operator, tuple(map(str, value)) if isinstance(value, list) else value)


def _lost(name: str, reader: _Reader, key: str) -> str:
    words = {"key": key, "field": name}
    if name == key:
        return _("“%(key)s” depends on its own answer.") % words
    if name in reader.everywhere:
        return (
            _("“%(key)s” depends on “%(field)s”, which no earlier step asks: a condition looks at earlier steps.")
            % words
        )
    return _("“%(key)s” depends on “%(field)s”, which is not in the form.") % words


def _not_so(key: str, name: str) -> str:
    return _("“%(key)s” asks something of “%(field)s” that this kind of question cannot answer.") % {
        "key": key, "field": name,
    }  # fmt: skip


def _check_options(asked: Question, operator: str, value: Any, key: str) -> None:
    if operator == "answered":
        return
    allowed = {option.value for option in asked.options} or {"yes", "no"}
    values = value if isinstance(value, list) else [value]
    if not values or not set(map(str, values)) <= allowed or (operator == "one_of") != isinstance(value, list):
        raise SchemaError(
            _("“%(key)s” would never be shown so: “%(value)s” is not an option of “%(field)s”.")
            % {"key": key, "field": asked.key, "value": ", ".join(map(str, values))}
        )


def _check_value(kind: str, operator: str, value: Any, key: str, name: str) -> None:
    try:
        if kind == "date":
            date.fromisoformat(str(value))
        elif kind in {"number", "money"}:
            is_right = not isinstance(value, bool) and Decimal(str(value)).is_finite()
            if not is_right:
                raise ValueError
        elif not isinstance(value, str) or not value:
            raise ValueError
    except (ValueError, InvalidOperation) as error:
        raise SchemaError(
            _("The condition of “%(key)s” on “%(field)s” has a value that cannot be compared.")
            % {"key": key, "field": name}
        ) from error


def _group(part: dict[str, Any], asked: Question, key: str) -> GroupTest:
    columns = GROUPS.get(asked.kind)
    quantifier, rows = str(part.get("quantifier", "any")), part.get("tests") or []
    if columns is None or quantifier not in QUANTIFIERS or not rows:
        raise SchemaError(_not_so(key, asked.key))
    tests = []
    for row in rows:
        column, operator = str(row.get("field", "")), str(row.get("op", ""))
        kind = columns.get(column, "identity")
        if operator not in KINDS[kind]:
            raise SchemaError(_not_so(key, f"{asked.key}.{column}"))
        if operator != "answered":
            _check_value(kind, operator, row.get("value"), key, f"{asked.key}.{column}")
        tests.append(Test(column, operator, row.get("value")))
    at_least = int(part.get("at_least", 1)) if str(part.get("at_least", 1)).isdecimal() else 0
    if not 1 <= at_least <= 20:
        raise SchemaError(_not_so(key, asked.key))
    return GroupTest(asked.key, quantifier, at_least, tuple(tests))
