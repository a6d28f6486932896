"""The scan of a signed assessment: kept by the officer or the provider who wrote it, opened by whoever reads it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.views.files import served
from casework.actions import signed_papers
from casework.forms.signed_paper import SignedPaperForm
from casework.models import Case, SignedPaper
from casework.models.plan import SERVED
from casework.views.case import opened
from casework.views.plan import no_place
from casework.views.provider import the_hold
from people.access import require
from people.http import Request
from people.roles import Permission


def of_assessment(request: Request, uid: UUID, version: int) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    back = reverse("case_assessment", args=[uid, version])
    return _keep(request, case, case.assessments.finished(), version, back)


def of_individual(request: Request, uid: UUID, version: int) -> HttpResponse:
    hold = the_hold(request, uid)
    require(request.user, Permission.WRITE_PLAN, hold)
    if hold.status not in SERVED:
        return no_place(request)
    rows = hold.case.individual_assessments.finished().filter(provider=hold.offer.provider_id)
    return _keep(request, hold.case, rows, version, reverse("provider_assessment_read", args=[uid, version]))


def _keep(request: Request, case: Case, rows: Any, version: int, back: str) -> HttpResponse:
    found = get_object_or_404(rows, version=version)
    is_post = request.method == "POST"
    form = SignedPaperForm(request.POST if is_post else None, request.FILES or None, held_on=found.held_on)
    if form.is_valid():
        said = form.cleaned_data
        try:
            signed_papers.keep(found, case, said["file"], signed_on=said["signed_on"], by=request.user)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, _("The signed paper is kept. It can be opened once it is checked for viruses."))
            return redirect(back)
    context = {"case": case, "form": form, "back_url": back, "shown": found}
    return render(request, "casework/signed_paper.html", context)


@require_safe
def file_of_assessment(request: Request, uid: UUID, version: int) -> HttpResponse:
    case = opened(request, uid)
    return _file(request, case, assessment__version=version)


@require_safe
def office_file_of_individual(request: Request, uid: UUID, version: int) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    return _file(request, case, individual__version=version)


@require_safe
def file_of_individual(request: Request, uid: UUID, version: int) -> HttpResponse:
    hold = the_hold(request, uid)
    require(request.user, Permission.WRITE_PLAN, hold)
    if hold.status not in SERVED:
        return no_place(request)
    return _file(request, hold.case, individual__version=version, individual__provider=hold.offer.provider_id)


def _file(request: Request, case: Case, **of: Any) -> HttpResponse:
    row: SignedPaper = get_object_or_404(case.signed_papers.standing().select_related("data_key"), **of)
    return served(request, row, str(row.file_name))
