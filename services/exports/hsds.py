"""The catalogue in HSDS 3 (Human Services Data Specification): one JSON of full services, and the data package.

HSDS knows one language: texts are Bulgarian, the English name is `alternate_name`, the other English texts are in
`translations`. Identifiers are made from ours, so that they stay. Free places are `capacities`, as in HSDS 3.1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override

from services.exports import reading
from services.exports.reading import Lists
from services.models import Offer, Site
from services.models.offer import Access as SiteAccess

BYDAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ISO_DAYS = {name: name[:2].upper() for name in BYDAY}
LANGUAGES = (("bg", "български"), ("en", "English"))
Row = dict[str, Any]


def write_json(files: Mapping[str, IO[bytes]]) -> None:
    out = files["json"]
    out.write(b'{"contents": [\n')
    for number, service in enumerate(contents()):
        out.write((",\n" if number else "").encode() + json.dumps(service, ensure_ascii=False).encode())
    out.write(b"\n]}\n")


def contents() -> Iterator[Row]:
    lists = reading.lists()
    for service in reading.services():
        with override("bg"):
            yield _service(service, lists)


@lru_cache(maxsize=4096)
def uid(kind: str, *key: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join((settings.PUBLIC_URL, kind, *key))))


def _row(**values: Any) -> Row:
    """Nothing empty: a field that is not there says as much."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _service(service: Any, lists: Lists) -> Row:
    key = uid("service", service.slug)
    offers: list[Offer] = [] if service.is_protected else service.open_offers
    today = timezone.localdate()
    is_active = (service.valid_from is None or service.valid_from <= today) and (
        service.valid_to is None or service.valid_to >= today
    )
    return _row(
        id=key,
        organization=organization(lists.own, lists),
        organization_id=uid("organisation", lists.own.slug),
        name=service.name_bg,
        alternate_name=service.name_en,
        description=service.summary_bg,
        url=reading.page_of(service),
        status="active" if is_active else "inactive",
        application_process=_application(service),
        fees_description=service.fee_note_bg or str(service.get_fee_basis_display()),
        eligibility_description=service.eligibility_bg,
        assured_date=service.reviewed_on.isoformat() if service.reviewed_on else None,
        last_modified=service.revised_at.isoformat() if service.revised_at else None,
        translations=_translations(service),
        phones=[_phone("service", service.slug, lists.own.phone)] if lists.own.phone else [],
        languages=[
            {"id": uid("service", service.slug, "language", code), "name": name, "code": code}
            for code, name in LANGUAGES
        ],
        funding=[
            {"id": uid("service", service.slug, "funding", name), "source": name}
            for name in service.details.get("funding", [])
        ],
        service_areas=[_area(service, lists)],
        cost_options=[_cost(service, tariff) for tariff in service.tariffs.all()],
        required_documents=[
            _row(id=uid("service", service.slug, "document", needed.document_type.slug), document=_document(needed))
            for needed in service.documents.all()
        ],
        service_at_locations=[_at_location(offer) for offer in offers if offer.place],
        capacities=[_capacity(offer) for offer in offers if hasattr(offer, "snapshot")],
        attributes=_attributes(service),
    )  # fmt: skip


def _application(service: Any) -> str:
    if not service.takes_applications:
        return gettext("No application is needed.")
    if service.can_apply_online:
        return gettext("You can apply online, at the counter or by phone.")
    return gettext("You can apply at the counter or by phone.")


def _translations(service: Any) -> Row:
    with override("en"):
        return {
            "en": _row(
                name=service.name_en,
                description=service.summary_en,
                url=reading.page_of(service, "en"),
                application_process=_application(service),
                fees_description=service.fee_note_en or str(service.get_fee_basis_display()),
                eligibility_description=service.eligibility_en,
            )
        }


def _document(needed: Any) -> str:
    name = needed.document_type.name_bg
    return f"{name} – {needed.when_bg}" if needed.when_bg else name


def _area(service: Any, lists: Lists) -> Row:
    return {"id": uid("service", service.slug, "area"), "name": lists.own.name_bg, "description": lists.own.name_en}


def _cost(service: Any, tariff: Any) -> Row:
    return _row(
        id=uid("service", service.slug, "cost", str(tariff.valid_from)),
        valid_from=tariff.valid_from.isoformat(),
        valid_to=tariff.valid_to.isoformat() if tariff.valid_to else None,
        option=f"{tariff.percent} % от дохода" if tariff.percent is not None else None,
        currency="EUR" if tariff.amount is not None else None,
        amount=float(tariff.amount) if tariff.amount is not None else None,
        amount_description=str(tariff.get_per_display()),
    )


