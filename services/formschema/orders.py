"""Conditions as JSON Schema. Sums, dates and years are texts there, so that „at least“ becomes a pattern."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from services.formschema.schema import GROUPS, Condition, GroupTest, Test

Schema = dict[str, Any]
_NOTHING: list[Any] = [None, "", [], False]
_CENT = Decimal("0.01")


def condition_schema(when: Condition, kinds: dict[str, str]) -> Schema:
    parts = [_part(test, kinds[test.field]) for test in when.tests]
    return {"allOf" if when.every else "anyOf": parts}


def _part(test: Test | GroupTest, kind: str) -> Schema:
    return _has(test.field, _answer(test, kind) if isinstance(test, Test) else _group(test, GROUPS[kind]))


def _has(name: str, schema: Schema) -> Schema:
    return {"properties": {name: schema}, "required": [name]}


def _group(test: GroupTest, columns: dict[str, str]) -> Schema:
    kinds = {name: "year" if name == "year" else kind for name, kind in columns.items()}
    row = {"allOf": [_has(one.field, _answer(one, kinds[one.field])) for one in test.tests]}
    if test.quantifier == "all":
        return {"type": "array", "items": row, "minItems": 1}
    least = test.at_least if test.quantifier == "count" else 1
    return {"type": "array", "contains": row, "minContains": least}


def _answer(test: Test, kind: str) -> Schema:
    match test.operator:
        case "is":
            return {"const": _stored(test.value, kind)}
        case "is_not":
            return {"not": {"enum": [*_NOTHING, _stored(test.value, kind)]}}
        case "one_of":
            return {"enum": list(test.value)}
        case "contains":
            return {"type": "array", "contains": {"const": test.value}}
        case "answered":
            return {"not": {"enum": _NOTHING}}
    is_lower = test.operator == "at_least"
    if kind == "number":
        return {"type": "integer", "minimum" if is_lower else "maximum": float(Decimal(str(test.value)))}
    return {"type": "string", "pattern": ordered(test.value, kind, is_lower)}


def _stored(value: Any, kind: str) -> Any:
    """A value as an answer of the kind is stored."""
    if kind == "money":
        return str(Decimal(str(value)).quantize(_CENT))
    if kind == "number":
        number = Decimal(str(value))
        return int(number) if number == int(number) else float(number)
    return str(value) if kind == "year" else value


def ordered(bound: Any, kind: str, is_lower: bool) -> str:
    """The texts of a kind that are not less (not more) than the bound."""
    rounding = ROUND_CEILING if is_lower else ROUND_FLOOR
    if kind == "date":
        return f"^({_fixed(str(bound), is_lower)})$"
    if kind == "year":
        year = min(max(int(Decimal(str(bound)).to_integral_value(rounding)), 0), 9999)
        return f"^({_fixed(f'{year:04d}', is_lower)})$"
    number = Decimal(str(bound)).quantize(_CENT, rounding)
    if number < 0:
        return "^." if is_lower else "^(?!)"
    text = str(number)
    whole = len(text) - 3
    other = rf"[1-9][0-9]{{{whole},}}\.[0-9]{{2}}" if is_lower else rf"[0-9]{{1,{whole - 1}}}\.[0-9]{{2}}"
    others = [other] if is_lower or whole > 1 else []
    return f"^({'|'.join([_fixed(text, is_lower), *others])})$"


def _fixed(bound: str, is_lower: bool) -> str:
    """Of the same length: the same beginning, one digit further, whatever follows."""
    found = [_exactly(bound)]
    for place, digit in enumerate(bound):
        if digit.isdigit() and digit != ("9" if is_lower else "0"):
            further = f"[{int(digit) + 1}-9]" if is_lower else f"[0-{int(digit) - 1}]"
            rest = "".join("[0-9]" if sign.isdigit() else _exactly(sign) for sign in bound[place + 1 :])
            found.append(_exactly(bound[:place]) + further + rest)
    return "|".join(found)


def _exactly(text: str) -> str:
    return text.replace(".", r"\.")
