"""The day from which a decision is known: written down by an officer, or confirmed by the person."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.forms.notification import NotificationForm
from casework.models import Case, Decision, DecisionStatus
from casework.notified import act_of, addressees
from casework.views.case import opened
from people.access import require
from people.http import Request
from people.roles import Permission
from records import notifications
from records.models import Method


def written(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    decision = _act(request, case)
    initial = {"on": f"{timezone.localdate():%d.%m.%Y}"}
    form = NotificationForm(request.POST or None, initial=initial, case=case, decision=decision)
    if form.is_valid():
        data = form.cleaned_data
        notifications.record(
            act_of(decision),
            form.people[data["person"]].uid,
            method=data["method"],
            on=data["on"],
            proof=data["proof"],
            details=form.details,
            by=request.user,
        )
        messages.success(request, _("Written down. The time for an appeal is counted from that day."))
        return redirect(case)
    context = {"case": case, "form": form, "title": _("Who was told of the decision, and when"), "remark": ""}
    return render(request, "casework/form.html", context)


def _act(request: Request, case: Case) -> Decision:
    """The act that the address names; without one what not everybody knows yet, the oldest first, or the newest."""
    rows = list(case.decisions.filter(status=DecisionStatus.PUBLISHED).select_related("data_key").order_by("pk"))
    named = [row for row in rows if str(row.uid) == request.GET.get("act")]
    unknown = [row for row in rows if row.delivered_on is None]
    found = named or unknown or rows[-1:]
    if not found or (request.GET.get("act") and not named):
        raise Http404
    return found[0]


@require_POST
def strike_out(request: Request, uid: UUID, notification_uid: UUID) -> HttpResponse:
    """A mistake in what was written down: the line stays in the records and counts no more."""
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    acts = list(case.decisions.values_list("uid", flat=True))
    row = get_object_or_404(notifications.of_acts(acts), uid=notification_uid)
    notifications.strike_out(row, by=request.user)
    messages.success(request, _("The line counts no more."))
    return redirect(case)


@require_POST
def received(request: Request, uid: UUID) -> HttpResponse:
    """„Получих решението“: by an addressee alone, once the identity was checked."""
    mine = Decision.objects.published_for(request.user).distinct()
    parts = ("data_key", "case__beneficiary", "case__request__application__applicant")
    decision = get_object_or_404(mine.select_related(*parts), uid=uid)
    person = request.user.person if request.user.checked_person_id else None
    if person is None or person not in addressees(decision.case) or decision.status != DecisionStatus.PUBLISHED:
        raise Http404
    on = timezone.localdate()
    notifications.record(act_of(decision), person.uid, method=Method.PORTAL, on=on, by=request.user)
    messages.success(request, _("Thank you. We have written down that you received the decision today."))
    return redirect("mine_application", decision.case.request.application.uid)
