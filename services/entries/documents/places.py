"""Who helps, where and with how many places."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services import models
from services.entries.documents.base import (
    Address,
    Document,
    Email,
    Entry,
    Latitude,
    Line,
    Longitude,
    LongSlug,
    Name,
    Phone,
    Reference,
    Slug,
    Text,
    values_of,
)
from services.models.offer import Access as SiteAccess

TownName = Annotated[Name, Field(max_length=80)]
Time = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", max_length=5)]
ShortName = Annotated[Name, Field(max_length=160)]


class Settlement(Entry):
    """`id` is the code of ЕКАТТЕ."""

    id: Annotated[Slug, Field(max_length=5)]
    kind: Literal["гр.", "с.", "ман."] = "с."
    bg: TownName
    en: TownName
    post_code: Annotated[Text, Field(max_length=4)] = ""
    municipality_bg: Annotated[Text, Field(max_length=80)] = ""
    region_bg: Annotated[Text, Field(max_length=80)] = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class Organisation(Entry):
    kind: Literal["municipality", "counter", "unit", "provider", "institution"]
    bg: ShortName
    en: ShortName
    address_bg: Address = ""
    address_en: Address = ""
    phone: Phone = ""
    email: Email = ""
    hours_bg: Annotated[Text, Field(max_length=120)] = ""
    hours_en: Annotated[Text, Field(max_length=120)] = ""
    default: bool = False
    secret: bool = False


class Hours(Document):
    """Opening hours: `days` as „mon-fri“ or „sat“, times as „08:00“."""

    days: Annotated[str, Field(pattern=r"^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$")]
    opens: Time
    closes: Time


class Site(Entry):
    organisation: Reference
    settlement: Reference
    bg: Name
    en: Name
    address_bg: Address = ""
    address_en: Address = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    phone: Phone = ""
    email: Email = ""
    hours: list[Hours] = []
    hours_note_bg: Address = ""
    hours_note_en: Address = ""
    access: list[values_of(SiteAccess)] = []  # type: ignore[valid-type]
    access_note_bg: Line = ""
    access_note_en: Line = ""


class Offer(Entry):
    id: LongSlug
    service: Reference
    provider: Reference
    place: Reference | None = None
    settlement: Reference
    site_bg: ShortName
    site_en: ShortName
    capacity: int = Field(ge=0, le=1_000_000)
    capacity_unit: values_of(models.CapacityUnit) = "places"  # type: ignore[valid-type]
    valid_from: date
    valid_to: date | None = None
