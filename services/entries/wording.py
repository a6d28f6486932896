"""Values of documents in words: names instead of identifiers, dates, sums, yes and no, conditions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import CharField, Value
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from services.entries import labels
from services.entries.kind import KINDS
from services.models.bilingual import language


class Names:
    """Names of the entries that documents point to: one query, however many are named."""

    def __init__(self, *documents: dict[str, Any] | None) -> None:
        self.found: dict[tuple[str, str], str] = {}
        wanted: dict[str, set[str]] = {}
        for document in documents:
            for kind, slug in _references(document):
                wanted.setdefault(kind, set()).add(slug)
        parts = [_named(name, slugs) for name, slugs in wanted.items()]
        if parts:
            rows = parts[0].union(*parts[1:], all=True)
            self.found = {(name, slug): label for name, slug, label in rows}

    def of(self, kind: str, slug: str) -> str:
        """The identifier itself for what is gone."""
        return self.found.get((kind, slug), slug)


def _named(name: str, slugs: set[str]) -> Any:
    kind = KINDS[name]
    rows = kind.model._default_manager.filter(**{f"{kind.key}__in": slugs}).order_by()
    kinds = rows.annotate(in_kind=Value(name, output_field=CharField()))
    return kinds.values_list("in_kind", kind.key, f"name_{language()}")


def _references(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if field == "documents" and isinstance(value.get("id"), str):
            yield "document", value["id"]
        for name, part in value.items():
            yield from _references(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part, field)
    elif isinstance(value, str) and field in labels.TARGETS:
        yield labels.TARGETS[field], value


def worded(kind: str, field: str, value: Any, names: Names) -> str:
    """One value for a reader. Nothing is an empty text."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return _composed(kind, field, value, names)
    if isinstance(value, list):
        return ", ".join(worded(kind, field, item, names) for item in value)
    text = str(value)
    if field in labels.TARGETS:
        return names.of(labels.TARGETS[field], text)
    return labels.choice(kind, field, text) or _figure(field, text)


def _figure(field: str, text: str) -> str:
    if field in labels.DATES:
        return _date(text)
    if field in labels.SUMS:
        return _number(text, "\N{NO-BREAK SPACE}€", 2)
    if field == "percent":
        return _number(text, "\N{NO-BREAK SPACE}%")
    return days(text) if field == "days" else text


def _date(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text))
    except ValueError:
        return text


def _number(text: str, unit: str, places: int | None = None) -> str:
    try:
        number = Decimal(text).normalize()
        return f"{number_format(f'{number:f}' if places is None else number, places)}{unit}"
    except InvalidOperation:
        return text


def days(text: str) -> str:
    """„mon-fri“ is „Monday – Friday“."""
    return " – ".join(str(labels.WEEKDAYS.get(day, day)) for day in text.split("-"))


def _composed(kind: str, field: str, value: dict[str, Any], names: Names) -> str:
    if "all" in value or "any" in value:
        return condition(kind, value, names)
    parts = [(name, worded(kind, name, part, names)) for name, part in value.items() if name != "id"]
    return "; ".join(f"{labels.of_field(kind, name)}: {text}" for name, text in parts if text)


def condition(kind: str, value: dict[str, Any], names: Names) -> str:
    """„age is at least 65 and has-telk is yes“."""
    sides = []
    for word, link in (("all", _("and")), ("any", _("or"))):
        tests = [_test(kind, test, names) for test in value.get(word) or [] if isinstance(test, dict)]
        if tests:
            sides.append(f" {link} ".join(tests))
    return "; ".join(sides)


def _test(kind: str, test: dict[str, Any], names: Names) -> str:
    operator = labels.choice(kind, "op", str(test.get("op", "")))
    value = worded(kind, "value", test.get("value"), names)
    return " ".join(part for part in (f"„{test.get('field', '')}“", operator, value) if part)


def titled(kind: str, field: str, part: Any, names: Names) -> str:
    """How one item of a list is called: by its name, or by the day it begins."""
    if not isinstance(part, dict):
        return worded(kind, field, part, names)
    if field == "documents" and isinstance(part.get("id"), str):
        return names.of("document", part["id"])
    for start in ("valid_from", "opens_on"):
        if part.get(start):
            return _("from %(day)s") % {"day": _date(str(part[start]))}
    if part.get("days"):
        return days(str(part["days"]))
    own = language()
    for name in (own, f"name_{own}", f"label_{own}", f"title_{own}", f"site_{own}", "id", "key", "value", "field"):
        if part.get(name):
            return str(part[name])
    return ""
