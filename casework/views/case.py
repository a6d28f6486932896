"""A case on one page, and what an officer does with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.models import Attachment
from applications.views.files import served
from casework.actions import cases, corrections, forwarding, places, referrals, waiting
from casework.casepage import PARTS
from casework.disclosing import NoConsent
from casework.forms.casework import (
    CorrectionForm,
    HoldForm,
    ReferralForm,
    ShortTextForm,
)
from casework.models import Case
from casework.models.case import units_of
from casework.verbs import allowed
from people import safety
from people.access import require
from people.http import Request
from people.roles import Permission
from records.access import note_seen
from records.forms import BaseForm
from records.statements import Given, Statement
from records.workflow import WrongStatus


def opened(request: Request, uid: UUID) -> Case:
    """The case if the officer's units have it, noted in the access log."""
    return noted(request, get_object_or_404(Case.objects.visible_to(request.user).with_parts(), uid=uid))


def noted(request: Request, case: Case) -> Case:
    note_seen(request, case.beneficiary.uid, purpose="case", case_uid=case.uid)
    return case


ON_PAGE = Statement(lambda: Case.objects.in_given_units().for_page().filter(uid=Given("uid")))


@require_safe
def page(request: Request, uid: UUID) -> HttpResponse:
    found = ON_PAGE.objects(uid=uid, units=units_of(request.user))
    if not found:
        raise Http404
    case = noted(request, found[0])
    file = PARTS.open(case, request.user, timezone.localdate())
    context = {"case": case, "warnings": safety.warnings(case.beneficiary), "application": file.application}
    return render(request, "casework/case.html", {**context, **PARTS.shown(file)})


@require_POST
def take(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    return _act(request, case, lambda: cases.take(case, by=request.user))


def _act(request: Request, case: Case, action: Any, form: Any = None, title: str = "") -> HttpResponse:
    """Runs the action; what somebody else did first is said, and what was typed stays in the form."""
    try:
        action()
    except (WrongStatus, places.NoFreePlace, NoConsent, waiting.NotTheirTurn) as refusal:
        no_place = _("Every place there is held or taken. Choose another provider or the waiting list.")
        no_consent = _("The person took back the agreement that this provider may know. Choose another, or ask anew.")
        turn = _("This place is for somebody who comes first on the waiting list. Put the person on the list.")
        words = {places.NoFreePlace: no_place, NoConsent: no_consent, waiting.NotTheirTurn: turn}.get(
            type(refusal), str(refusal)
        )
        if form is not None:
            form.add_error(None, words)
            return _form_page(request, case, form, title)
        messages.error(request, words)
    return redirect(case)


def _form_page(request: Request, case: Case, form: Any, title: str) -> HttpResponse:
    return render(request, "casework/form.html", {"case": case, "form": form, "title": title, "remark": ""})


def correct(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    title = _("Ask for a correction")
    form = CorrectionForm(request.POST or None, case=case)
    if form.is_valid():
        data = form.cleaned_data
        return _act(
            request,
            case,
            lambda: corrections.ask(case, fields=data["fields_"], reason=data["reason"], by=request.user),
            form,
            title,
        )
    return _form_page(request, case, form, title)


@require_POST
def drop_correction(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    return _act(request, case, lambda: corrections.drop(case, by=request.user))


def refer(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    title = _("Refer")
    form = ReferralForm(request.POST or None, case=case)
    if form.is_valid():
        wanted = {
            "offers": form.in_order,
            "consent": form.cleaned_data["consent"],
            "override": form.override,
            **form.wanted,
        }
        return _act(request, case, lambda: referrals.begin(case, by=request.user, **wanted), form, title)
    return _form_page(request, case, form, title)


def hold(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    title = _("Hold a place")
    form = HoldForm(request.POST or None, case=case)
    if form.is_valid():
        offer = form.cleaned_data["offer"]
        return _act(request, case, lambda: places.hold(case, offer, by=request.user), form, title)
    return _form_page(request, case, form, title)


@require_POST
def wait(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    return _act(request, case, lambda: waiting.enter(case, by=request.user))


def release(request: Request, uid: UUID) -> HttpResponse:
    """Asks first: a place that is given back is soon somebody else's."""
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    held = case.holds.active().order_by("-is_coming").select_related("offer").first()
    if held is None:
        raise Http404
    if request.method == "POST":
        return _act(request, case, lambda: places.release(held, by=request.user))
    title = _("Give the place back")
    remark = _("The place at %(offer)s will be free for somebody else.") % {"offer": held.offer}
    context = {"case": case, "form": BaseForm(), "title": title, "remark": remark, "button": title}
    return render(request, "casework/form.html", context)


@require_POST
def forward(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    if case.service.is_decided_here:
        raise Http404
    return _act(request, case, lambda: forwarding.forward(case, by=request.user))


def outcome(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    title = _("What they answered")
    form = ShortTextForm(request.POST or None)
    if form.is_valid():
        text = form.cleaned_data["text"]
        return _act(request, case, lambda: forwarding.record_outcome(case, text, by=request.user), form, title)
    return _form_page(request, case, form, title)


def close(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    if "close" not in {verb.name for verb in allowed(case, request.user)}:
        raise Http404
    title = _("What we answer the person")
    form = ShortTextForm(request.POST or None)
    if form.is_valid():
        return _act(request, case, lambda: cases.close(case, form.cleaned_data["text"], by=request.user), form, title)
    return _form_page(request, case, form, title)


@require_safe
def attachment(request: Request, uid: UUID, attachment_uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    files = case.request.application.attachments.select_related("data_key")
    row: Attachment = get_object_or_404(files, uid=attachment_uid)
    return served(request, row, str(row.name))
