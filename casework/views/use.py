"""A help in use: the citizen and the clerk ask, the officer and the provider answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casework.actions import transfers, use
from casework.forms.casework import ShortTextForm
from casework.forms.use import FORMS, ResumeForm
from casework.models import Case, UseChange, UseKind, UsePart, UseStatus
from casework.using import part_names, use_of, wish_of
from casework.views.counter import served
from casework.views.talk import own_case
from people.access import permission_required, require
from people.http import Request
from people.roles import Permission
from records.access import note_seen
from records.workflow import WrongStatus

TITLES = {
    UseKind.PAUSE: gettext_lazy("Stop it for some days"),
    UseKind.CHANGE: gettext_lazy("Change something"),
    UseKind.END: gettext_lazy("End the help"),
    UseKind.TRANSFER: gettext_lazy("Have it from another provider"),
}


@dataclass(frozen=True)
class Room:
    """From where somebody asks: the scope, the page to come back to, and what the page looks like."""

    case: Callable[[Request, UUID], Case]
    page: str
    layout: str
    is_counter: bool


MINE = Room(own_case, "mine_use", "layouts/citizen.html", is_counter=False)
COUNTER = Room(served, "counter_case", "layouts/staff.html", is_counter=True)


@require_safe
def mine(request: Request, uid: UUID) -> HttpResponse:
    case = own_case(request, uid)
    return render(request, "mine/use.html", {"use": use_of(case), "case": case, "nav": "mine"})


def ask(request: Request, uid: UUID, kind: str) -> HttpResponse:
    return _ask(request, uid, kind, MINE)


@permission_required(Permission.FILE_AT_COUNTER)
def counter_ask(request: Request, uid: UUID, kind: str) -> HttpResponse:
    return _ask(request, uid, kind, COUNTER)


def _ask(request: Request, uid: UUID, kind: str, room: Room) -> HttpResponse:
    case = room.case(request, uid)
    if kind not in UseKind.values:
        raise Http404
    wanted, today = UseKind(kind), timezone.localdate()
    if request.method != "POST" and not use.is_in_use(case):
        messages.info(request, _("This help is not in use now."))
        return redirect(room.page, uid)
    parts = _choices(case, wanted)
    if wanted == UseKind.TRANSFER and not parts:
        messages.info(request, _("Nobody else gives this help here now."))
        return redirect(room.page, uid)
    earliest = use.earliest(case, wanted, today)
    form = FORMS[wanted](request.POST or None, earliest=earliest, parts=parts, by_clerk=room.is_counter)
    if form.is_valid():
        try:
            change = use.ask(case, wanted, by=request.user, **form.wish)
        except use.NotInUse:
            form.add_error(None, _("This help is not in use now."))
        except use.TooEarly as refusal:
            form.too_early(refusal.day)
        except use.Overlaps as refusal:
            asked = wish_of(refusal.other, {}, today)
            form.add_error(
                "starts_on",
                _("You have already asked: %(days)s (%(number)s).")
                % {"days": asked.days, "number": refusal.other.number},
            )
        else:
            messages.success(
                request,
                _("We have received it: %(number)s. We write to you as soon as it is confirmed.")
                % {"number": change.number},
            )
            return redirect(room.page, uid)
    context = {
        "case": case,
        "form": form,
        "title": TITLES[wanted],
        "kind": kind,
        "layout": room.layout,
        "back_url": reverse(room.page, args=[uid]),
    }
    return render(request, "use/ask.html", context)


def _choices(case: Case, kind: UseKind) -> list[Any]:
    """The parts that can be stopped; the offers of others."""
    if kind == UseKind.TRANSFER:
        return transfers.others_of(case)
    return list(UsePart.objects.in_force(case, timezone.localdate())) if kind == UseKind.PAUSE else []


def _own(request: Request, uid: UUID) -> UseChange:
    return _noted(request, UseChange.objects.of_citizen(request.user), uid, "own application")


def _served(request: Request, uid: UUID) -> UseChange:
    return _noted(request, UseChange.objects.at_counter(request.user), uid, "counter")


def _noted(request: Request, scope: Any, uid: UUID, purpose: str) -> UseChange:
    change: UseChange = get_object_or_404(scope.with_case().distinct(), uid=uid)
    note_seen(request, change.case.beneficiary.uid, purpose=purpose, case_uid=change.case.uid)
    return change


def _cancel(request: Request, change: UseChange, room: Room) -> HttpResponse:
    try:
        use.cancel(change, by=request.user)
    except WrongStatus:
        messages.error(request, _("It has begun already and can no longer be taken back."))
    else:
        messages.success(request, _("It was taken back: everything stays as it was."))
    return redirect(room.page, change.case.uid)


@require_POST
def cancel(request: Request, uid: UUID) -> HttpResponse:
    return _cancel(request, _own(request, uid), MINE)


@require_POST
@permission_required(Permission.FILE_AT_COUNTER)
def counter_cancel(request: Request, uid: UUID) -> HttpResponse:
    return _cancel(request, _served(request, uid), COUNTER)


def resume(request: Request, uid: UUID) -> HttpResponse:
    change = _own(request, uid)
    return _resume(request, change, MINE.layout, ("mine_use", change.case.uid))


@permission_required(Permission.FILE_AT_COUNTER)
def counter_resume(request: Request, uid: UUID) -> HttpResponse:
    change = _served(request, uid)
    return _resume(request, change, COUNTER.layout, ("counter_case", change.case.uid))


def _resume(request: Request, change: UseChange, layout: str, back: tuple[str, UUID]) -> HttpResponse:
    """The pause ends earlier than was asked for."""
    earliest = use.earliest_return(change, timezone.localdate())
    form = ResumeForm(request.POST or None, earliest=earliest, parts=[], by_clerk=False)
    if form.is_valid():
        try:
            use.resume_early(change, form.cleaned_data["starts_on"], by=request.user)
        except use.TooEarly as refusal:
            form.too_early(refusal.day)
        except WrongStatus as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Good. The help comes again from that day."))
            return redirect(*back)
    wish = wish_of(change, part_names(change.case.service_id), timezone.localdate())
    context = {
        "wish": wish,
        "case": change.case,
        "form": form,
        "layout": layout,
        "back_url": reverse(back[0], args=back[1:]),
    }
    return render(request, "use/resume.html", context)


def office(request: Request, uid: UUID) -> HttpResponse:
    change = _noted(request, UseChange.objects.visible_to(request.user), uid, "case")
    require(request.user, Permission.WORK_ON_CASE, change.case)
    return _answer(request, change, ("case", change.case.uid), "case_use_resume")


def office_resume(request: Request, uid: UUID) -> HttpResponse:
    change = _noted(request, UseChange.objects.visible_to(request.user), uid, "case")
    require(request.user, Permission.WORK_ON_CASE, change.case)
    return _resume(request, change, COUNTER.layout, ("case", change.case.uid))


def provider(request: Request, uid: UUID) -> HttpResponse:
    change = _noted(request, UseChange.objects.referred_to(request.user), uid, "referral")
    if request.method == "POST":
        require(request.user, Permission.ANSWER_REFERRAL, change.case)
    return _answer(request, change, ("provider",), "")


def _answer(request: Request, change: UseChange, back: tuple[Any, ...], resume_page: str) -> HttpResponse:
    """Yes is one press; no needs its reason in words."""
    form = ShortTextForm(request.POST if "decline" in request.POST else None)
    if request.method == "POST":
        try:
            if "decline" not in request.POST:
                use.confirm(change, by=request.user)
                return redirect(*back)
            if form.is_valid():
                use.decline(change, form.cleaned_data["text"], by=request.user)
                return redirect(*back)
        except WrongStatus as refusal:
            messages.error(request, str(refusal))
            return redirect(*back)
    wish = wish_of(change, part_names(change.case.service_id), timezone.localdate())
    context = {"wish": wish, "case": change.case, "form": form, "back_url": reverse(back[0], args=back[1:])}
    context["chosen"] = transfers.chosen_of(change)
    context["may_decline"] = change.status == UseStatus.ASKED or bool(context["chosen"] and change.is_standing)
    context["resume_url"] = reverse(resume_page, args=[change.uid]) if resume_page and wish.may_resume else ""
    return render(request, "use/answer.html", context)
