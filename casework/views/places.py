"""Planned against real, and what if."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework import foresight
from casework.actions import capacity
from casework.forms.place import DayForm, WhatIfForm
from casework.models.case import units_of
from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records.access import note_seen
from services.models import Offer


@require_safe
@permission_required(Permission.USE_DESK)
def overview(request: Request) -> HttpResponse:
    today = timezone.localdate()
    form = DayForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    day, service = asked.get("on") or today, asked.get("service")
    rows, after = foresight.offers_on(day, service.slug if service else "", request.GET.get("after", ""))
    shown = form if form.is_bound else DayForm(initial={"on": f"{today:%d.%m.%Y}"})
    context = {"form": shown, "day": day, "rows": rows, "after": after, "service": service.slug if service else ""}
    return render(request, "casework/places.html", context)


@require_safe
@permission_required(Permission.USE_DESK)
def offer(request: Request, uid: UUID) -> HttpResponse:
    """One offer ahead: what changes when, and who would get a place if there were more."""
    offers = Offer.objects.open_on(timezone.localdate()).select_related("service", "provider", "settlement")
    row = get_object_or_404(offers, uid=uid)
    today = timezone.localdate()
    form = WhatIfForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    day = capacity.on_day([row], today)[row.pk]
    turns = foresight.what_if(row, day, today, more=asked.get("more") or 0, leave=asked.get("leave") or 0)
    mine = set(units_of(request.user))
    seen = [turn.entry.case.beneficiary.uid for turn in turns if turn.entry.case.unit_id in mine]
    note_seen(request, *seen, purpose="desk", kind="list")
    context = {
        "offer": row, "day": day, "form": form, "turns": [(turn, turn.entry.case.unit_id in mine) for turn in turns],
        "changes": foresight.changes_of(row, today), "today": today, "is_asked": bool(asked),
    }  # fmt: skip
    return render(request, "casework/places_offer.html", context)
