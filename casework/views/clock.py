"""The clocks of a case: each with its ground, start, stops and end; an officer stops them and lets them go on."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casework.actions import clocks
from casework.clocks import every_clock
from casework.views.case import opened
from people.access import require
from people.http import Request
from people.roles import Permission
from records.forms import BaseForm


class StopForm(BaseForm):
    """The grounds that an officer may choose, each with its provision."""

    ground = forms.ChoiceField(
        label=gettext_lazy("On what ground does the term stand still?"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {row.code: row for row in clocks.grounds(timezone.localdate())}
        choices = [(row.code, f"{row.text} ({row.legal_ground})") for row in self.found.values()]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]


@require_safe
def page(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    context = {"case": case, "clocks": every_clock(case), "may_stop": clocks.may_stop(case, timezone.localdate())}
    return render(request, "casework/clock.html", context)


def stop(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    form = StopForm(request.POST or None)
    if form.is_valid():
        try:
            clocks.stop(case, form.found[form.cleaned_data["ground"]], by=request.user)
            return redirect("case_clock", uid)
        except clocks.NotRunning:
            form.add_error(None, _("No term of this case runs that this ground would stop."))
    title = _("Stop the clock")
    remark = _("The person is told that the term stands still, and why.")
    return render(request, "casework/form.html", {"case": case, "form": form, "title": title, "remark": remark})


@require_POST
def go_on(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    try:
        clocks.go_on(case, request.POST.get("ground", "")[:40], by=request.user)
    except clocks.NotRunning:
        messages.error(request, _("It runs already."))
    return redirect("case_clock", uid)
