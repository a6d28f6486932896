"""Drafting and approving what ends a case."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from applications.views.files import as_download
from casework import refusals
from casework.actions import decisions
from casework.forms.casework import DecisionForm, RedraftForm, TextForm
from casework.models import Case, Decision, DecisionStatus, Outcome
from casework.views.case import opened
from casework.wording import delegation_of, words_of
from people.access import require
from people.http import Request
from people.roles import Permission
from records import documents
from records.models import Document
from records.workflow import WrongStatus

CANNOT = {
    "one_stands": gettext_lazy("A decision stands already. Change, end or revoke it under “Acts of the case”."),
    "not_of_this_act": gettext_lazy("This cannot be done with the act as it stands now."),
    "another_waits": gettext_lazy("Another act of this case waits for approval. Finish it first."),
    "nothing_to_appeal": gettext_lazy("No act is in force and our term has not passed: there is nothing to appeal."),
    "not_ours": gettext_lazy("This service is decided by another body. Send the case on."),
    "approval_needs_a_confirmed_place": gettext_lazy("First a provider must confirm a place."),
    "no_delegation": gettext_lazy("No order in force lets you sign this act. An administrator can record one."),
    "no_appeal_clause": gettext_lazy("It is not set where this act is appealed, so it cannot be made."),
    "text_changed": gettext_lazy("The text was changed after you opened it. Read it once more; nothing is signed yet."),
    "refusal_needs_reasons_and_alternatives": gettext_lazy("A refusal needs reasons and another way to help."),
}


def draft(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.DRAFT_DECISION, case)
    form = DecisionForm(request.POST or None, alternatives=refusals.alternatives(case), asked_on=_asked_on(case))
    if form.is_valid():
        try:
            decisions.draft(case, by=request.user, **form.cleaned_data)
        except (decisions.CannotDecide, WrongStatus) as refusal:
            form.add_error(None, str(CANNOT.get(str(refusal), refusal)))
        else:
            messages.success(request, _("The draft waits for the head of unit."))
            return redirect(case)
    quicker = _waiting(case) if form.non_field_errors() else None
    context = {"case": case, "form": form, "unmet": refusals.unmet_conditions(case), "quicker": quicker}
    return render(request, "casework/draft.html", context)


def _asked_on(case: Case) -> date:
    return timezone.localdate(case.request.application.submitted_at)


def _waiting(case: Case) -> Decision | None:
    """What a colleague has written meanwhile."""
    rows = case.decisions.filter(status__in=(DecisionStatus.DRAFT, DecisionStatus.APPROVED))
    return rows.select_related("drafted_by", "data_key").first()


def _standing(case: Case) -> Decision:
    """The draft that waits, or the newest act."""
    rows = case.decisions.select_related(
        "data_key", "template", "drafted_by", "changes", "case__request__application__applicant"
    )
    decision: Decision | None = rows.filter(status=DecisionStatus.DRAFT).first() or rows.first()
    if decision is None:
        raise Http404
    decision.case = case
    return decision


def approve(request: Request, uid: UUID) -> HttpResponse:
    """The head reads the whole text, then approves or returns it. Never the drafter."""
    case = opened(request, uid)
    require(request.user, Permission.APPROVE_DECISION, case)
    decision = _standing(case)
    form = TextForm(request.POST if "return" in request.POST else None)
    if request.method == "POST":
        try:
            if "return" not in request.POST:
                decisions.approve(decision, by=request.user, read=request.POST.get("read", ""))
                messages.success(request, _("Signed. It is being sealed, and then it goes to the person by itself."))
                return redirect(case)
            if form.is_valid():
                decisions.return_draft(decision, form.cleaned_data["text"], by=request.user)
                return redirect(case)
        except decisions.SamePerson as same:
            raise PermissionDenied from same
        except decisions.CannotDecide as refusal:
            messages.error(request, str(CANNOT.get(str(refusal), refusal)))
            return redirect("decision_approve", uid) if str(refusal) == "text_changed" else redirect(case)
        except WrongStatus as refusal:
            if not form.is_bound:
                messages.error(request, str(refusal))
                return redirect(case)
            form.add_error(None, str(refusal))
    order = delegation_of(request.user, decision, timezone.localdate())
    said = words_of(decision, order)
    context = {"case": case, "decision": decision, "said": said, "order": order, "form": form}
    return render(request, "casework/approve.html", context)


def redraft(request: Request, uid: UUID) -> HttpResponse:
    """The drafter's text once more, with the head's note above it."""
    case = opened(request, uid)
    require(request.user, Permission.DRAFT_DECISION, case)
    decision = _standing(case)
    others = refusals.alternatives(case) if decision.outcome == Outcome.REFUSAL else []
    asked_on = decision.changes.holds_from if decision.changes else _asked_on(case)
    form = RedraftForm(request.POST or None, decision=decision, alternatives=others, asked_on=asked_on)
    if form.is_valid():
        try:
            decisions.redraft(decision, by=request.user, **form.cleaned_data)
        except WrongStatus as refusal:
            form.add_error(None, str(refusal))
        else:
            by_anybody = _("The draft waits for somebody else to approve it.")
            waits = by_anybody if decision.changes_id else _("The draft waits for the head of unit.")
            messages.success(request, waits)
            return redirect(case)
    title = _("Improve the text of the decision")
    context = {"case": case, "form": form, "title": title, "remark": decision.returned_note}
    return render(request, "casework/form.html", context)


@require_safe
def document(request: Request, uid: UUID) -> HttpResponse:
    """The sealed act, the newest."""
    return _file(opened(request, uid).decisions.first(), decisions.KIND)


@require_safe
def file(request: Request, uid: UUID, decision_uid: UUID, kind: str) -> HttpResponse:
    """Any act of the case, or the same in easy words, to be printed for the person."""
    acts = opened(request, uid).decisions.filter(uid=decision_uid)
    return _file(acts.first(), decisions.EASY if kind == "easy" else decisions.KIND)


def _file(decision: Decision | None, kind: str) -> HttpResponse:
    """404 where it is not made, not rendered, or there is no such act."""
    if decision is None:
        raise Http404
    found = decision.easy_uid if kind == decisions.EASY else decision.document_uid
    row = get_object_or_404(Document.objects.of(decision.uid, kind), uid=found)
    if not row.is_ready:
        raise Http404
    return as_download(documents.read(row), "application/pdf", f"{decision.number}-{kind}.pdf")
