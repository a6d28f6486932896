"""The contact sheet and the signposts. What is secret is not read."""

from __future__ import annotations

from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.models import Organisation, Settlement
from services.models import Offer, Service, Signpost, Site
from services.models.offer import Access

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORDER = ("counter", "municipality", "unit", "institution", "provider")


def is_hidden(service: Service) -> bool:
    """Nobody may learn where it is."""
    return service.emergency or bool(service.details.get("hide_address"))


def open_sites() -> list[Site]:
    """Without those of secret organisations and those where a hidden service is given."""
    hidden = {
        offer.place_id
        for offer in Offer.objects.select_related("service")
        if offer.place_id is not None and is_hidden(offer.service)
    }
    rows = Site.objects.filter(organisation__is_secret=False).exclude(pk__in=hidden)
    return list(rows.select_related("organisation", "settlement").order_by("organisation_id", "slug"))


def sheet(sites: list[Site]) -> list[dict[str, Any]]:
    """Sites, then the organisations that have none, in the order in which people need them."""
    rows = [(site.organisation.kind, _site(site)) for site in sites]
    housed = {site.organisation_id for site in Site.objects.only("organisation_id")}
    given = {offer.provider_id for offer in Offer.objects.select_related("service") if is_hidden(offer.service)}
    rest = Organisation.objects.filter(is_secret=False).exclude(pk__in=housed | given).order_by("pk")
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
        "hours": [*(_hours(part) for part in site.hours), *([note] if note else [])],
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
    return row.name_en if get_language() == "en" else f"{row.kind} {row.name_bg}"


def _hours(part: dict[str, str]) -> str:
    first, _dash, last = part["days"].partition("-")
    days = " – ".join(str(WEEKDAYS[DAYS.index(day)]).lower() for day in (first, last) if day)
    if get_language() == "en":
        days = days.title()
    return _("%(days)s, %(opens)s to %(closes)s") % {"days": days, "opens": part["opens"], "closes": part["closes"]}


def signposts() -> list[dict[str, str]]:
    return [{"id": row.slug, "name": row.name, "ask": row.ask} for row in Signpost.objects.order_by("slug")]
