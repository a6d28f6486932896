"""Entries that are no longer as their last revision says: somebody changed rows past the actions (raw SQL, a shell)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.entries.differences import Difference, between
from services.entries.kind import KINDS, Kind
from services.models import Revision

AT_ONCE = 200


@dataclass(frozen=True)
class Drift:
    """`before` is the last revision (None without one), `after` the rows as they are (None when they are gone)."""

    kind: str
    slug: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def differences(self) -> list[Difference]:
        return between(self.kind, self.before, self.after)


def find() -> Iterator[Drift]:
    """A few hundred entries in memory at a time."""
    for kind in KINDS.values():
        yield from _of(kind)


def _of(kind: Kind) -> Iterator[Drift]:
    seen: set[str] = set()
    for rows in kind.in_parts(AT_ONCE):
        states = {data["id"]: data for data in map(kind.read, rows)}
        last = dict(_last(kind.name).filter(slug__in=states).values_list("slug", "data"))
        for slug, data in states.items():
            if last.get(slug) != data:
                yield Drift(kind.name, slug, last.get(slug), data)
        seen |= states.keys()
    for slug, data in _last(kind.name).exclude(slug__in=seen).values_list("slug", "data"):
        if data is not None:
            yield Drift(kind.name, slug, data, None)


def _last(kind: str) -> Any:
    return Revision.objects.filter(kind=kind).order_by("slug", "-number").distinct("slug")
