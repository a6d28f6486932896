"""A published decision from the citizen's side: the sealed act, the same words as a page, and in easy words."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from applications.views.files import as_download
from casework.actions import decisions
from casework.models import Decision, DecisionStatus
from casework.models.decision import STANDING
from casework.notified import told_to
from people.http import Request
from records import documents
from records.access import note_seen
from records.models import Document


def _opened(request: Request, uid: UUID, kind: str) -> Decision:
    published = Decision.objects.published_for(request.user)
    row: Decision = get_object_or_404(
        published.select_related(
            "case__beneficiary", "case__service", "case__request__application__applicant"
        ).distinct(),
        uid=uid,
    )
    note_seen(request, row.case.beneficiary.uid, purpose="own application", case_uid=row.case.uid, kind=kind)
    return row


def _file(request: Request, row: Decision, document: Document | None, name: str) -> HttpResponse:
    if document is None:
        raise Http404
    if not document.is_ready:
        return render(request, "applications/preparing.html", {"title": document.title}, status=202)
    return as_download(documents.read(document), "application/pdf", name)


@require_safe
def document(request: Request, uid: UUID) -> HttpResponse:
    """The sealed PDF."""
    row = _opened(request, uid, "file")
    sealed = Document.objects.of(row.uid, decisions.KIND).order_by("-pk").first()
    return _file(request, row, sealed, f"{row.number}.pdf")


@require_safe
def easy(request: Request, uid: UUID) -> HttpResponse:
    """One sheet in easy words and large print."""
    row = _opened(request, uid, "file")
    sheet = Document.objects.of(row.uid, decisions.EASY).order_by("-pk").first()
    return _file(request, row, sheet, f"{row.number}-1.pdf")


@require_safe
def read(request: Request, uid: UUID) -> HttpResponse:
    """The words of the sealed act as a page: from what was frozen with it."""
    row = _opened(request, uid, "page")
    sealed = get_object_or_404(Document.objects.of(row.uid, decisions.KIND), uid=row.document_uid)
    related = row.case.decisions.filter(status__in=STANDING).exclude(pk=row.pk)
    told = told_to(request.user, row.case.request.application, {row.case_id: row}).get(row.case_id)
    context = {
        "decision": row, "related": related, "said": sealed.context, "code": sealed.verify_code, "nav": "mine",
        "may_appeal": row.status == DecisionStatus.PUBLISHED, "told": told,
    }  # fmt: skip
    return render(request, "mine/decision.html", context)
