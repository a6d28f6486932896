"""„Какво променихме“: what citizens were told of changes, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from services.models import Need, Revision, Service, language

PAGE = 30


class Change(NamedTuple):
    pk: int
    name: str
    told: str
    lang: str  # of `told`: what nobody translated is told in Bulgarian
    at: datetime
    url: str  # empty for what has no page of its own, or not any more
    is_asked_for: bool


def told(before: str = "") -> tuple[list[Change], int | None]:
    """A page of them, and the key from which the next goes on; at most three queries."""
    rows = Revision.objects.exclude(told_bg="").order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    columns = ("pk", "kind", "slug", "data", "told_bg", "told_en", "at", "change__because_of")
    found = list(rows.values(*columns)[: PAGE + 1])
    urls = _addresses(found)
    shown = [_change(row, urls.get((row["kind"], row["slug"]), "")) for row in found[:PAGE]]
    return shown, shown[-1].pk if len(found) > PAGE else None


def _addresses(rows: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Forms are parts of their service."""
    slugs = [row["slug"] for row in rows if row["kind"] in {"service", "form"}]
    found: dict[tuple[str, str], str] = {}
    for slug in Service.objects.published().filter(slug__in=slugs).values_list("slug", flat=True) if slugs else ():
        found |= dict.fromkeys((("service", slug), ("form", slug)), reverse("service", args=[slug]))
    needs = [row["slug"] for row in rows if row["kind"] == "need"]
    for slug in Need.objects.filter(slug__in=needs).values_list("slug", flat=True) if needs else ():
        found["need", slug] = f"{reverse('services')}?need={slug}"
    return found


def _change(row: dict[str, Any], url: str) -> Change:
    lang = "en" if language() == "en" and row["told_en"] else "bg"
    return Change(
        pk=row["pk"],
        name=_name(row["data"] or {}),
        told=row[f"told_{lang}"],
        lang=lang,
        at=row["at"],
        url=url,
        is_asked_for=row["change__because_of"] is not None,
    )


def _name(data: dict[str, Any]) -> str:
    """An entry that is no longer there has no document; a form has no name of its own."""
    found = data.get(f"name_{language()}") or data.get(language()) or ""
    return str(found) or _("The catalogue")
