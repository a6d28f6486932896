"""What is wrong with a document, where, and in words for the person who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    path: Path
    message: str

    def under(self, *prefix: str | int) -> Problem:
        return Problem((*prefix, *self.path), self.message)


class InvalidEntry(Exception):
    """The document cannot become an entry."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return " ".join(problem.message for problem in self.problems)


def explained(error: ValidationError) -> list[Problem]:
    return [Problem(tuple(row["loc"]), _in_words(dict(row))) for row in error.errors(include_url=False)]


def _in_words(error: dict[str, Any]) -> str:
    context = error.get("ctx", {})
    kind = error["type"]
    if kind == "missing" or (kind in {"string_too_short", "too_short"} and not error.get("input")):
        return _("This field is needed.")
    if kind == "extra_forbidden":
        return _("There is no such field.")
    if kind in {"string_too_long", "too_long"}:
        return _("The text is too long: at most %(most)s characters.") % {"most": context.get("max_length", "")}
    if kind == "literal_error":
        return _("Choose one of: %(choices)s.") % {"choices": str(context.get("expected", "")).replace(" or ", ", ")}
    if kind.startswith("date"):
        return _("This is not a date. Write year-month-day, for example 2026-11-23.")
    if kind.startswith(("decimal", "int", "greater", "less", "finite")):
        return _("This is not a right number.")
    if kind == "string_pattern_mismatch":
        return _("Only Latin letters, digits, - and _ are allowed here, or a fixed form.")
    if kind == "twice":
        return _("“%(name)s” stands twice.") % context
    if kind == "days_in_order":
        return _("The last day is before the first.")
    if kind == "untypable":
        return _("There is a hidden character in the text. Delete it and type the text again.")
    return _("This is not of the right kind.")
