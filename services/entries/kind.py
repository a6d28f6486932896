"""A kind of entry: how its rows become documents and documents become rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from pydantic import ValidationError

from services.entries import documents
from services.entries.problems import InvalidEntry, Path, Problem, explained

IS_NEW = "is_new_row"
# Filled by services.entries.kinds, in the order of loading.
KINDS: dict[str, Kind] = {}


def _nothing(_row: Any) -> dict[str, Any]:
    return {}


def _no_parts(_row: Any, _entry: Any) -> None:
    return


@dataclass(frozen=True)
class Kind:
    """`columns` maps a document's field to a column, `refs` to a foreign key with the kind it points to."""

    name: str
    section: str
    label: Any
    document: type[documents.Entry]
    model: type[models.Model]
    key: str = "slug"
    columns: dict[str, str] = field(default_factory=dict)
    refs: dict[str, tuple[str, str]] = field(default_factory=dict)
    only: dict[str, Any] = field(default_factory=dict)
    read_more: Callable[[Any], dict[str, Any]] = _nothing
    write_more: Callable[[Any, Any], None] = _no_parts
    related: tuple[str, ...] = ()
    prefetch: tuple[Any, ...] = ()

    def rows(self) -> models.QuerySet[Any]:
        """Everything that reading needs, in a fixed number of queries, in the order of files."""
        related = (*(column for column, _kind in self.refs.values()), *self.related)
        rows = self.model._default_manager.filter(**self.only)
        rows = rows.select_related(*related) if related else rows
        position = ("position",) if "position" in self.columns else ()
        return rows.prefetch_related(*self.prefetch).order_by(*position, self.key)

    def in_parts(self, size: int) -> Iterator[list[Any]]:
        """Every row, a few at a time, in the order that the catalogue had at the beginning."""
        keys = list(self.rows().values_list("pk", flat=True))
        for start in range(0, len(keys), size):
            found = self.rows().in_bulk(keys[start : start + size])
            yield [found[key] for key in keys[start : start + size] if key in found]

    def rows_of(self, slugs: Collection[str]) -> models.QuerySet[Any]:
        return self.rows().filter(**{f"{self.key}__in": slugs})

    def row(self, slug: str) -> Any | None:
        return self.rows().filter(**{self.key: slug}).first()

    def lock(self, slug: str) -> None:
        """Whoever else writes the entry waits until this transaction ends."""
        rows = self.model._default_manager.filter(**{self.key: slug}).order_by().select_for_update(of=("self",))
        list(rows.values_list("pk"))

    def read(self, row: Any) -> dict[str, Any]:
        """The row's document as JSON. No query when the row came from `rows()`."""
        found: dict[str, Any] = {"id": getattr(row, self.key)}
        found |= {name: getattr(row, column) for name, column in self.columns.items()}
        for name, (column, kind) in self.refs.items():
            target = getattr(row, column)
            found[name] = getattr(target, KINDS[kind].key) if target is not None else None
        return self.document.model_validate({**found, **self.read_more(row)}).data()

    def parse(self, data: Any) -> documents.Entry:
        """Raises InvalidEntry, with words for the person who wrote it."""
        try:
            return self.document.model_validate(data)
        except ValidationError as error:
            raise InvalidEntry(explained(error)) from error

    def write(self, entry: Any) -> Any:
        """Creates or updates the row and all that belongs to it. Raises InvalidEntry for a lost reference."""
        values = {column: getattr(entry, name) for name, column in self.columns.items()}
        for name, (column, kind) in self.refs.items():
            slug = getattr(entry, name)
            values[f"{column}_id"] = target_id(kind, slug, (name,)) if slug else None
        row, created = self.model._default_manager.update_or_create(
            **{self.key: entry.id}, defaults={**values, **self.only}
        )
        # A new row has no parts yet to take away.
        setattr(row, IS_NEW, created)
        self.write_more(row, entry)
        return row


# Keys of the entries that documents point to, while many are written.
_TARGETS: ContextVar[dict[str, dict[str, int]] | None] = ContextVar("targets", default=None)


@contextmanager
def targets_kept() -> Iterator[None]:
    """Inside, each kind that is pointed to is read once. Entries made meanwhile are found, deleted ones too."""
    token = _TARGETS.set({})
    try:
        yield
    finally:
        _TARGETS.reset(token)


def target_id(kind: str, slug: str, path: Path) -> int:
    rows = KINDS[kind].model._default_manager.values_list(KINDS[kind].key, "pk")
    kept = _TARGETS.get()
    known: dict[str, int] = {} if kept is None else kept.setdefault(kind, {})
    if kept is not None and not known:
        known.update(rows)
    if slug not in known:
        known.update(rows.filter(**{KINDS[kind].key: slug}))
    if slug not in known:
        raise InvalidEntry([Problem(path, _("There is no “%(slug)s”.") % {"slug": slug})])
    return known[slug]
