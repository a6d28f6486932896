"""The talk of a case: the citizen's page, the officer's page. Reading is a press, so that no GET writes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.models import Origin
from casework.actions import talk
from casework.forms.talk import TalkForm
from casework.models import Case, Side
from casework.talking import talk_of
from casework.views.case import opened
from people.access import require
from people.http import Request
from people.roles import Permission
from records.access import note_seen


def own_case(request: Request, uid: UUID) -> Case:
    """The citizen's own case, noted in the access log."""
    case: Case = get_object_or_404(Case.objects.of_citizen(request.user).with_parts(), uid=uid)
    note_seen(request, case.beneficiary.uid, purpose="own application", case_uid=case.uid)
    return case


def wrote(case: Case, form: TalkForm, *, side: Side, by: Any, origin: str = Origin.ONLINE) -> bool:
    """Whether the message was written; otherwise the form says why it was not."""
    data = form.cleaned_data
    try:
        files = [data["file"]] if data.get("file") else []
        talk.write(case, data["text"], side=side, by=by, origin=origin, files=files, form_uid=data["form_uid"])
    except ValidationError as refusal:
        form.add_error("file", refusal)
        return False
    except talk.TalkClosed:
        form.add_error(None, _("The case is over and can no longer be written about. Call us or come to the counter."))
        return False
    return True


def mine(request: Request, uid: UUID) -> HttpResponse:
    case = own_case(request, uid)
    form = TalkForm(request.POST or None, request.FILES or None)
    if form.is_valid() and wrote(case, form, side=Side.PERSON, by=request.user):
        messages.success(request, _("Your message was sent. We write to you when there is an answer."))
        return redirect("mine_talk", uid)
    context = {"case": case, "form": form, "talk": talk_of(case, request.user, Side.PERSON), "nav": "mine"}
    return render(request, "mine/talk.html", context)


@require_POST
def mine_read(request: Request, uid: UUID) -> HttpResponse:
    talk.read(own_case(request, uid), side=Side.PERSON, by=request.user)
    return redirect("mine_talk", uid)


def office(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    form = TalkForm(request.POST or None, request.FILES or None)
    if form.is_valid() and wrote(case, form, side=Side.OFFICE, by=request.user):
        messages.success(request, _("Your message was sent."))
        return redirect("case_talk", uid)
    context = {"case": case, "form": form, "talk": talk_of(case, request.user, Side.OFFICE)}
    return render(request, "casework/talk.html", context)


@require_POST
def office_read(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    talk.read(case, side=Side.OFFICE, by=request.user)
    return redirect("case_talk", uid)
