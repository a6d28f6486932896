"""The hotline: a call becomes a request, a signal, or was answered at once. Each is counted."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications import station
from applications.actions import calls, signals
from applications.counterflow import focus_first
from applications.forms.calls import CallForm
from applications.forms.signal import SignalForm
from applications.models import Application, Call, CallOutcome, Origin
from people.access import permission_required
from people.http import Request
from people.roles import Permission

DAYS = 31


@permission_required(Permission.USE_COUNTER)
def new_call(request: Request) -> HttpResponse:
    form = CallForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        call = calls.count(data["outcome"], service=data["service"], settlement=data["settlement"], by=request.user)
        if call.outcome == CallOutcome.INFORMATION:
            messages.success(request, _("The call was counted."))
            return redirect("counter_calls")
        request.session[station.CALL] = str(call.uid)
        if call.outcome == CallOutcome.SIGNAL:
            return redirect("counter_call_signal")
        messages.info(request, _("Now find the caller or register them. The application will be “by phone”."))
        return redirect("counter")
    focus_first(form)
    return render(request, "counter/call.html", {"form": form, "title": _("A call")})


@permission_required(Permission.USE_COUNTER)
def call_signal(request: Request) -> HttpResponse:
    """Who called may stay unnamed."""
    form = SignalForm(request.POST or None)
    if form.is_valid():
        told = form.told
        signal = signals.take_in(told, by=request.user, origin=Origin.PHONE, uid=form.cleaned_data["once"])
        join(request, signal_uid=signal.uid)
        messages.success(request, _("The signal %(number)s went to %(unit)s.") % _where(signal))
        return redirect("counter_calls")
    focus_first(form)
    return render(request, "counter/call.html", {"form": form, "title": _("A signal about somebody in need")})


def _where(signal: signals.Signal) -> dict[str, str]:
    return {"number": signal.number, "unit": signal.unit.name}


def join(request: Request, *, application: Application | None = None, signal_uid: UUID | None = None) -> None:
    """The call that was taken before, if there was one, became this."""
    uid = request.session.pop(station.CALL, None)
    if uid:
        calls.became(UUID(uid), by=request.user, application=application, signal_uid=signal_uid)


@require_safe
@permission_required(Permission.USE_COUNTER)
def counts(request: Request) -> HttpResponse:
    """A month of calls by day and outcome, and how the applications of the same days came."""
    last = timezone.localdate()
    first = last - timedelta(days=DAYS - 1)
    context = {
        "days": _table(Call.objects.between(first, last).by_day()),
        "outcomes": CallOutcome.choices,
        "origins": [(Origin(one).label, count) for one, count in Application.objects.by_origin(first, last)],
        "first": first,
        "last": last,
    }
    return render(request, "counter/calls.html", context)


def _table(rows: Iterable[tuple[date, str, int]]) -> list[tuple[date, list[int], int]]:
    """(day, one count for each outcome, their sum)."""
    found: dict[date, dict[str, int]] = {}
    for day, outcome, count in rows:
        found.setdefault(day, {})[outcome] = count
    return [(day, [per.get(one, 0) for one in CallOutcome.values], sum(per.values())) for day, per in found.items()]
