"""What another office's system may read of cases: number, state, terms and published acts; no person."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from applications.models import PartnerKey, Scope
from applications.views.partner_api import as_json, partner_call, problem
from casework import case_openapi, told_outside
from casework.models import Case, CaseStatus
from records import audit
from records.access import note_seen

MOST, USUAL = 100, 50


@partner_call("GET", "HEAD", scope=Scope.CASES)
def listing(request: HttpRequest, key: PartnerKey) -> HttpResponse:
    """By identifier; `after` is the identifier of the last one of the page before."""
    asked, wrong = _asked(request)
    if wrong:
        detail = _("Fields with a wrong value: %(names)s.") % {"names": wrong}
        return problem(422, _("We did not understand the request"), detail)
    rows = told_outside.rows(key.partner)
    for name in ("status", "service__slug", "is_open", "uid__gt"):
        if name in asked:
            rows = rows.filter(**{name: asked[name]})
    found = list(rows[: asked["limit"] + 1])
    page = found[: asked["limit"]]
    _note(request, key, page)
    audit.record("cases_read_by_partner", key.partner, by=key.partner, key=key.mark, cases=len(page))
    body: dict[str, Any] = {"items": [told_outside.told(case) for case in page]}
    if len(found) > len(page):
        query = {**request.GET.dict(), "after": str(page[-1].uid)}
        body["next"] = f"{settings.PUBLIC_URL}{request.path}?{urlencode(query)}"
    return as_json(body)


@partner_call("GET", "HEAD", scope=Scope.CASES)
def one(request: HttpRequest, key: PartnerKey, uid: UUID) -> HttpResponse:
    case = told_outside.rows(key.partner).filter(uid=uid).first()
    if case is None:
        return problem(404, _("There is no such case"), _("Check the identifier in the address."))
    _note(request, key, [case])
    audit.record("case_read_by_partner", case, by=key.partner, key=key.mark)
    return as_json(told_outside.told(case))


def _note(request: HttpRequest, key: PartnerKey, cases: list[Case]) -> None:
    """The person reads in „who looked“ that the institution did."""
    request.user = key.partner  # type: ignore[assignment]
    only = cases[0].uid if len(cases) == 1 else None
    people = [case.beneficiary.uid for case in cases]
    note_seen(request, *people, purpose="partner", kind="list" if only is None else "page", case_uid=only)


def _asked(request: HttpRequest) -> tuple[dict[str, Any], str]:
    """Lookups, and the names of what was said wrongly."""
    said, asked, wrong = request.GET.dict(), {"limit": USUAL}, []
    known: dict[str, Any] = {
        "status": lambda value: ("status", CaseStatus(value).value),
        "service": lambda value: ("service__slug", value.replace("\x00", "")),
        "open": lambda value: ("is_open", {"1": True, "0": False}[value]),
        "after": lambda value: ("uid__gt", UUID(value)),
        "limit": lambda value: ("limit", _limit(value)),
        "lang": lambda value: ("lang", value),
    }
    for name, value in said.items():
        try:
            place, meant = known[name](value)
            asked[place] = meant
        except (KeyError, ValueError):
            wrong.append(name[:40])
    return asked, ", ".join(wrong)


def _limit(value: str) -> int:
    number = int(value) if value.isascii() and value.isdigit() else 0
    if not 1 <= number <= MOST:
        raise ValueError
    return number


@login_not_required
def openapi(request: HttpRequest) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(("GET", "HEAD"))
    return HttpResponse(case_openapi.described(), content_type="application/vnd.oai.openapi+json;version=3.1")
