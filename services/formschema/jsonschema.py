"""A form version as JSON Schema 2020-12, and answers checked against it: one object by the names of stored answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker

from people.ekatte import is_ekatte
from people.identifiers import is_egn, is_lnch
from people.models import IdType, NoIdReason, Relation, Settlement
from services.entries.problems import Problem
from services.formschema.dates import read_date
from services.formschema.inputs import PhoneField
from services.formschema.kinds import OTHER_PLACE, places
from services.formschema.orders import condition_schema
from services.formschema.published import schema_of
from services.formschema.rows import MAX_ROWS
from services.formschema.schema import Condition, FormSchema, Question
from services.formschema.sums import IncomeKind

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
# Controls, bidirectional overrides and zero-width signs, as in records.forms; in the words of ECMA 262.
_HIDDEN = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_MONEY = r"^(0|[1-9][0-9]{0,5})\.[0-9]{2}$"
_NEVER: Schema = {"not": {}}
FORMATS = FormatChecker()


@FORMATS.checks("email", raises=ValidationError)
def _email(value: Any) -> bool:
    if isinstance(value, str) and value:
        validate_email(value)
    return True


@FORMATS.checks("x-egn")
def _egn(value: Any) -> bool:
    return not isinstance(value, str) or is_egn(value, timezone.localdate())


@FORMATS.checks("x-lnch")
def _lnch(value: Any) -> bool:
    return not isinstance(value, str) or is_lnch(value)


@FORMATS.checks("x-past-date")
def _past(value: Any) -> bool:
    today = timezone.localdate()
    found = read_date(value, today) if isinstance(value, str) else today
    return found is not None and found <= today


@FORMATS.checks("x-phone", raises=ValidationError)
def _phone(value: Any) -> bool:
    return not isinstance(value, str) or not value or PhoneField().clean(value) == value


@FORMATS.checks("x-settlement")
def _settlement(value: Any) -> bool:
    return value in {"", OTHER_PLACE} or value in {ekatte for ekatte, _name in places()} or _is_known(value)


def _is_known(code: Any) -> bool:
    return isinstance(code, str) and is_ekatte(code) and Settlement.objects.filter(ekatte=code).exists()


def json_schema(form: FormSchema, *, address: str, title: str) -> Schema:
    """The document published at `address`."""
    properties: Schema = {}
    always: list[str] = []
    rules: list[Schema] = []
    kinds = {question.key: question.kind for question in form.questions()}
    for step in form.steps:
        for question in step.questions:
            properties.update(_properties(question))
            needed, more = _needed(question)
            whens = [when for when in (step.when, question.when) if when.tests]
            if whens:
                rules.append(_when(whens, question, needed, more, kinds))
            else:
                always += needed
                rules += more
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": title,
        "type": "object",
        "properties": properties,
        "required": always,
        "additionalProperties": False,
        **({"allOf": rules} if rules else {}),
    }


def _when(
    whens: list[Condition], question: Question, needed: list[str], more: list[Schema], kinds: dict[str, str]
) -> Schema:
    """Asked under a condition: needed when it holds, not there when it does not."""
    then: Schema = {**({"required": needed} if needed else {}), **({"allOf": more} if more else {})}
    return {
        "if": {"allOf": [condition_schema(when, kinds) for when in whens]},
        "then": then or True,
        "else": {"properties": dict.fromkeys(question.names, _NEVER)},
    }


def _needed(question: Question) -> tuple[list[str], list[Schema]]:
    """(names that must be there, what they must be together)."""
    if not question.required or question.kind == "information":
        return [], []
    if question.kind == "identity":
        return [f"{question.key}_type"], [_number_rule(question.key)]
    if question.kind == "person":
        key = question.key
        return [f"{key}_given_name", f"{key}_family_name", f"{key}_identity_type"], [_number_rule(f"{key}_identity")]
    if question.kind == "address":
        return [f"{question.key}_settlement", f"{question.key}_line"], []
    return list(question.names), []


def _number_rule(key: str) -> Schema:
    """A right number of its kind, or the reason why there is none."""

    def of(kind: str) -> Schema:
        return {"properties": {f"{key}_type": {"const": kind}}, "required": [f"{key}_type"]}

    reason = {"properties": {f"{key}_reason": {"enum": list(NoIdReason.values)}}, "required": [f"{key}_reason"]}
    number = {kind: {"properties": {f"{key}_number": {"format": f"x-{kind}", "minLength": 10}}, "required": [
        f"{key}_number"]} for kind in ("egn", "lnch")}  # fmt: skip
    return {
        "oneOf": [
            {"allOf": [of(IdType.NONE.value), reason]},
            {"allOf": [of(IdType.EGN.value), number["egn"]]},
            {"allOf": [of(IdType.LNCH.value), number["lnch"]]},
        ]
    }


def _properties(question: Question) -> dict[str, Schema]:
    said = {
        "title": question.label.bg,
        "x-title": {"bg": question.label.bg, "en": question.label.en},
        **({"description": question.hint.bg, "x-description": {"bg": question.hint.bg, "en": question.hint.en}}
           if question.hint.bg else {}),
    }  # fmt: skip
    key = question.key
    match question.kind:
        case "information":
            return {}
        case "identity":
            return {name: {**said, **part} for name, part in _identity(key).items()}
        case "address":
            place = {"type": "string", "pattern": "^([0-9]{5}|other)$" if question.required else "^([0-9]{5}|other)?$"}
            line = {**said, **_text(200, question.required)}
            other = _text(120, False)
            return {
                f"{key}_settlement": {**place, "format": "x-settlement"},
                f"{key}_place": other,
                f"{key}_line": line,
            }
        case "person":
            names = {
                f"{key}_{name}": {**said, **_text(80, question.required)} for name in ("given_name", "family_name")
            }
            born = _or_none({"type": "string", "format": "x-past-date", "pattern": _DATE}, False)
            return {**names, **_identity(f"{key}_identity"), f"{key}_birth_date": born}
    return {key: {**said, **_plain(question)}}


_DATE = r"^(18[89][0-9]|19[0-9]{2}|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}$"


def _identity(key: str) -> dict[str, Schema]:
    kinds = [IdType.EGN.value, IdType.LNCH.value, IdType.NONE.value]
    return {
        f"{key}_type": {"enum": kinds},
        f"{key}_number": {"type": "string", "pattern": "^([0-9]{10})?$"},
        f"{key}_reason": {"enum": ["", *NoIdReason.values]},
    }


def _text(most: int, required: bool) -> Schema:
    core = rf"^[^{_HIDDEN}]*$"
    something = {"allOf": [{"pattern": core}, {"pattern": r"\S"}]} if required else {"pattern": core}
    return {"type": "string", "maxLength": most, **something}


def _or_none(schema: Schema, required: bool) -> Schema:
    return schema if required else {"anyOf": [schema, {"type": "null"}]}


def _plain(question: Question) -> Schema:
    required = question.required
    options = [option.value for option in question.options]
    match question.kind:
        case "text" | "long_text":
            return _text(200 if question.kind == "text" else 5000, required)
        case "number":
            return _or_none({"type": "integer", "minimum": 0, "maximum": 100_000}, required)
        case "money":
            return _or_none({"type": "string", "pattern": _MONEY}, required)
        case "date":
            known = [{"format": "x-past-date"}] if question.past else []
            return _or_none({"type": "string", "format": "date", "pattern": _DATE, "allOf": [{}, *known]}, required)
        case "yes_no":
            return {"enum": ["yes", "no", *([] if required else [""])]}
        case "one_of":
            return {"enum": [*options, *([] if required else [""])]}
        case "many_of":
            items = {"type": "array", "items": {"enum": options}, "uniqueItems": True}
            return {**items, **({"minItems": 1} if required else {})}
        case "phone":
            phone = r"^\+[1-9][0-9]{3,14}$" if required else r"^(\+[1-9][0-9]{3,14})?$"
            return {"type": "string", "format": "x-phone", "pattern": phone}
        case "email":
            return {"type": "string", "format": "email", "maxLength": 200, **({"minLength": 1} if required else {})}
        case "file":
            official = ["official"] if question.from_register else []
            return {"enum": ["file", "later", *official, "none", *([] if required else [""])]}
        case "declaration":
            return {"const": True} if required else {"type": "boolean"}
    return _rows(question)


def _rows(question: Question) -> Schema:
    if question.kind == "household":
        year = {"type": "string", "pattern": r"^(18[89][0-9]|19[0-9]{2}|20[0-9]{2})?$"}
        parts = {"name": _text(200, True), "relation": {"enum": Relation.values}, "year": year}
    else:
        amount = {"type": "string", "pattern": _MONEY}
        parts = {"who": _text(200, False), "kind": {"enum": IncomeKind.values}, "amount": amount}
    row = {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}
    least = {"minItems": 1} if question.required else {}
    return {"type": "array", "items": row, "maxItems": MAX_ROWS, **least}


def check_answers(version: int, answers: Any) -> list[Problem]:
    """What is wrong with answers to a published version, by path; nothing when they can be taken."""
    document = json_schema(schema_of(version), address="", title="")
    return problems(document, answers)


def check_begun(version: int, answers: Any) -> list[Problem]:
    """The same for answers that somebody else goes on with: a question that is left out altogether is no fault."""
    given = answers if isinstance(answers, dict) else {}
    steps = tuple(
        replace(step, questions=tuple(_as_far_as(question, given) for question in step.questions))
        for step in schema_of(version).steps
    )
    return problems(json_schema(FormSchema(steps), address="", title=""), answers)


def _as_far_as(question: Question, answers: dict[str, Any]) -> Question:
    is_begun = any(name in answers for name in question.names)
    return question if is_begun or not question.required else replace(question, required=False)


def problems(document: Schema, answers: Any) -> list[Problem]:
    validator = Draft202012Validator({**document, "$id": "urn:form"}, format_checker=FORMATS)
    found: dict[Problem, None] = {}
    for error in sorted(validator.iter_errors(answers), key=lambda error: [str(part) for part in error.absolute_path]):
        path = tuple(error.absolute_path)
        if error.validator == "required":
            missing = [name for name in error.validator_value if name not in error.instance]
            found.update(dict.fromkeys(Problem((*path, name), _("This field is needed.")) for name in missing))
        elif error.validator == "additionalProperties":
            names = [name for name in error.instance if name not in error.schema.get("properties", {})]
            found.update(dict.fromkeys(Problem((*path, name), _("There is no such field.")) for name in names))
        elif error.schema == _NEVER:
            found[Problem(path, _("With these answers this is not asked."))] = None
        else:
            found[Problem(path, _("This is not of the right kind."))] = None
    return list(found)


def check_schema(document: Schema) -> None:
    """Raises SchemaError of the library when the document is no JSON Schema."""
    Draft202012Validator.check_schema(document)
