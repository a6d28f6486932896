"""Published states of entries. Revisions are only ever added."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from records import audit
from services.models import CatalogueChange, Revision


def last_number(kind: str, slug: str) -> int:
    """0 for an entry that nobody has published yet."""
    rows = Revision.objects.filter(kind=kind, slug=slug)
    return int(rows.aggregate(last=Max("number"))["last"] or 0)


def append(
    kind: str, slug: str, data: dict[str, Any] | None, *, by: Any, change: CatalogueChange | None = None
) -> Revision:
    """The next revision. The constraint refuses a second one with the same number."""
    return Revision.objects.create(
        kind=kind,
        slug=slug,
        number=last_number(kind, slug) + 1,
        data=data,
        change=change,
        told_bg=change.told_bg if change else "",
        told_en=change.told_en if change else "",
        **audit.who(by),
    )


def revisions(kind: str, slug: str) -> list[Revision]:
    """Newest first."""
    return list(Revision.objects.filter(kind=kind, slug=slug).order_by("-number"))
