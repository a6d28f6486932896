"""The officer proposes a value for one answer; the person says yes or no. And what was mended before."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Correction
from applications.reopened import mended, question_form
from applications.review import sections_of
from casework.actions import corrections
from casework.models import Case
from casework.views.case import opened
from people.access import require
from people.http import Request
from people.roles import Permission
from records.forms import BaseForm


class ReasonForm(BaseForm):
    reason = forms.CharField(
        label=gettext_lazy("Why do you propose it? The citizen reads this."),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
    )


def questions_of(case: Case) -> list[tuple[str, str, str, str]]:
    """(`step:question`, title of the step, label, answer in words) of everything that was answered."""
    return [
        (f"{section.key}:{line.name}", section.title, line.label, line.value)
        for section in sections_of(case.request.application, case.service.slug)
        for line in section.lines
    ]


def propose(request: Request, uid: UUID) -> HttpResponse:
    """First which answer, then the value: the question's own form, with its own checks."""
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    questions = questions_of(case)
    name = request.GET.get("question", "")
    data = request.POST if request.method == "POST" else None
    found = question_form(case.request.application, name, data) if name in {row[0] for row in questions} else None
    if found is None:
        return render(request, "casework/propose_which.html", {"case": case, "questions": questions, **_before(case)})
    step, form = found
    reason = ReasonForm(data)
    if data is not None and all([form.is_valid(), reason.is_valid()]):
        try:
            text = reason.cleaned_data["reason"]
            corrections.propose(case, name=name, proposed={step: form.stored()}, reason=text, by=request.user)
            return redirect(case)
        except corrections.AlreadyProposed:
            reason.add_error(None, _("The person has not answered your former proposal yet."))
    context = {
        "case": case,
        "value": form,
        "reason": reason,
        "has_errors": bool(data and (form.errors or reason.errors)),
    }
    return render(request, "casework/propose.html", context)


def _before(case: Case) -> dict[str, object]:
    """Every correction of the case with what it changed."""
    application = case.request.application
    rows = list(Correction.objects.of_case(case.uid))
    for row in rows:
        row.data_key = case.data_key
    return {"before": [(row, mended(row, application)) for row in rows]}
