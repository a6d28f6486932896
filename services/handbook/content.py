"""What an edition says, in its language and for its readers, frozen as JSON: nothing is looked up later.

The words are those that a reader sees, so that two editions can be compared as a reader would compare them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from services.entries import KINDS
from services.handbook import contacts, parts
from services.models import Need, Offer, ProcessingTime, Service, language

FORMAT = 1


def freeze(audience: str, code: str, day: date) -> dict[str, Any]:
    """The catalogue as the edition of `day` shows it. Secret addresses are never read into it."""
    with translation.override(code):
        services = _services(day)
        sites = contacts.open_sites()
        shown = {site.pk for site in sites}
        offers = _offers(day)
        times = {row.service_id: row for row in ProcessingTime.objects.all()}
        told = {
            service.slug: parts.Facts(audience, day, offers.get(service.pk, []), shown, times.get(service.pk))
            for service in services
        }
        return {
            "format": FORMAT,
            "town": _town(),
            "needs": _needs(services),
            "services": [_service(service, told[service.slug]) for service in services],
            "contacts": contacts.sheet(sites),
            "signposts": contacts.signposts(),
        }


def _services(day: date) -> list[Service]:
    rows = KINDS["service"].rows().select_related("law_group")
    in_force = set(Service.objects.in_force(day).values_list("pk", flat=True))
    found = [row for row in rows if row.pk in in_force]
    return sorted(found, key=lambda row: (row.law_group.position, row.position, row.slug))


def _offers(day: date) -> dict[int, list[Offer]]:
    """Open offers by service."""
    found: dict[int, list[Offer]] = {}
    rows = Offer.objects.open_on(day).in_the_open().order_by("slug")
    for offer in rows.select_related("provider", "place__settlement", "settlement"):
        found.setdefault(offer.service_id, []).append(offer)
    return found


def _town() -> dict[str, str]:
    town = settings.MUNICIPALITY
    return {
        "name": town[f"name_{language()}"],
        "address": town[f"address_{language()}"],
        "phone": town["phone"],
        "hotline": town["hotline"],
        "email": town["email"],
        "site": settings.PUBLIC_URL,
    }


def _service(service: Service, facts: parts.Facts) -> dict[str, Any]:
    return {
        "id": service.slug,
        "name": service.name,
        "abbr": service.abbr_bg if language() == "bg" else "",
        "group": service.law_group.name,
        "summary": service.summary,
        "emergency": service.emergency,
        "url": settings.PUBLIC_URL + reverse("service", args=[service.slug]),
        "parts": parts.of(service, facts),
        "words": service.aliases,
    }


def _needs(services: Iterable[Service]) -> list[dict[str, Any]]:
    """In the order of the home page; a need that no service answers is left out."""
    wanted: dict[int, list[str]] = {}
    for service in services:
        for need in service.needs.all():
            wanted.setdefault(need.pk, []).append(service.slug)
    return [
        {"id": need.slug, "name": need.name, "hint": need.hint, "services": wanted[need.pk]}
        for need in Need.objects.order_by("position")
        if need.pk in wanted
    ]
