"""Signals of the officer's units: urgent ones first, then by the order in which they came."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from applications.actions import signals
from applications.forms.signal import FinishSignalForm
from applications.models import Signal
from casework import signal_list
from people.access import permission_required, require
from people.http import Request
from people.roles import Permission
from records.access import note_seen
from records.workflow import WrongStatus, verbs


@require_safe
@permission_required(Permission.USE_DESK)
def signal_desk(request: Request) -> HttpResponse:
    page = signal_list.page_of(request.user, request.GET.get("after", ""))
    return render(request, "casework/signals.html", {"page": page})


def _opened(request: Request, uid: UUID) -> Signal:
    """The signal itself stands for the person in the log of who looked: nobody knows yet who it is."""
    signal: Signal = get_object_or_404(Signal.objects.visible_to(request.user).with_parts(), uid=uid)
    note_seen(request, signal.uid, purpose="signal")
    return signal


@require_safe
def signal_page(request: Request, uid: UUID) -> HttpResponse:
    signal = _opened(request, uid)
    return render(request, "casework/signal.html", {"signal": signal, "verbs": verbs(signal)})


@require_POST
def signal_take(request: Request, uid: UUID) -> HttpResponse:
    signal = _opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, signal)
    try:
        signals.take(signal, by=request.user)
    except WrongStatus as refusal:
        messages.error(request, str(refusal))
    return redirect(signal)


def signal_finish(request: Request, uid: UUID) -> HttpResponse:
    signal = _opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, signal)
    form = FinishSignalForm(request.POST or None)
    if form.is_valid():
        try:
            signals.finish(signal, **form.cleaned_data, by=request.user)
            return redirect("signal_desk")
        except WrongStatus as refusal:
            form.add_error(None, str(refusal))
    return render(request, "casework/signal_finish.html", {"signal": signal, "form": form})
