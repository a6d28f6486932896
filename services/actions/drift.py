"""What was changed from outside becomes history: told, audited, shown."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from records import audit
from services import indexing, version
from services.entries import drift, history


@transaction.atomic
def record(*, by: Any) -> list[drift.Drift]:
    """A revision for each entry that differs from its last one; search and public pages follow."""
    found = list(drift.find())
    for row in found:
        history.append(row.kind, row.slug, row.after, by=by)
        audit.record(
            "entry_changed_from_outside", None, by=by, kind=row.kind, entry=row.slug,
            fields=sorted(name for name in _fields(row) if (row.before or {}).get(name) != (row.after or {}).get(name)),
        )  # fmt: skip
        if row.after is not None:
            indexing.reindex(row.kind, [row.slug])
    if found:
        version.bump()
    return found


def _fields(row: drift.Drift) -> set[str]:
    return {*(row.before or {}), *(row.after or {})}
