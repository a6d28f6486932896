"""Planned against real, what if; and the provider's own number of places."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework import foresight
from casework.actions import capacity
from casework.forms.place import CapacityForm, DayForm, WhatIfForm
from casework.models.case import units_of
from people.access import allows, permission_required, require
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


def own(request: Request, uid: UUID) -> HttpResponse:
    """The provider says how many places there are, and from when."""
    offers = Offer.objects.kept_by(request.user).select_related("service", "provider", "settlement")
    row = get_object_or_404(offers, uid=uid)
    require(request.user, Permission.USE_PROVIDER_DESK, row)
    today = timezone.localdate()
    if request.method == "POST":
        require(request.user, Permission.ANSWER_REFERRAL, row)
    form = CapacityForm(request.POST or None, initial={"amount": row.capacity, "starts_on": f"{today:%d.%m.%Y}"})
    if form.is_valid():
        try:
            capacity.plan(row, form.cleaned_data["amount"], form.cleaned_data["starts_on"], by=request.user)
            messages.success(request, _("Written down. Thank you."))
            return redirect("provider_offer", uid)
        except capacity.TakenAlready as refusal:
            said = {"most": refusal.most, "day": date_format(refusal.day)}
            form.add_error("amount", _("On %(day)s there are %(most)s held or taken. It cannot be fewer.") % said)
    context = {
        "offer": row, "form": form, "day": capacity.on_day([row], today)[row.pk],
        "changes": foresight.changes_of(row, today), "may_change": allows(request.user, Permission.ANSWER_REFERRAL),
    }  # fmt: skip
    return render(request, "provider/offer.html", context)
