"""Rows of the catalogue as the reading interface tells them, in one language or in both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import timezone

from services import fees
from services.exports import reading

Row = dict[str, Any]
API = "/api/v1"


def said(row: Any, field: str, language: str) -> Any:
    """A text, both texts, or nothing when it is empty in the language of the page."""
    if language != "both":
        return getattr(row, f"{field}_{language}") or None
    texts = {code: getattr(row, f"{field}_{code}") for code in reading.LANGUAGES}
    return texts if any(texts.values()) else None


def word(row: Any, language: str) -> Row:
    return {"id": row.slug, "name": said(row, "name", language)}


def _more(row: Any, language: str, *fields: str) -> Row:
    return {field: said(row, field, language) for field in fields}


def target_group(row: Any, language: str) -> Row:
    return {**word(row, language), "services": f"{settings.PUBLIC_URL}{API}/services?group={row.slug}"}


def need(row: Any, language: str) -> Row:
    services = f"{settings.PUBLIC_URL}{API}/services?need={row.slug}"
    return {**word(row, language), **_more(row, language, "hint"), "danger": row.is_danger, "services": services}


def signpost(row: Any, language: str) -> Row:
    return {**word(row, language), **_more(row, language, "ask")}


def organisation(row: Any, language: str) -> Row:
    facts = {"kind": row.kind, "phone": row.phone or None, "email": row.email or None}
    return {**word(row, language), **_more(row, language, "address", "hours"), **facts}


def site(row: Any, language: str) -> Row:
    return {
        **word(row, language),
        **_more(row, language, "address", "hours_note", "access_note"),
        "organisation": row.organisation.slug,
        "settlement": {"id": row.settlement.ekatte, "name": said(row.settlement, "name", language)},
        "latitude": row.latitude,
        "longitude": row.longitude,
        "phone": row.phone or None,
        "email": row.email or None,
        "hours": row.hours,
        "access": row.access,
    }


def offer(row: Any, language: str) -> Row:
    snapshot = getattr(row, "snapshot", None)
    places = {
        "free": snapshot.free,
        "total": snapshot.total,
        "waiting": snapshot.waiting,
        "as_of": snapshot.taken_at,
    } if snapshot else None  # fmt: skip
    return {
        "id": row.slug,
        "service": row.service.slug,
        "provider": word(row.provider, language),
        "site": said(row, "site", language),
        "place": row.place.slug if row.place else None,
        "settlement": row.settlement.ekatte,
        "phone": row.provider.phone or None,
        "capacity": row.capacity,
        "capacity_unit": row.capacity_unit,
        "places": places,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def service(row: Any, language: str) -> Row:
    plain = (
        "access", "referral_by", "decision_act", "emergency", "capacity_unit", "valid_from", "valid_to", "reviewed_on"
    )  # fmt: skip
    offers = [] if row.is_protected else row.open_offers
    return {
        **word(row, language),
        **_more(row, language, "summary", "gets", "eligibility", "priority"),
        **{name: getattr(row, name) for name in plain},
        "activity": word(row.law_group, language),
        "online_application": row.can_apply_online,
        "target_groups": [word(group, language) for group in row.target_groups.all()],
        "needs": [word(one, language) for one in row.needs.all()],
        "documents": [_document(needed, language) for needed in row.documents.all()],
        "legal_grounds": [word(ground, language) for ground in row.legal_grounds.all()],
        "fee": _fee(row, language),
        "processing_time": _took(row),
        "offers": [offer(one, language) for one in offers],
        "egov_number": row.egov_number or None,
        "changed_at": row.revised_at,
        "page": reading.page_of(row, "en" if language == "en" else "bg"),
    }


def _document(needed: Any, language: str) -> Row:
    kind = needed.document_type
    return {**word(kind, language), **_more(needed, language, "when"), "obtained_by_us": kind.regix}


def _fee(row: Any, language: str) -> Row:
    tariff = fees.in_force_of(row.tariffs.all(), timezone.localdate())
    found = {name: getattr(tariff, name) for name in ("amount", "percent", "per")} if tariff else {}
    return {"basis": row.fee_basis, "note": said(row, "fee_note", language), **found}


def _took(row: Any) -> Row | None:
    took = getattr(row, "processing_time", None)
    if took is None:
        return None
    days = {"half_within_days": took.p50, "nine_of_ten_within_days": took.p90}
    return {**days, "cases": took.cases, "as_of": took.counted_at}


def change(row: Any, language: str) -> Row:
    return {"id": row.pk, "kind": row.kind, "entry": row.slug, "at": row.at, "told": said(row, "told", language)}


Outline = Callable[[Any, str], Row]
