"""Writing entries: one transaction with the rows, the revision, the search index and the catalogue's version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from records import audit
from services import search, version
from services.entries import KINDS, InvalidEntry, Kind, history
from services.entries.pointers import pointing_to
from services.models import CatalogueChange


@dataclass
class Report:
    """What a load has done: (kind, identifier, names of the changed fields)."""

    created: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, list[str]]] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.created or self.changed)


@transaction.atomic
def publish(kind: Kind, data: dict[str, Any], *, by: Any, change: CatalogueChange | None = None) -> None:
    """The document becomes the entry, now. Raises InvalidEntry."""
    _write(kind, kind.parse(data), by=by, change=change)
    search.reindex(kind.name, [data["id"]])
    version.bump()
    audit.record("entry_published", change, by=by, kind=kind.name, entry=data["id"])


class StillNeeded(Exception):
    """Other rows point to the entry."""

    def __init__(self, pointing: list[str]) -> None:
        super().__init__(pointing)
        self.pointing = pointing

    def __str__(self) -> str:
        return _("This entry cannot be taken away while others point to it: %(names)s.") % {
            "names": "; ".join(self.pointing)
        }


@transaction.atomic
def retire(kind: Kind, slug: str, *, by: Any, change: CatalogueChange | None = None) -> None:
    """A service is no longer shown: its cases keep it. Any other entry is deleted. Raises StillNeeded."""
    row = kind.row(slug)
    if row is None:
        return
    if kind.name == "service":
        publish(kind, {**kind.read(row), "published": False}, by=by, change=change)
        return
    refuse_if_needed(kind, slug)
    row.delete()
    history.append(kind.name, slug, None, by=by, change=change)
    version.bump()
    audit.record("entry_retired", change, by=by, kind=kind.name, entry=slug)


def refuse_if_needed(kind: Kind, slug: str) -> None:
    """A service may always go; another entry only when nothing points to it."""
    row = kind.row(slug)
    pointing = list(pointing_to(kind, row)) if row is not None and kind.name != "service" else []
    if pointing:
        raise StillNeeded(pointing)


def _write(kind: Kind, entry: Any, *, by: Any, change: CatalogueChange | None = None) -> None:
    try:
        kind.write(entry)
    except InvalidEntry as error:
        raise InvalidEntry([problem.under(kind.name, entry.id) for problem in error.problems]) from error
    row = kind.row(entry.id)
    assert row is not None
    history.append(kind.name, entry.id, kind.read(row), by=by, change=change)


@transaction.atomic
def load(entries: dict[str, list[Any]], *, by: Any) -> Report:
    """Parsed entries by kind: creates what is new, writes what differs, leaves the rest. Raises InvalidEntry."""
    report = Report()
    for name, kind in KINDS.items():
        rows = entries.get(name, [])
        now = {data["id"]: data for data in map(kind.read, kind.rows())} if rows else {}
        touched = []
        for place, entry in enumerate(rows):
            entry = _placed(entry, now.get(entry.id), place)
            before = now.get(entry.id)
            if before == entry.data():
                report.unchanged += 1
                continue
            _write(kind, entry, by=by)
            touched.append(entry.id)
            _note(report, name, entry.data(), before)
        search.reindex(name, touched)
    if not report.is_empty:
        version.bump()
        audit.record("catalogue_loaded", None, by=by, created=len(report.created), changed=len(report.changed))
    return report


def _placed(entry: Any, before: dict[str, Any] | None, place: int) -> Any:
    """An entry that does not say its position keeps the one it has; a new one stands where it was written."""
    if "position" not in type(entry).model_fields or "position" in entry.model_fields_set:
        return entry
    position = before.get("position", 0) if before is not None else place
    return entry.model_copy(update={"position": position})


def _note(report: Report, kind: str, after: dict[str, Any], before: dict[str, Any] | None) -> None:
    if before is None:
        report.created.append((kind, after["id"]))
    else:
        names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        report.changed.append((kind, after["id"], names))
