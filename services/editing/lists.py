"""What the editors' own pages list, in few queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.fields import CharField

from people.models import User
from services.editing.sections import ELSEWHERE, PLURALS
from services.entries import KINDS, Kind
from services.models import CatalogueChange, FinderQuestion, language

PAGE = 50
MOST_CHANGES = 200


@dataclass(frozen=True)
class Counted:
    kind: str
    label: str
    number: int


@dataclass(frozen=True)
class Line:
    """One entry of a list, with its open change."""

    slug: str
    name: str
    more: str
    change: CatalogueChange | None


def editable(name: str) -> Kind | None:
    return KINDS.get(name) if name not in ELSEWHERE else None


def kinds() -> list[Counted]:
    """Every kind with the number of its entries; one query."""
    found = [kind for name, kind in KINDS.items() if name not in ELSEWHERE]
    parts = [_count(kind) for kind in found]
    numbers = dict(parts[0].union(*parts[1:], all=True))
    rows = [Counted(kind.name, str(PLURALS[kind.name]), numbers.get(kind.name, 0)) for kind in found]
    return sorted(rows, key=lambda row: row.kind != "service")


def _count(kind: Kind) -> QuerySet[Any]:
    rows = kind.model._default_manager.filter(**kind.only).order_by()
    named = rows.annotate(in_kind=Value(kind.name, output_field=CharField())).values("in_kind")
    return named.annotate(number=Count("pk")).values_list("in_kind", "number")


@dataclass(frozen=True)
class Changes:
    """Open changes as one editor sees them."""

    mine: list[CatalogueChange]
    for_me: list[CatalogueChange]
    others: list[CatalogueChange]
    scheduled: list[CatalogueChange]


def changes(user: User) -> Changes:
    rows = list(CatalogueChange.objects.visible_to(user).open().select_related("author")[:MOST_CHANGES])
    unsent = [row for row in rows if row.status in {"draft", "returned"}]
    waiting = [row for row in rows if row.status == "waiting"]
    return Changes(
        mine=[row for row in rows if row.author_id == user.pk and row.status != "approved"],
        for_me=[row for row in waiting if row.author_id != user.pk],
        others=[row for row in unsent if row.author_id != user.pk],
        scheduled=sorted((row for row in rows if row.status == "approved"), key=lambda row: str(row.publish_at)),
    )


def title_column(kind: Kind) -> str:
    return f"site_{language()}" if kind.name == "offer" else f"name_{language()}"


def entries(kind: Kind, text: str, after: str) -> tuple[list[Line], str]:
    """A page of a kind by name, and the identifier after which the next one begins (or nothing)."""
    column = title_column(kind)
    rows = kind.model._default_manager.filter(**kind.only)
    if text:
        names = ("site_bg", "site_en", "service__name_bg", "service__name_en", "provider__name_bg") \
            if kind.name == "offer" else ("name_bg", "name_en")  # fmt: skip
        wanted = Q(**{f"{kind.key}__icontains": text})
        for name in names:
            wanted |= Q(**{f"{name}__icontains": text})
        rows = rows.filter(wanted)
    last = kind.model._default_manager.filter(**{kind.key: after}).values_list(column, flat=True).first()
    if last is not None:
        rows = rows.filter(Q(**{f"{column}__gt": last}) | Q(**{column: last, f"{kind.key}__gt": after}))
    more = f"service__name_{language()}" if kind.name == "offer" else kind.key
    found = list(rows.order_by(column, kind.key).values_list(kind.key, column, more)[: PAGE + 1])
    open_ones = _open_changes(kind, [row[0] for row in found])
    lines = [Line(slug, name, more, open_ones.get(slug)) for slug, name, more in found[:PAGE]]
    return lines, lines[-1].slug if len(found) > PAGE else ""


def _open_changes(kind: Kind, slugs: list[str]) -> dict[str, CatalogueChange]:
    rows = CatalogueChange.objects.open().filter(kind=kind.name, slug__in=slugs)
    return {row.slug: row for row in rows}


def unborn(kind: Kind) -> list[CatalogueChange]:
    """Open changes of entries that are not there yet."""
    rows = list(CatalogueChange.objects.open().filter(kind=kind.name, base=0)[:PAGE])
    taken = kind.model._default_manager.filter(**{f"{kind.key}__in": [row.slug for row in rows]})
    known = set(taken.values_list(kind.key, flat=True))
    return [row for row in rows if row.slug not in known]


def name_of(change: CatalogueChange) -> str:
    """What the entry is called in the change; an entry to be taken away by its identifier."""
    data = change.data or {}
    names = (f"name_{language()}", language(), f"site_{language()}")
    return next((str(data[name]) for name in names if data.get(name)), change.slug)


def next_position(kind: Kind) -> int:
    last = kind.model._default_manager.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else int(last) + 1


def questions() -> list[FinderQuestion]:
    """The codes that conditions may name."""
    return list(FinderQuestion.objects.order_by("position"))
