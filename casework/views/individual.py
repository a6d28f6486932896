"""The individual assessment: written by the provider of the place, read by the provider and the officer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.actions import individual
from casework.actions.assessments import WroteMeanwhile
from casework.assessing import Choices, choices_for
from casework.forms.individual import IndividualForm
from casework.models import Case, IndividualAssessment, PlaceHold
from casework.models.plan import SERVED
from casework.reading import Line, Part, domain_parts, in_words
from casework.views.case import opened
from casework.views.plan import no_place
from casework.views.provider import the_hold
from people.access import require
from people.http import Request
from people.roles import Permission


def write(request: Request, uid: UUID) -> HttpResponse:
    """Every press keeps what was typed; „finish“ goes on only when nothing is missing."""
    hold = the_hold(request, uid)
    require(request.user, Permission.WRITE_PLAN, hold)
    if hold.status not in SERVED:
        return no_place(request)
    rows = list(hold.case.individual_assessments.with_parts().filter(provider=hold.offer.provider_id))
    draft = next((row for row in rows if row.finished_at is None), None)
    former = next((row for row in reversed(rows) if row.finished_at is not None), None)
    choices = choices_for(hold.case, timezone.localdate())
    data = request.POST if request.method == "POST" else None
    form = IndividualForm(data, choices=choices, initial=_initial(hold, draft, former))
    context = {"hold": hold, "form": form, "draft": draft, "former": former, "due_on": individual.due_on(hold)}
    context |= {"theirs": [], "seen": draft.saves if draft else 0}
    if data is not None:
        try:
            saved = individual.save(hold, form.typed, seen=_number(data.get("seen")), by=request.user)
        except WroteMeanwhile as conflict:
            theirs = parts_of(conflict.draft.content, choices)
            form.full_clean()
            form.errors.clear()
            context |= {"theirs": theirs, "colleague": conflict.draft.made_by.name, "seen": conflict.draft.saves}
            return _page(request, context, status=409)
        if "finish" not in data:
            messages.success(request, _("Saved. You can go on later."))
            return redirect("provider_assessment", uid)
        if form.is_valid():
            saved.case = hold.case
            individual.finish(saved, held_on=form.cleaned_data["held_on"], by=request.user)
            messages.success(request, _("The individual assessment is finished. The plan comes next."))
            return redirect("provider_referral", uid)
        context["seen"] = saved.saves
    return _page(request, context)


def _page(request: Request, context: dict[str, object], status: int = 200) -> HttpResponse:
    form = context["form"]
    assert isinstance(form, IndividualForm)
    return render(request, "provider/assessment.html", {**context, "domains": list(form.domains())}, status=status)


def _initial(
    hold: PlaceHold, draft: IndividualAssessment | None, former: IndividualAssessment | None
) -> dict[str, object]:
    """The draft, the former version, or the levels that the person agreed to share with the provider."""
    if draft is not None:
        return dict(draft.content)
    today = {"held_on": f"{timezone.localdate():%d.%m.%Y}"}
    if former is not None:
        return {**former.content, **today}
    newest = hold.case.assessments.finished().order_by("version").last()
    levels = newest.need_codes if newest else {}
    return {**today, **{f"{domain}_level": level for domain, level in levels.items()}}


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 9 else 0


def parts_of(content: dict[str, object], choices: Choices) -> list[Part]:
    """Everything that was answered, for reading."""
    form = IndividualForm(choices=choices)
    answered = [(field, in_words(field.field, content.get(field.name))) for field in form.lines]
    lines = [Line(field.name, str(field.label), value) for field, value in answered if value]
    return [Part(_("The meeting"), lines), *domain_parts(form, content)]


@require_safe
def read(request: Request, uid: UUID, version: int) -> HttpResponse:
    """For the provider who keeps or gives the place."""
    hold = the_hold(request, uid)
    require(request.user, Permission.WRITE_PLAN, hold)
    if hold.status not in SERVED:
        return no_place(request)
    own = hold.case.individual_assessments.finished().filter(provider=hold.offer.provider_id)
    return _read(request, hold.case, own, version, {
        "back": "provider_referral", "back_uid": hold.uid,
        "keep_url": reverse("provider_assessment_signed", args=[uid, version]),
        "file_url": reverse("provider_assessment_signed_file", args=[uid, version]),
    })  # fmt: skip


@require_safe
def office(request: Request, uid: UUID, version: int) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    return _read(request, case, case.individual_assessments.finished(), version, {
        "back": "case", "back_uid": case.uid, "keep_url": "",
        "file_url": reverse("case_individual_signed_file", args=[uid, version]),
    })  # fmt: skip


def _read(request: Request, case: Case, rows: Any, version: int, back: dict[str, object]) -> HttpResponse:
    shown = get_object_or_404(rows.with_parts(), version=version)
    parts = parts_of(shown.content, choices_for(case, timezone.localdate()))
    paper = shown.signed_papers.standing().first()
    context = {"case": case, "shown": shown, "parts": parts, "paper": paper, **back}
    return render(request, "provider/assessment_read.html", context)
