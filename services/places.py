"""Where a service is given and where one applies for it: places with hours, accessibility and distance.

A secret organisation's places, and every place of a protected service, never leave the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from people.models import Settlement
from people.models.organisation import OrganisationKind
from services import hours
from services.models import Offer, Service, Site
from services.models.offer import Access

EARTH_KM = 6371.0088


class Point(NamedTuple):
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Place:
    """A place as the pages show it. `number` is its place in the list, and stands on the plan."""

    name: str
    who: str
    settlement: str
    address: str
    phone: str
    hours: list[str]
    access: list[str]
    access_note: str
    point: Point | None
    is_counter: bool = False
    number: int = 0
    km: float | None = None

    @property
    def distance(self) -> str:
        """„7,3 км“; as the crow flies."""
        if self.km is None:
            return ""
        if self.km < 0.1:
            return _("less than 100 m")
        return _("%(km)s km") % {"km": number_format(round(self.km, 1), 1, use_l10n=True)}


def point_of(row: Site | Settlement) -> Point | None:
    if row.latitude is None or row.longitude is None:
        return None
    return Point(float(row.latitude), float(row.longitude))


def distance_km(here: Point, there: Point) -> float:
    """Along the great circle (haversine)."""
    north, south = radians(here.latitude), radians(there.latitude)
    height = sin((south - north) / 2) ** 2
    width = cos(north) * cos(south) * sin(radians(there.longitude - here.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(height + width)))


def offers_of(service: Service, day: date) -> list[Offer]:
    """Open offers with provider, place and snapshot; nothing that would lead to whom somebody hides from."""
    shown = Offer.objects.open_on(day).in_the_open().filter(service=service)
    return list(shown.select_related("provider", "snapshot", "place__settlement", "settlement"))


def places_of(service: Service, day: date) -> list[Place]:
    """Each place once, the service's own before the counters; numbered."""
    if service.is_protected:
        return []
    found: dict[int, Place] = {}
    for offer in offers_of(service, day):
        if offer.place is not None and offer.place_id not in found:
            found[offer.place.pk] = place(offer.place, offer.provider.name)
    if service.takes_applications:
        for site in _counters():
            found.setdefault(site.pk, place(site, "", is_counter=True))
    return _numbered(found.values())


def _counters() -> list[Site]:
    rows = Site.objects.filter(organisation__kind=OrganisationKind.COUNTER, organisation__is_secret=False)
    return list(rows.select_related("settlement"))


def place(site: Site, who: str, *, is_counter: bool = False) -> Place:
    note = site.in_language("hours_note")
    labels = dict(Access.choices)
    return Place(
        name=site.name,
        who=who,
        settlement=str(site.settlement),
        address=site.address,
        phone=site.phone,
        hours=[*hours.in_words(site.hours), *([note] if note else [])],
        access=[str(labels[code]) for code in site.access if code in labels],
        access_note=site.in_language("access_note"),
        point=point_of(site),
        is_counter=is_counter,
    )


def settlements() -> list[Settlement]:
    """The municipality's own that can be measured from."""
    rows = Settlement.objects.local().filter(latitude__isnull=False, longitude__isnull=False)
    return sorted(rows, key=lambda row: row.name_bg)


def from_settlement(places: list[Place], settlement: Settlement) -> list[Place]:
    """With distances, the nearest first and numbered so; what cannot be measured comes last."""
    here = point_of(settlement)
    measured = [
        _changed(row, km=distance_km(here, row.point)) if here is not None and row.point is not None else row
        for row in places
    ]
    return _numbered(sorted(measured, key=lambda row: (row.km is None, row.km or 0.0)))


def _numbered(rows: Iterable[Place]) -> list[Place]:
    return [_changed(row, number=number) for number, row in enumerate(rows, 1)]


def _changed(row: Place, **values: Any) -> Place:
    return Place(**{**row.__dict__, **values})
