"""Published states of entries. Revisions are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from records import audit
from services.entries.differences import Difference, between
from services.entries.wording import Names, titled
from services.models import CatalogueChange, Revision

PAGE = 10


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


def append_all(kind: str, states: dict[str, dict[str, Any]], *, by: Any) -> None:
    """The next revision of many entries of a kind, in two statements."""
    rows = Revision.objects.filter(kind=kind, slug__in=states).values_list("slug").annotate(last=Max("number"))
    last = dict(rows.order_by())
    Revision.objects.bulk_create(
        Revision(kind=kind, slug=slug, number=last.get(slug, 0) + 1, data=data, **audit.who(by))
        for slug, data in states.items()
    )


@dataclass(frozen=True)
class Step:
    """A revision with what it changed."""

    revision: Revision
    differences: list[Difference]

    @property
    def by(self) -> str:
        return audit.actor_in_words(self.revision.actor_label)


@dataclass(frozen=True)
class Page:
    title: str
    steps: list[Step]
    newest: int
    # Continue below this revision; None at the end.
    before: int | None


def page(kind: str, slug: str, before: int | None = None) -> Page | None:
    """Newest first, by key: the ten thousandth revision costs what the first does. None for what nobody published."""
    rows = Revision.objects.filter(kind=kind, slug=slug).order_by("-number")
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows[: PAGE + 1])
    newest = last_number(kind, slug)
    if not newest:
        return None
    names = Names(*(row.data for row in found))
    earlier = [*(row.data for row in found[1:]), None]
    steps = [Step(row, between(kind, data, row.data, names)) for row, data in zip(found, earlier, strict=True)][:PAGE]
    title = next((titled(kind, "", row.data, names) for row in found if row.data), slug)
    return Page(title, steps, newest, found[PAGE - 1].number if len(found) > PAGE else None)


def compared(kind: str, slug: str, one: int, other: int) -> list[Difference] | None:
    """From the older to the newer of two revisions; None when one of them does not exist."""
    rows = Revision.objects.filter(kind=kind, slug=slug, number__in=(one, other))
    found = {row.number: row.data for row in rows}
    if one not in found or other not in found:
        return None
    older, newer = sorted((one, other))
    return between(kind, found[older], found[newer])
