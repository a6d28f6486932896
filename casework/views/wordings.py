"""Texts of decisions and reasons: edited by administrators and catalogue editors, read by a second person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework import placeholders
from casework.actions import wordings
from casework.actions.decisions import SamePerson
from casework.forms.wording import ReasonForm, WordingForm, acts
from casework.models import DecisionTemplate, Outcome, Reason
from people.access import permission_required
from people.http import Request
from people.roles import Permission

EDIT = permission_required(Permission.EDIT_CATALOGUE)


@require_safe
@EDIT
def listing(request: Request) -> HttpResponse:
    """Every act and outcome: as many lines as the two lists have."""
    waiting = set(DecisionTemplate.objects.not_read().values_list("act", "outcome"))
    kinds = [
        (act, label, one.value, one.label, (act, one.value) in waiting) for act, label in acts() for one in Outcome
    ]
    return render(request, "acts/texts.html", {"kinds": kinds, "nav": "wordings"})


@EDIT
def one(request: Request, act: str, outcome: str) -> HttpResponse:
    """The wording of today with a preview, and the next one while it is written."""
    used = list(DecisionTemplate.objects.used(act, outcome).select_related("service")[:20])
    if not used:
        raise Http404
    waiting = DecisionTemplate.objects.waiting(act, outcome)
    form = WordingForm(request.POST or None, act=act, initial=_initial(waiting or used[0]))
    if form.is_valid():
        wordings.write(act, outcome, form.cleaned_data, by=request.user)
        messages.success(request, _("The text waits until somebody else has read it."))
        return redirect("wording", act, outcome)
    shown = waiting or used[0]
    context = {"form": form, "used": used, "waiting": waiting, "shown": shown, "preview": _preview(shown)}
    return render(request, "acts/text.html", {**context, "act": act, "outcome": outcome, "nav": "wordings"})


def _initial(row: DecisionTemplate) -> dict[str, Any]:
    texts = {name: getattr(row, name) for name in wordings.TEXTS}
    return {**texts, "service": row.service, "valid_from": f"{max(row.valid_from, timezone.localdate()):%d.%m.%Y}"}


def _preview(row: DecisionTemplate) -> list[str]:
    """As it would read for a made-up case."""
    parts = (row.body_bg, row.execution_bg, row.appeal_bg, row.signatory_bg)
    return [placeholders.fill(part, placeholders.SAMPLE) for part in parts if part]


@EDIT
def second_look(request: Request, act: str, outcome: str) -> HttpResponse:
    """Read whole by somebody who did not write it, then used."""
    waiting = DecisionTemplate.objects.waiting(act, outcome)
    if waiting is None:
        raise Http404
    is_own = waiting.was_written_by(request.user)
    if request.method == "POST" and request.POST.get("read") != waiting.mark and not is_own:
        messages.error(
            request, _("The text was changed after you opened it. Read it once more; nothing is signed yet.")
        )
        return redirect("wording_read", act, outcome)
    if request.method == "POST":
        try:
            wordings.second_look(waiting, by=request.user)
        except SamePerson as same:
            raise PermissionDenied from same
        messages.success(request, _("The text is used from its first day on."))
        return redirect("wording", act, outcome)
    context = {"waiting": waiting, "preview": _preview(waiting), "is_own": is_own}
    context |= {"act": act, "outcome": outcome, "nav": "wordings"}
    return render(request, "acts/text_read.html", context)


@EDIT
def reasons(request: Request) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        wordings.add_reason(form.cleaned_data, by=request.user)
        return redirect("reasons")
    rows = Reason.objects.order_by("kind", "pk")[:200]
    context = {"form": form, "rows": rows, "today": timezone.localdate(), "nav": "wordings"}
    return render(request, "acts/reasons.html", context)


@EDIT
def end_reason(request: Request, code: str) -> HttpResponse:
    """Asks first: what has ended is not begun again."""
    row: Reason = get_object_or_404(Reason.objects.in_force(timezone.localdate()), code=code)
    if request.method == "POST":
        wordings.end_reason(row, by=request.user)
        return redirect("reasons")
    context = {"title": _("End the reason"), "what": row.text, "button": _("End it now")}
    context |= {"remark": _("Today is its last day. Acts that name it stay as they are.")}
    context |= {"back": reverse("reasons"), "from": _("Library of reasons"), "nav": "wordings"}
    return render(request, "casework/sure.html", context)
