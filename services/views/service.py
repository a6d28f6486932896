"""A service's own pages: the sheet, its fee calculator, and its places with a plan. None needs a session."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from services import fees, place_map, places, sheet, version
from services.models import Service
from services.page_forms import FeeForm, FromForm

PLAN_KEPT = "private, max-age=300"


@require_safe
@login_not_required
def service_page(request: HttpRequest, slug: str) -> HttpResponse:
    context = {**_sheet(slug, timezone.localdate()), "nav": "services"}
    return render(request, "services/service.html", context)


def _sheet(slug: str, today: date) -> dict[str, Any]:
    """Composing the statements takes longer than reading them: what is read stands until the catalogue changes."""

    def read() -> dict[str, Any]:
        return sheet.context(get_object_or_404(sheet.shown(), slug=slug), today)

    return version.kept(f"sheet:{slug}:{today}", read)


@require_safe
@login_not_required
def fee(request: HttpRequest, slug: str) -> HttpResponse:
    """The calculator. What is typed stands in the address as sums alone and is kept nowhere."""
    service = get_object_or_404(Service.objects.published(), slug=slug)
    tariff = fees.in_force(service, timezone.localdate())
    if tariff is None or not fees.can_compute(tariff):
        raise Http404
    form = FeeForm(request.GET if "sum" in request.GET else None, tariff=tariff)
    paid = fees.pay(tariff, **form.facts) if form.is_valid() else None if form.fields else fees.pay(tariff)
    context = {
        "service": service,
        "tariff": tariff,
        "words": fees.in_words(tariff),
        "form": form,
        "result": {"amount": fees.money(paid.amount), "lines": paid.lines} if paid else None,
        "nav": "services",
        "back_url": service.get_absolute_url(),
    }
    return render(request, "services/fee.html", context)


@require_safe
@login_not_required
def service_places(request: HttpRequest, slug: str) -> HttpResponse:
    service = get_object_or_404(Service.objects.published(), slug=slug)
    form, found = _places(service, request)
    if not found:
        raise Http404
    context = {
        "service": service,
        "places": found,
        "has_plan": any(row.point for row in found),
        "here": form.settlement if form.is_valid() else None,
        "form": form,
        "nav": "services",
        "back_url": service.get_absolute_url(),
    }
    return render(request, "services/places.html", context)


def _places(service: Service, request: HttpRequest) -> tuple[FromForm, list[places.Place]]:
    """In the order that the address asks for: the list and the plan have the same numbers."""
    found = places.places_of(service, timezone.localdate())
    form = FromForm(request.GET if "here" in request.GET else None, settlements=places.settlements())
    return form, places.from_settlement(found, form.settlement) if form.is_valid() else found


@require_safe
@login_not_required
def service_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of the places page, drawn by us."""
    service = get_object_or_404(Service.objects.published(), slug=slug)
    form, found = _places(service, request)
    plan = place_map.draw(found, form.by_code.values()) if found else None
    if plan is None:
        raise Http404
    size = {"width": place_map.WIDTH, "height": place_map.HEIGHT, "edge": place_map.EDGE}
    context = {"service": service, "plan": plan, **size}
    response = render(request, "services/plan.html", context, content_type="image/svg+xml")
    response.headers["Cache-Control"] = PLAN_KEPT
    return response
