"""Appeals against an act of the case: handed in, sent on, ruled on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.actions import appeals, decisions
from casework.appealing import Appealable, appealable
from casework.forms.afterwards import AppealForm, AppealForSomebodyForm, RulingForm, SendForm
from casework.models import Appeal, Case
from casework.views.case import opened
from casework.views.decision import CANNOT
from people.access import require
from people.http import Request
from people.models import User
from people.roles import Permission
from records.workflow import WrongStatus


def register(request: Request, uid: UUID) -> HttpResponse:
    case = _worked_on(request, uid)
    found = found_in(case, request)
    form = AppealForSomebodyForm(request.POST or None, request.FILES or None, found=found, initial=for_somebody(case))
    row = registered(case, form, found, by=request.user, **form.said) if form.is_valid() else None
    if row is not None:
        return redirect("appeal", uid, row.uid)
    return render(request, "casework/appeal_register.html", {"case": case, "form": form, "found": found})


def found_in(case: Case, request: Request) -> Appealable:
    """What can be appealed today: the act that the address names, or what there is; 404 where there is nothing."""
    named = request.GET.get("act", "")
    try:
        act = UUID(named) if named else None
    except ValueError:
        raise Http404 from None
    found = appealable(case, timezone.localdate(), act)
    if found is None:
        raise Http404
    return found


def for_somebody(case: Case) -> dict[str, str]:
    return {"lodged_on": f"{timezone.localdate():%d.%m.%Y}", "lodged_by": case.beneficiary.full_name}


def registered(case: Case, form: AppealForm, found: Appealable, *, by: User, **said: Any) -> Appeal | None:
    """The appeal; None where the form now says why there is none."""
    try:
        return appeals.register(case, by=by, act=found.decision.uid if found.decision else None, **said)
    except ValidationError as refusal:
        form.add_error("file", refusal)
    except decisions.CannotDecide as refusal:
        form.add_error(None, str(CANNOT.get(str(refusal), refusal)))
    return None


def _worked_on(request: Request, uid: UUID) -> Case:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    return case


def _form(request: Request, case: Case, form: Any, title: str) -> HttpResponse:
    return render(request, "casework/form.html", {"case": case, "form": form, "title": title, "remark": ""})


def _of(case: Case, appeal_uid: UUID) -> Appeal:
    row: Appeal = get_object_or_404(Appeal.objects.of(case), uid=appeal_uid)
    row.case = case
    return row


@require_safe
def page(request: Request, uid: UUID, appeal_uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    row = _of(case, appeal_uid)
    files = list(case.request.application.attachments.filter(slot=row.slot).select_related("data_key"))
    context = {"case": case, "appeal": row, "today": timezone.localdate(), "files": files}
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
