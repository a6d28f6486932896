"""Appeals against an act of the case: handed in, sent on, ruled on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.actions import appeals, decisions
from casework.forms.afterwards import AppealForm, RulingForm, SendForm
from casework.models import Appeal, Case
from casework.views.afterwards import in_force
from casework.views.case import opened
from casework.views.decision import CANNOT
from people.access import require
from people.http import Request
from people.roles import Permission
from records.workflow import WrongStatus


def register(request: Request, uid: UUID) -> HttpResponse:
    case = _worked_on(request, uid)
    decision = in_force(case)
    initial = {"lodged_on": f"{timezone.localdate():%d.%m.%Y}", "lodged_by": case.beneficiary.full_name}
    form = AppealForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            row = appeals.register(decision, by=request.user, **form.cleaned_data)
        except decisions.CannotDecide as refusal:
            form.add_error(None, str(CANNOT.get(str(refusal), refusal)))
        else:
            return redirect("appeal", uid, row.uid)
    return _form(request, case, form, _("Register an appeal against decision %(number)s") % {"number": decision.number})


def _worked_on(request: Request, uid: UUID) -> Case:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    return case


def _form(request: Request, case: Case, form: Any, title: str) -> HttpResponse:
    return render(request, "casework/form.html", {"case": case, "form": form, "title": title, "remark": ""})


def _of(case: Case, appeal_uid: UUID) -> Appeal:
    row: Appeal = get_object_or_404(Appeal.objects.of(case), uid=appeal_uid)
    row.decision.case = case
    return row


@require_safe
def page(request: Request, uid: UUID, appeal_uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    context = {"case": case, "appeal": _of(case, appeal_uid), "today": timezone.localdate()}
    return render(request, "casework/appeal.html", context)


def send_on(request: Request, uid: UUID, appeal_uid: UUID) -> HttpResponse:
    case = _worked_on(request, uid)
    row = _of(case, appeal_uid)
    form = SendForm(request.POST or None, initial={"on": f"{timezone.localdate():%d.%m.%Y}"})
    if form.is_valid():
        return _act(request, case, row, lambda: appeals.send_on(row, by=request.user, **form.cleaned_data))
    return _form(request, case, form, _("Appeal %(number)s was sent on") % {"number": row.number})


def rule(request: Request, uid: UUID, appeal_uid: UUID) -> HttpResponse:
    case = _worked_on(request, uid)
    row = _of(case, appeal_uid)
    form = RulingForm(request.POST or None, initial={"on": f"{timezone.localdate():%d.%m.%Y}"})
    if form.is_valid():
        return _act(request, case, row, lambda: appeals.rule(row, by=request.user, **form.cleaned_data))
    return _form(request, case, form, _("What was ruled on appeal %(number)s") % {"number": row.number})


@require_POST
def take_back(request: Request, uid: UUID, appeal_uid: UUID) -> HttpResponse:
    case = _worked_on(request, uid)
    row = _of(case, appeal_uid)
    return _act(request, case, row, lambda: appeals.take_back(row, by=request.user))


def _act(request: Request, case: Case, row: Appeal, action: Any) -> HttpResponse:
    try:
        action()
    except WrongStatus as refusal:
        messages.error(request, str(refusal))
    return redirect("appeal", case.uid, row.uid)
