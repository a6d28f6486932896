"""„Проверете отново“: a file of the case that the scanner could not look into."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.models import Case
from casework.views.case import opened
from people.access import require
from people.http import Request
from people.roles import Permission
from records import scanning
from records.models import ScannedModel


@require_POST
def attachment(request: Request, uid: UUID, attachment_uid: UUID) -> HttpResponse:
    case = _worked_on(request, uid)
    return _again(request, case, get_object_or_404(case.request.application.attachments, uid=attachment_uid))


@require_POST
def opinion(request: Request, uid: UUID, opinion_uid: UUID) -> HttpResponse:
    case = _worked_on(request, uid)
    return _again(request, case, get_object_or_404(case.opinions, uid=opinion_uid))


def _worked_on(request: Request, uid: UUID) -> Case:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    return case


def _again(request: Request, case: Case, row: ScannedModel) -> HttpResponse:
    if scanning.again(row, by=request.user):
        messages.success(request, _("The file is being checked once more. Look at this page again in a minute."))
    else:
        messages.error(request, _("This file does not wait for another check."))
    return redirect(case)
