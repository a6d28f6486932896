"""Stored files, served only through the scope of the page they belong to."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from applications.models import Application, Attachment
from applications.writers import sent_by
from people.http import Request
from records import documents, scanning
from records.access import note_seen
from records.models import Document, ScannedModel, ScanStatus


def as_download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Never shown inside our pages: an attachment with its own type, in a sandbox."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = _disposition(name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _disposition(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def served(request: HttpRequest, row: ScannedModel, name: str) -> HttpResponse:
    """The bytes of a row that the caller's scope allows; a page in plain words while nobody may open it."""
    try:
        content = scanning.read(row)
    except scanning.NotOpened as refusal:
        waits = refusal.status == ScanStatus.PENDING
        context = {"waits": waits, "has_virus": refusal.status == ScanStatus.QUARANTINED, "name": name}
        return render(request, "applications/locked_file.html", context, status=202 if waits else 403)
    if content is None:
        raise Http404
    return as_download(content, row.content_type, name)


@require_safe
def attachment(request: Request, uid: UUID) -> HttpResponse:
    visible = Attachment.objects.visible_to(request.user)
    row = get_object_or_404(visible.select_related("data_key", "application__beneficiary"), uid=uid)
    if row.application.beneficiary:
        note_seen(request, row.application.about.uid, purpose="own application", kind="file")
    return served(request, row, str(row.name))


@require_safe
@login_not_required
def receipt(request: Request, uid: UUID) -> HttpResponse:
    """The receipt as PDF, or a page that says it is being prepared; in the visit that sent it, also without a login."""
    if request.user.is_authenticated:
        mine = Application.objects.with_receipt_for(request.user)
    else:
        mine = sent_by(request)
        if not mine.filter(uid=uid).exists():
            return redirect_to_login(request.path)
    application = get_object_or_404(mine.select_related("beneficiary"), uid=uid)
    receipts = Document.objects.of(application.uid, "receipt")
    document = get_object_or_404(receipts, uid=application.receipt_uid)
    note_seen(request, application.about.uid, purpose="own application", kind="file")
    if not document.is_ready:
        return render(request, "applications/preparing.html", {"title": document.title}, status=202)
    return as_download(documents.read(document), "application/pdf", f"{application.number}.pdf")
