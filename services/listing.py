"""The list of services: facets with counts, and its pages.

Which services have which value of a facet is read once a process for each version of the catalogue and kept as bits,
one a service in the order of the list: counts cost the same for forty services and for ten thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from services import pages, version
from services.models import Access, Offer, Service, language

FACETS = ("need", "for", "how", "place")
PAGE = 60
# Where a shelter stands is told to nobody, so no place leads to it.
VALUES = """
    SELECT 'need', n.slug, n.name_{l}, n.is_danger, array_agg(m.service_id), n.position
        FROM services_need n JOIN services_service_needs m ON m.need_id = n.id GROUP BY n.id
    UNION ALL SELECT 'for', g.slug, g.name_{l}, FALSE, array_agg(m.service_id), g.position
        FROM services_targetgroup g JOIN services_service_target_groups m ON m.targetgroup_id = g.id GROUP BY g.id
    UNION ALL SELECT 'place', t.ekatte, t.name_{l}, FALSE, array_agg(DISTINCT o.service_id), 0
        FROM services_offer o JOIN people_settlement t ON t.id = o.settlement_id
        WHERE o.id IN ({open}) GROUP BY t.id
    ORDER BY 1, 6, 3
"""


class Value(NamedTuple):
    name: str
    is_danger: bool
    bits: int


class Index(NamedTuple):
    ids: list[int]
    places: dict[str, int]
    urgent: int
    values: dict[str, dict[str, Value]]


class Option(NamedTuple):
    """One value of a facet: how many services choosing it would show, and the address that chooses or drops it."""

    name: str
    number: int
    url: str
    is_chosen: bool


class Listed(NamedTuple):
    groups: list[tuple[str, list[pages.Card]]]
    number: int
    next_url: str
    is_danger: bool
    chosen: list[Option]
    facets: SafeString
    is_whole: bool  # nothing is chosen, and it is the first page


def index() -> Index:
    return version.kept("list", _index)


def _index() -> Index:
    rows = list(
        Service.objects.published()
        .order_by("law_group__position", "position", "slug")
        .values_list("pk", "slug", "emergency", "online_application", "access")
    )
    ids = [row[0] for row in rows]
    place_of = {pk: place for place, pk in enumerate(ids)}
    values: dict[str, dict[str, Value]] = {name: {} for name in FACETS}
    offers, given = Offer.objects.open_on(timezone.localdate()).in_the_open().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(VALUES.format(l=language(), open=offers), given)
        for facet, value, name, is_danger, found, _position in cursor.fetchall():
            values[facet][value] = Value(name, is_danger, _bits(place_of[pk] for pk in found if pk in place_of))
    online = (place for place, row in enumerate(rows) if row[3] and row[4] != Access.GENERAL)
    values["how"]["online"] = Value(_("you can apply online"), False, _bits(online))
    simply = (place for place, row in enumerate(rows) if row[4] == Access.GENERAL)
    values["how"]["simply-come"] = Value(_("no application is needed"), False, _bits(simply))
    urgent = _bits(place for place, row in enumerate(rows) if row[2])
    return Index(ids, {row[1]: place for place, row in enumerate(rows)}, urgent, values)


def _bits(places: Iterator[int]) -> int:
    found = bytearray()
    for place in places:
        if place >> 3 >= len(found):
            found.extend(bytes((place >> 3) + 1 - len(found)))
        found[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(found, "little")


def _each(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def chosen_in(query: Mapping[str, Any]) -> dict[str, str]:
    """Known values of facets alone; whatever else an address says is not there."""
    values = index().values
    return {facet: query[facet] for facet in FACETS if query.get(facet) in values[facet]}


def is_known(query: str) -> bool:
    """An address that our own links have: only these are kept by the page cache."""
    return urlencode(chosen_in(dict(parse_qsl(query)))) == query


def listed(query: Mapping[str, Any]) -> Listed:
    """The first page of everything, which most people ask for, is read once a process and version."""
    if chosen_in(query) or query.get("after"):
        return _listed(query)
    return version.kept("whole-list", lambda: _listed({}))


def _listed(query: Mapping[str, Any]) -> Listed:
    found, chosen = index(), chosen_in(query)
    matching = _matching(found, chosen)
    is_danger = any(found.values[facet][value].is_danger for facet, value in chosen.items())
    urgent = matching & found.urgent if is_danger else 0
    after = found.places.get(query.get("after", ""), -1)
    places = list(islice(_after(urgent, matching ^ urgent, after), PAGE + 1))
    ids = [found.ids[place] for place in places[:PAGE]]
    cards = pages.cards_of(ids, urgent={found.ids[place] for place in places[:PAGE] if urgent >> place & 1})
    last = cards[-1][1][-1].slug if len(places) > PAGE else ""
    return Listed(
        groups=cards,
        number=matching.bit_count(),
        next_url=f"{reverse('services')}?{urlencode({**chosen, 'after': last})}" if last else "",
        is_danger=is_danger,
        chosen=[option for _name, options in _facets(found, chosen) for option in options if option.is_chosen],
        facets=_drawn(found, chosen),
        is_whole=not chosen and after < 0,
    )


def _matching(found: Index, chosen: Mapping[str, str]) -> int:
    bits = (1 << len(found.ids)) - 1
    for facet, value in chosen.items():
        bits &= found.values[facet][value].bits
    return bits


def _after(urgent: int, rest: int, after: int) -> Iterator[int]:
    """Whoever may save somebody today comes first; then the order of the law. From behind `after` on."""
    behind = -1 << (after + 1)
    if after >= 0 and not urgent >> after & 1:
        return _each(rest & behind)
    return chain(_each(urgent & behind), _each(rest))


def _facets(found: Index, chosen: dict[str, str]) -> list[tuple[str, list[Option]]]:
    names = {
        "need": _("What is it about?"),
        "for": _("Whom is it for?"),
        "how": _("How do you get it?"),
        "place": _("Where?"),
    }
    return [(names[facet], list(_options(found, chosen, facet))) for facet in FACETS]


def _options(found: Index, chosen: dict[str, str], facet: str) -> Iterator[Option]:
    """A count says how many there would be with this value and whatever else is chosen."""
    others = {name: value for name, value in chosen.items() if name != facet}
    matching, base = _matching(found, others), reverse("services")
    for slug, value in found.values[facet].items():
        is_chosen = chosen.get(facet) == slug
        count = (matching & value.bits).bit_count()
        wanted = {
            name: others.get(name, slug) for name in FACETS if name in others or (name == facet and not is_chosen)
        }
        if count or is_chosen:
            yield Option(value.name, count, f"{base}?{urlencode(wanted)}" if wanted else base, is_chosen)


def _drawn(found: Index, chosen: dict[str, str]) -> SafeString:
    """As HTML; what the whole list shows is drawn once a process."""

    def draw() -> SafeString:
        return render_to_string("services/_facets.html", {"facets": _facets(found, chosen)})

    return draw() if chosen else version.kept("facets", draw)
