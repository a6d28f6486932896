"""All acts of a case with what became of each; and what is made of an act that stands."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.actions import afterwards, decisions
from casework.forms.afterwards import AfterForm
from casework.forms.casework import TextForm
from casework.models import ANSWERS, Case, Decision, DecisionStatus
from casework.views.case import opened
from casework.views.decision import CANNOT
from people.access import allows, require
from people.http import Request
from people.roles import Permission
from records.workflow import WrongStatus


@require_safe
def acts(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    rows = list(case.decisions.select_related("changes", "drafted_by", "approved_by").prefetch_related("appeals"))
    current = _in_force(case, rows)
    may = allows(request.user, Permission.DRAFT_DECISION)
    context = {
        "case": case,
        "acts": rows,
        "current": current,
        "possible": afterwards.possible(current) if current and may else [],
        "waits": next((row for row in rows if row.status == DecisionStatus.DRAFT), None),
        "today": timezone.localdate(),
    }
    return render(request, "casework/acts.html", context)


def _in_force(case: Case, rows: list[Decision]) -> Decision | None:
    for row in rows:
        if row.status == DecisionStatus.PUBLISHED and row.outcome in ANSWERS:
            row.case = case
            return row
    return None


def in_force(case: Case) -> Decision:
    """The act that stands; 404 where none does."""
    found = _in_force(case, list(case.decisions.select_related("data_key", "delegation")))
    if found is None:
        raise Http404
    return found


def after(request: Request, uid: UUID) -> HttpResponse:
    """Change, end, correct or revoke: drafted here, approved by somebody else."""
    case = opened(request, uid)
    require(request.user, Permission.DRAFT_DECISION, case)
    earlier = in_force(case)
    form = AfterForm(request.POST or None, possible=afterwards.possible(earlier), earlier=earlier)
    if form.is_valid():
        try:
            afterwards.draft(earlier, by=request.user, **form.cleaned_data)
        except (decisions.CannotDecide, WrongStatus) as refusal:
            form.add_error(None, str(CANNOT.get(str(refusal), refusal)))
        else:
            messages.success(request, _("The draft waits for somebody else to approve it."))
            return redirect("case_acts", uid)
    return render(request, "casework/after.html", {"case": case, "form": form, "decision": earlier})


def terminate(request: Request, uid: UUID) -> HttpResponse:
    """The procedure ends without an answer on the request: what was asked for did not come, or is not wanted."""
    case = opened(request, uid)
    require(request.user, Permission.DRAFT_DECISION, case)
    form = TextForm(request.POST or None)
    if form.is_valid():
        try:
            decisions.terminate(case, findings=form.cleaned_data["text"], by=request.user)
        except (decisions.CannotDecide, WrongStatus) as refusal:
            form.add_error(None, str(CANNOT.get(str(refusal), refusal)))
        else:
            messages.success(request, _("The draft waits for the head of unit."))
            return redirect(case)
    context = {"case": case, "form": form, "title": _("End it without an answer on the request"), "remark": ""}
    return render(request, "casework/form.html", context)
