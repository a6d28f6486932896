"""One section of an entry as a form, and the document that comes out of it."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from services.editing.fields import Choices
from services.editing.parts import Data, Part, Source
from services.editing.sections import Section
from services.entries import InvalidEntry, Kind, Problem, labels


class SectionForm:
    """One section of an entry. `data` is the document it is shown from and written into."""

    def __init__(self, kind: Kind, section: Section, data: Data | None, sent: Any = None, initial: Any = None) -> None:
        self.kind, self.section, self.data = kind, section, data or {}
        self.added = sent.get("add", "") if sent is not None else ""
        source = Source(kind, Choices(), sent, self.added)
        shown = kind.document.model_validate(data) if data else None
        self.part = Part(source, kind.document, section.fields, "", shown)
        self.part.form.initial.update(initial or {})
        if self.added:
            self.part.quieten()
        self.sent = sent is not None and not self.added

    def is_valid(self) -> bool:
        return self.sent and self.part.is_valid()

    def document(self) -> Data:
        """The whole document with this section as it was typed. Dates and sums are not yet texts."""
        data = _copy(self.data)
        self.part.put(data)
        if not data.get("id"):
            english = data.get("name_en") or data.get("en") or data.get("site_en") or ""
            data["id"] = slugify(english)[:50].strip("-")
        return data

    def complain(self, error: InvalidEntry) -> None:
        for problem in error.problems:
            path = problem.path
            if path[:1] == (self.kind.name,):
                path = path[2:]
            if not self.part.blame(path, problem.message):
                self.part.form.add_error(None, _elsewhere(self.kind, Problem(path, problem.message)))

    @property
    def has_conditions(self) -> bool:
        return {"requirements", "when__all"} & set(self.section.fields) != set()

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        return list(self.part.faults()) if self.sent else []


def _elsewhere(kind: Kind, problem: Problem) -> str:
    where = next((labels.of_field(kind.name, str(step)) for step in problem.path[:1]), "")
    return f"{where}: {problem.message}" if where else problem.message


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(part) for name, part in value.items()}
    return list(value) if isinstance(value, list) else value
