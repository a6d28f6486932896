"""The citizen's own pages: what was asked, how far it is, one thing to do, who looked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from applications import invited, keeping
from applications.models import Application
from applications.review import sections_of
from applications.steps import Walk
from applications.views.files import as_download
from casework import mine
from casework.actions import decisions, papers, place_answers
from casework.models import Case, CaseStatus, Referral
from casework.models.place import HoldStatus
from casework.threadsources import SOURCES
from people.http import Request
from records import documents
from records.access import note_seen
from records.models import Document
from records.workflow import WrongStatus

# What becomes of a place once the person has answered.
ANSWERED = {
    "accept": gettext_lazy("Thank you. The place is taken up; they call you about the first day."),
    "another": gettext_lazy("Thank you. We look for another place and tell you."),
    "decline": gettext_lazy("Thank you, we have written it down. You can apply again at any time."),
}


@require_safe
def overview(request: Request) -> HttpResponse:
    user = request.user
    applications, before = mine.applications_of(user, request.GET.get("before", ""))
    note_seen(
        request,
        *{row.about.uid for row, _progress in applications},
        purpose="own application",
        kind="list",
    )
    context = {
        "drafts": keeping.with_last_day(mine.drafts_of(user)),
        "applications": applications,
        "before": before,
        "inbox": mine.inbox_of(user),
        "to_sign": mine.to_sign(user),
        "invitations": invited.shown_to(user),
        "nav": "mine",
    }
    return render(request, "mine/overview.html", context)


@require_safe
def application(request: Request, uid: UUID) -> HttpResponse:
    visible = Application.objects.visible_to(request.user).exclude(status="draft").with_parts()
    row = get_object_or_404(visible, uid=uid)
    note_seen(request, row.about.uid, purpose="own application")
    context = {"application": row, **mine.everything_of(row, request.user), "nav": "mine"}
    return render(request, "mine/application.html", context)


@require_safe
def thread(request: Request, uid: UUID) -> HttpResponse:
    """Everything that happened to an application, newest first; without what is the officers' own."""
    visible = Application.objects.visible_to(request.user).exclude(status="draft").with_parts()
    row = get_object_or_404(visible, uid=uid)
    note_seen(request, row.about.uid, purpose="own application")
    cases = Case.objects.of_application(row).select_related("data_key", "service", "request__application")
    whole = SOURCES.read(cases, request.user, before=request.GET.get("before", ""), is_public=True)
    return render(request, "mine/thread.html", {"application": row, "thread": whole, "nav": "mine"})


@require_safe
def sent(request: Request, uid: UUID) -> HttpResponse:
    """What was sent: the answers and the files, as they are now."""
    visible = Application.objects.visible_to(request.user).exclude(status="draft").with_parts()
    row = get_object_or_404(visible, uid=uid)
    note_seen(request, row.about.uid, purpose="own application")
    context = {"application": row, "sections": sections_of(row), "attachments": Walk(row).given(), "nav": "mine"}
    return render(request, "mine/sent.html", context)


@require_POST
def paper(request: Request, uid: UUID) -> HttpResponse:
    """A sealed paper that says how far it is today, to show elsewhere."""
    visible = Application.objects.visible_to(request.user).exclude(status="draft").with_parts()
    row = get_object_or_404(visible, uid=uid)
    note_seen(request, row.about.uid, purpose="own application")
    return redirect("mine_paper_file", uid, papers.request_progress(row, by=request.user).uid)


@require_safe
def paper_file(request: Request, uid: UUID, document_uid: UUID) -> HttpResponse:
    visible = Application.objects.visible_to(request.user).select_related("beneficiary")
    row = get_object_or_404(visible, uid=uid)
    document = get_object_or_404(Document.objects.of(row.uid, papers.KIND), uid=document_uid)
    note_seen(request, row.about.uid, purpose="own application", kind="file")
    if not document.is_ready:
        return render(request, "applications/preparing.html", {"title": document.title}, status=202)
    return as_download(documents.read(document), "application/pdf", f"{row.number}-{document.issued_on}.pdf")


@require_safe
def who_looked(request: Request, uid: UUID) -> HttpResponse:
    visible = Application.objects.visible_to(request.user).with_parts()
    row = get_object_or_404(visible, uid=uid)
    context = {"application": row, "looks": mine.looks_at(row), "nav": "mine"}
    return render(request, "mine/who_looked.html", context)


@require_safe
def referral(request: Request, uid: UUID) -> HttpResponse:
    """The paper with whom to go to and what to bring."""
    cases = Case.objects.of_citizen(request.user)
    row = get_object_or_404(Referral.objects.of_cases(cases).select_related("case__beneficiary"), uid=uid)
    document = get_object_or_404(Document.objects.of(row.uid, papers.REFERRAL))
    note_seen(request, row.case.beneficiary.uid, purpose="own application", case_uid=row.case.uid, kind="file")
    if not document.is_ready:
        return render(request, "applications/preparing.html", {"title": document.title}, status=202)
    return as_download(documents.read(document), "application/pdf", f"{row.case.number}.pdf")


def place(request: Request, uid: UUID) -> HttpResponse:
    """Yes or no to the place. Asks once, in words that name the person and the effect."""
    visible = Application.objects.visible_to(request.user)
    cases = Case.objects.with_parts().filter(request__application__in=visible)
    case = get_object_or_404(cases, uid=uid)
    note_seen(request, case.beneficiary.uid, purpose="own application", case_uid=case.uid)
    word = next((name for name in place_answers.ANSWERS if name in request.POST), None)
    if word is not None:  # what says nothing gives no place away
        try:
            place_answers.answer(case, word, by=request.user, through="online")
        except (WrongStatus, decisions.CannotDecide):
            messages.error(request, _("This place can no longer be answered. See below how far the application is."))
        else:
            messages.success(request, ANSWERED[word])
        return redirect("mine_application", case.request.application.uid)
    # The one that is to follow, where there are two.
    hold = case.holds.active().order_by("-is_coming").select_related("offer__provider").first()
    if case.status != CaseStatus.DECIDED and not (hold and hold.is_coming and hold.status == HoldStatus.ACCEPTED):
        messages.info(request, _("This place has been answered already."))
        return redirect("mine_application", case.request.application.uid)
    return render(request, "mine/place.html", {"case": case, "hold": hold, "title": _("Do you accept the place?")})
