"""Settlements as people write them: by name, with the municipality where several have the same name."""

from __future__ import annotations

import re

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.models import Settlement
from people.names import transliterate

KIND = re.compile(r"^(?:гр|с|ман|град|село|манастир|town|village|city)\b\.?\s*(?:of\s+)?", re.IGNORECASE)
# What stands before the name of a municipality or a region, and after it in English.
AREA = re.compile(r"\b(?:общ(?:ина)?|обл(?:аст)?|municipality|region)\b\.?", re.IGNORECASE)
SHOWN = 8


def in_full(place: Settlement) -> str:
    """„с. Ново село, общ. Видин, обл. Видин“; the municipality's own by the name alone."""
    if place.is_local or not place.municipality_bg:
        return str(place)
    area = {"municipality": place.municipality_bg, "region": place.region_bg}
    if get_language() == "en":
        area = {name: transliterate(value) for name, value in area.items()}
    full = _("%(place)s, municipality of %(municipality)s, region of %(region)s")
    return full % {"place": str(place), **area}


def find(typed: str) -> list[Settlement]:
    """Those of exactly this name, our own first; „Ново село, община Видин“ narrows. One query."""
    name, *areas = [part for part in (_bare(part) for part in typed.split(",")) if part] or [""]
    if not name:
        return []
    rows = Settlement.objects.filter(Q(name_bg__iexact=name) | Q(name_en__iexact=name))
    for area in areas:
        rows = rows.filter(Q(municipality_bg__istartswith=area) | Q(region_bg__istartswith=area))
    return list(rows.order_by("-is_local", "region_bg", "municipality_bg", "pk")[:SHOWN])


def beginning_with(typed: str) -> list[Settlement]:
    """For suggestions while somebody types: our own first, then the larger kinds of places by name. One query."""
    name = _bare(typed.partition(",")[0])
    if len(name) < 2:
        return []
    rows = Settlement.objects.filter(Q(name_bg__istartswith=name) | Q(name_en__istartswith=name))
    return list(rows.order_by("-is_local", "name_bg", "region_bg", "pk")[:SHOWN])


def _bare(text: str) -> str:
    text = " ".join(AREA.sub(" ", text.replace("\x00", "")).split())
    return KIND.sub("", text).strip(' .„“"')[:80]
