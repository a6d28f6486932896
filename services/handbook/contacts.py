"""The contact sheet and the signposts. What is secret is not read."""

from __future__ import annotations

from typing import Any

from people.models import Organisation, Settlement
from services import hours
from services.models import Offer, Signpost, Site, language
from services.models.offer import Access

ORDER = ("counter", "municipality", "unit", "institution", "provider")


def open_sites() -> list[Site]:
    """Without those of secret organisations and those where somebody is protected."""
    rows = Site.objects.filter(organisation__is_secret=False).exclude(pk__in=Offer.objects.secret_places())
    return list(rows.select_related("organisation", "settlement").order_by("organisation_id", "slug"))


def sheet(sites: list[Site]) -> list[dict[str, Any]]:
    """Sites, then the organisations that have none, in the order in which people need them."""
    rows = [(site.organisation.kind, _site(site)) for site in sites]
    housed = {site.organisation_id for site in Site.objects.only("organisation_id")}
    protecting = Offer.objects.in_secret().values("provider")
    rest = Organisation.objects.filter(is_secret=False).exclude(pk__in=housed).exclude(pk__in=protecting).order_by("pk")
    rows += [(row.kind, _organisation(row)) for row in rest if row.phone or row.address]
    return [row for _kind, row in sorted(rows, key=lambda pair: ORDER.index(pair[0]))]


def _site(site: Site) -> dict[str, Any]:
    note = site.in_language("hours_note")
    return {
        "id": f"site:{site.slug}",
        "name": site.name,
        "of": site.organisation.name if site.organisation.name != site.name else "",
        "address": address(site),
        "phone": one_line(site.phone or site.organisation.phone),
        "email": site.email,
        "hours": [*hours.in_words(site.hours), *([note] if note else [])],
        "access": [str(Access(code).label) for code in site.access],
        "access_note": site.in_language("access_note"),
    }


def _organisation(row: Organisation) -> dict[str, Any]:
    return {
        "id": f"organisation:{row.slug}",
        "name": row.name,
        "of": "",
        "address": row.address,
        "phone": one_line(row.phone),
        "email": row.email,
        "hours": [row.hours] if row.hours else [],
        "access": [],
        "access_note": "",
    }


def address(site: Site) -> str:
    return f"{settlement(site.settlement)}, {site.address}" if site.address else settlement(site.settlement)


def one_line(phone: str) -> str:
    """A number is not broken between two lines."""
    return phone.replace(" ", "\u00a0")


def settlement(row: Settlement) -> str:
    return row.name_en if language() == "en" else f"{row.kind} {row.name_bg}"


def signposts() -> list[dict[str, str]]:
    return [{"id": row.slug, "name": row.name, "ask": row.ask} for row in Signpost.objects.order_by("slug")]
