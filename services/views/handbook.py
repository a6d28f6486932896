"""The handbook: its editions for everybody, and the page where editors have one made."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.access import permission_required
from people.http import Request
from people.roles import Permission
from services.actions import editions
from services.handbook.book import Book
from services.handbook.forms import EditionForm
from services.models import Edition

NEVER_CHANGES = "public, max-age=31536000, immutable"
WATCHED_SECONDS = 3


@require_safe
@login_not_required
def handbook(request: HttpRequest) -> HttpResponse:
    found = Edition.objects.visible_to(request.user).newest_first()
    return render(request, "services/handbook/list.html", {"editions": found[:60]})


@require_safe
@login_not_required
def edition(request: HttpRequest, uid: str) -> HttpResponse:
    row = get_object_or_404(Edition.objects.visible_to(request.user), uid=uid)
    return render(request, "services/handbook/edition.html", {"book": Book(row, row.content)})


@require_safe
@login_not_required
def edition_pdf(request: HttpRequest, uid: str) -> HttpResponse:
    """The bytes as they were made. Those for citizens may be kept by anybody."""
    row = get_object_or_404(Edition.objects.visible_to(request.user).newest_first(), uid=uid)
    tag = f'"{row.sha256}"'
    response = get_conditional_response(request, etag=tag) or _file(row)
    response.headers["ETag"] = tag
    is_public = row.audience == Edition.Audience.CITIZEN
    response.headers["Cache-Control"] = NEVER_CHANGES if is_public else "private, no-cache"
    return response


def _file(row: Edition) -> HttpResponse:
    name = f"handbook-{row.audience}-{row.language}-{row.number}.pdf"
    response = HttpResponse(editions.read(row), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@permission_required(Permission.EDIT_CATALOGUE)
def handbook_editor(request: Request) -> HttpResponse:
    form = EditionForm(request.POST or None, initial={"audience": Edition.Audience.CITIZEN, "language": "bg"})
    if form.is_valid():
        made = editions.request(form.cleaned_data["audience"], form.cleaned_data["language"], by=request.user)
        return redirect("handbook_progress", made.uid)
    found = Edition.objects.newest_first()[:30]
    return render(request, "services/handbook/editor.html", {"form": form, "editions": found})


@permission_required(Permission.EDIT_CATALOGUE)
def handbook_progress(request: Request, uid: str) -> HttpResponse:
    """How far the edition is; asks again by itself until it is made. POST tries a failed one again."""
    row = get_object_or_404(Edition.objects.newest_first(), uid=uid)
    if request.method == "POST":
        editions.again(row, by=request.user)
        messages.success(request, _("The edition is being made once more."))
        return redirect("handbook_progress", row.uid)
    response = render(request, "services/handbook/progress.html", {"edition": row})
    if row.is_under_way:
        response.headers["Refresh"] = str(WATCHED_SECONDS)
    return response
