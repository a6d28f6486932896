"""The queue for staff: where a clerk sits, calling the next number, the figures, and what a hall has."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from applications import hall as seats
from applications.actions import queueing
from applications.forms.hall import HallForm, SeatForm
from applications.models import Hall, Ticket
from people.access import permission_required
from people.http import Request
from people.models import Organisation
from people.roles import Permission
from records.workflow import WrongStatus

DAYS = 31


@permission_required(Permission.USE_COUNTER)
def seat(request: Request) -> HttpResponse:
    hall = get_object_or_404(Hall.objects.staffed_by(request.user))
    if "leave" in request.POST:
        seats.leave(request, by=request.user)
        return redirect("counter")
    form = SeatForm(request.POST or None, hall=hall, initial=seats.standing(request))
    if form.is_valid():
        seats.sit(request, form.cleaned_data["place"], form.cleaned_data["letters"])
        return redirect("counter")
    return render(request, "counter/seat.html", {"form": form, "sits": bool(seats.standing(request))})


@require_POST
@permission_required(Permission.USE_COUNTER)
def call(request: Request) -> HttpResponse:
    """`next` closes the number before as served, `miss` as not come; `again` shows and says it once more."""
    hall = Hall.objects.staffed_by(request.user).first()
    here = seats.standing(request)
    if hall is None or "place" not in here:
        return redirect("counter_seat" if hall else "counter")
    if request.station.name:
        messages.error(request, _("End with the person you serve first (F9), then call the next one."))
    elif "again" in request.POST:
        _again(request, here.get("ticket", ""))
    else:
        ticket = seats.call_next(request, hall, verb="miss" if "miss" in request.POST else "serve", by=request.user)
        _tell(request, hall, ticket)
    return redirect("counter")


def _again(request: Request, uid: str) -> None:
    try:
        if uid:
            queueing.call_again(UUID(uid), by=request.user)
    except WrongStatus as refusal:
        messages.error(request, str(refusal))


def _tell(request: Request, hall: Hall, ticket: Ticket | None) -> None:
    if ticket is None:
        messages.info(request, _("Nobody waits."))
        return
    left = sum(Ticket.objects.of_day(hall, timezone.localdate()).by_row().values())
    waits = ngettext("%(count)s waits.", "%(count)s wait.", left) % {"count": left}
    messages.success(request, _("Number %(number)s was called.") % {"number": ticket} + " " + waits)


@require_safe
@permission_required(Permission.SEE_QUEUE)
def figures(request: Request) -> HttpResponse:
    hall = get_object_or_404(Hall.objects.staffed_by(request.user))
    last = timezone.localdate()
    first = last - timedelta(days=DAYS - 1)
    days = [{**row, **_minutes(row)} for row in Ticket.objects.figures(hall, first, last)]
    return render(request, "counter/queue.html", {"days": days, "first": first, "last": last})


def _minutes(row: dict[str, timedelta | None]) -> dict[str, int | None]:
    found = {name: row[name] for name in ("usual", "longest")}
    return {name: None if wait is None else round(wait.total_seconds() / 60) for name, wait in found.items()}


@require_safe
@permission_required(Permission.SET_UP_HALL)
def halls(request: Request) -> HttpResponse:
    counters = Organisation.objects.counters().select_related("hall")
    return render(request, "hall/list.html", {"counters": counters})


@permission_required(Permission.SET_UP_HALL)
def set_up(request: Request, slug: str) -> HttpResponse:
    counter = get_object_or_404(Organisation.objects.counters().select_related("hall"), slug=slug)
    hall: Hall | None = getattr(counter, "hall", None)
    rows = [row for row in hall.rows.all() if row.is_open] if hall else []
    form = HallForm(request.POST or None, rows=rows, initial={"is_on": bool(hall and hall.is_on)})
    if form.is_valid():
        queueing.set_up(counter, is_on=form.cleaned_data["is_on"], rows=form.rows, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("hall_set_up", slug)
    return render(request, "hall/set_up.html", {"form": form, "counter": counter, "hall": hall})
