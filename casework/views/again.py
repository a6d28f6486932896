"""Asking again: one press makes a draft that is filled in already."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.actions import copying
from applications.models import Application
from casework.actions import renewals
from casework.views.talk import own_case
from people.http import Request
from records.access import note_seen


@require_POST
def renew(request: Request, uid: UUID) -> HttpResponse:
    case = own_case(request, uid)
    return _to_draft(request, case.request.application, lambda: renewals.renew(case, by=request.user))


@require_POST
def repeat(request: Request, uid: UUID) -> HttpResponse:
    sent = Application.objects.visible_to(request.user).exclude(status="draft").with_parts()
    application = get_object_or_404(sent, uid=uid)
    note_seen(request, application.about.uid, purpose="own application")
    return _to_draft(request, application, lambda: renewals.repeat(application, by=request.user))


def _to_draft(request: Request, former: Application, copy: Callable[[], Application]) -> HttpResponse:
    try:
        draft = copy()
    except copying.NotOffered:
        messages.error(
            request, _("This cannot be asked for online now. Call us or come to the counter: we do it together.")
        )
        return redirect(former)
    messages.success(
        request, _("We have filled in what you wrote before. Confirm what has changed, then check and send.")
    )
    return redirect("apply_tasks", draft.uid)
