"""Writing entries: one transaction with the rows, the revision, the search index and the catalogue's version."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from records import audit
from services import indexing, version
from services.entries import KINDS, InvalidEntry, Kind, Problem, history
from services.entries.kind import targets_kept
from services.entries.pointers import pointing_to
from services.models import CatalogueChange

# Entries that a load reads and writes together, and those whose differences it keeps to be shown.
AT_ONCE = 200
SEEN = 200


@dataclass
class Report:
    """What a load has done: (kind, identifier, names of the changed fields), and the first entries in full."""

    created: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, list[str]]] = field(default_factory=list)
    unchanged: int = 0
    is_cut: bool = False
    # (kind, before, after): before is None for a new entry.
    seen: list[tuple[str, dict[str, Any] | None, dict[str, Any]]] = field(default_factory=list)
    _digest: Any = field(default_factory=sha256)

    @property
    def is_empty(self) -> bool:
        return not (self.created or self.changed)

    @property
    def digest(self) -> str:
        """Of every state before and after: equal for the same changes of the same catalogue alone."""
        return str(self._digest.hexdigest())

    def note(self, kind: str, after: dict[str, Any], before: dict[str, Any] | None) -> None:
        if before is None:
            self.created.append((kind, after["id"]))
        else:
            names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
            self.changed.append((kind, after["id"], names))
        if len(self.seen) < SEEN:
            self.seen.append((kind, before, after))
        self._digest.update(json.dumps([kind, before, after], sort_keys=True).encode())


@transaction.atomic
def publish(kind: Kind, data: dict[str, Any], *, by: Any, change: CatalogueChange | None = None) -> None:
    """The document becomes the entry, now. Raises InvalidEntry."""
    _write(kind, kind.parse(data), by=by, change=change)
    indexing.reindex(kind.name, [data["id"]])
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
    _write_rows(kind, entry)
    row = kind.row(entry.id)
    assert row is not None
    history.append(kind.name, entry.id, kind.read(row), by=by, change=change)


def _write_rows(kind: Kind, entry: Any) -> None:
    try:
        kind.write(entry)
    except InvalidEntry as error:
        raise InvalidEntry([problem.under(kind.name, entry.id) for problem in error.problems]) from error
    except (IntegrityError, DataError) as error:
        raise InvalidEntry([Problem((kind.name, entry.id), unkeepable())]) from error


def unkeepable() -> str:
    """What only the database could refuse: the transaction is lost."""
    return _("The catalogue cannot keep this text: something is too long or stands twice.")


@transaction.atomic
def load(entries: dict[str, list[Any]], *, by: Any, at_most: int | None = None) -> Report:
    """Parsed entries by kind: creates what is new, writes what differs, leaves the rest. Raises InvalidEntry.

    Stops with a report that `is_cut` once more than `at_most` entries were touched; the caller takes that back.
    """
    report = Report()
    with targets_kept():
        for name, kind in KINDS.items():
            rows = list(enumerate(entries.get(name, [])))
            for start in range(0, len(rows), AT_ONCE):
                _load_some(kind, rows[start : start + AT_ONCE], report, by=by)
                if at_most is not None and len(report.created) + len(report.changed) > at_most:
                    report.is_cut = True
                    return report
    if not report.is_empty:
        version.bump()
        audit.record("catalogue_loaded", None, by=by, created=len(report.created), changed=len(report.changed))
    return report


def _load_some(kind: Kind, rows: list[tuple[int, Any]], report: Report, *, by: Any) -> None:
    """Compares, writes and notes a handful of entries, so that a long file takes no more memory than a short one."""
    now = {data["id"]: data for data in map(kind.read, kind.rows_of([entry.id for _place, entry in rows]))}
    touched = {}
    for place, entry in rows:
        placed = _placed(entry, now.get(entry.id), place)
        if now.get(entry.id) == placed.data():
            report.unchanged += 1
        else:
            _write_rows(kind, placed)
            touched[entry.id] = placed.data()
    if touched:
        history.append_all(kind.name, {data["id"]: data for data in map(kind.read, kind.rows_of(touched))}, by=by)
        indexing.reindex(kind.name, list(touched))
    for slug, data in touched.items():
        report.note(kind.name, data, now.get(slug))


def _placed(entry: Any, before: dict[str, Any] | None, place: int) -> Any:
    """An entry that does not say its position keeps the one it has; a new one stands where it was written."""
    if "position" not in type(entry).model_fields or "position" in entry.model_fields_set:
        return entry
    position = before.get("position", 0) if before is not None else place
    return entry.model_copy(update={"position": position})