def _at_location(offer: Offer) -> Row:
    assert offer.place is not None
    return _row(
        id=uid("offer", offer.slug),
        location_id=uid("site", offer.place.slug),
        description=offer.site_bg,
        location=location(offer.place),
        contacts=[
            _row(
                id=uid("offer", offer.slug, "contact"),
                organization_id=uid("organisation", offer.provider.slug),
                name=offer.provider.name_bg,
                email=offer.provider.email,
                phones=[_phone("contact", offer.slug, offer.provider.phone)] if offer.provider.phone else [],
            )
        ],
    )


def _capacity(offer: Offer) -> Row:
    snapshot = offer.snapshot
    unit = {
        "id": uid("unit", offer.capacity_unit),
        "name": str(offer.get_capacity_unit_display()),
        "identifier": offer.capacity_unit,
    }
    return {
        "id": uid("offer", offer.slug, "capacity"),
        "unit": unit,
        "available": snapshot.free,
        "maximum": snapshot.total,
        "description": f"{offer.provider.name_bg} · {offer.site_bg}",
        "updated": snapshot.taken_at.isoformat(),
    }


def _phone(kind: str, slug: str, number: str) -> Row:
    return {"id": uid(kind, slug, "phone"), "number": number}


def organization(row: Any, lists: Lists) -> Row:
    parent = uid("organisation", lists.own.slug) if row.kind in ("counter", "unit") else None
    return _row(
        id=uid("organisation", row.slug),
        name=row.name_bg,
        alternate_name=row.name_en,
        description=str(row.get_kind_display()),
        email=row.email,
        parent_organization_id=parent,
        phones=[_phone("organisation", row.slug, row.phone)] if row.phone else [],
    )


def location(site: Site) -> Row:
    return _row(
        id=uid("site", site.slug),
        organization_id=uid("organisation", site.organisation.slug),
        location_type="physical",
        name=site.name_bg,
        alternate_name=site.name_en,
        latitude=float(site.latitude) if site.latitude is not None else None,
        longitude=float(site.longitude) if site.longitude is not None else None,
        addresses=[_address(site)],
        phones=[_phone("site", site.slug, site.phone)] if site.phone else [],
        schedules=[_schedule(site, place, hours) for place, hours in enumerate(site.hours)],
        accessibility=[_accessible(site, name) for name in site.access],
    )


def _accessible(site: Site, name: str) -> Row:
    key = uid("site", site.slug, "access", name)
    return _row(id=key, description=str(SiteAccess(name).label), details=site.access_note_bg)


def _address(site: Site) -> Row:
    settlement = site.settlement
    return _row(
        id=uid("site", site.slug, "address"),
        address_1=site.address_bg or str(settlement),
        city=settlement.name_bg,
        state_province=settlement.region_bg or settings.MUNICIPALITY["region_bg"],
        postal_code=settlement.post_code or "-",
        country="BG",
        address_type="physical",
    )


def _schedule(site: Site, place: int, hours: dict[str, str]) -> Row:
    """Times are of the clock on the wall there, summer and winter."""
    first, _dash, last = hours["days"].partition("-")
    begin, end = BYDAY.index(first), BYDAY.index(last or first)
    days = BYDAY[begin : end + 1] if begin <= end else (*BYDAY[begin:], *BYDAY[: end + 1])
    return _row(
        id=uid("site", site.slug, "schedule", str(place)),
        freq="WEEKLY",
        wkst="MO",
        byday=",".join(ISO_DAYS[day] for day in days),
        opens_at=hours["opens"],
        closes_at=hours["closes"],
        description=site.hours_note_bg,
        notes=f"Local time, {settings.TIME_ZONE}",
    )


def _attributes(service: Any) -> list[Row]:
    found = [("activities", row) for row in (service.law_group, *service.extra_law_groups.all())]
    found += [("target-groups", row) for row in service.target_groups.all()]
    found += [("needs", row) for row in service.needs.all()]
    return [
        {
            "id": uid("service", service.slug, scheme, row.slug),
            "link_type": scheme,
            "link_entity": "service",
            "value": row.slug,
            "taxonomy_term": _term(scheme, row),
        }
        for scheme, row in found
    ]


def _term(scheme: str, row: Any) -> Row:
    uri = f"{lists_page()}#scheme-{scheme}"
    taxonomy = {"id": uid("taxonomy", scheme), "name": scheme, "description": f"{scheme}: {uri}", "uri": uri}
    return {
        "id": uid(scheme, row.slug),
        "code": row.slug,
        "name": row.name_bg,
        "description": row.name_en,
        "taxonomy": scheme,
        "language": "bg",
        "taxonomy_detail": taxonomy,
    }


def lists_page() -> str:
    return f"{settings.PUBLIC_URL}/open-data/"
