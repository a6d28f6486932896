"""Answering a correction: only the named questions are open. A clerk answers for who has come to the counter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.actions import corrections
from applications.forms.apply import DocumentsForm
from applications.models import Correction
from applications.reopened import differs, mended, reopened_forms, reopened_slots
from applications.views.attaching import attach_all, attach_step
from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records.access import note_seen
from records.workflow import WrongStatus
from services.formschema import StepForm


@dataclass(frozen=True)
class Room:
    """Who answers: the purpose for the access log, the page to come back to, and what the page looks like."""

    purpose: str
    layout: str
    back: Callable[[Correction], str]


MINE = Room(
    "own application", "layouts/citizen.html", lambda row: reverse("mine_application", args=[row.application.uid])
)
COUNTER = Room("counter", "layouts/staff.html", lambda row: reverse("counter_case", args=[row.case_uid]))


def answer(request: Request, uid: UUID) -> HttpResponse:
    return _answer(request, get_object_or_404(Correction.objects.open_for(request.user), uid=uid), MINE)


@permission_required(Permission.FILE_AT_COUNTER)
def counter_answer(request: Request, uid: UUID) -> HttpResponse:
    return _answer(request, get_object_or_404(Correction.objects.open_at_counter(request.user), uid=uid), COUNTER)


def _answer(request: Request, correction: Correction, room: Room) -> HttpResponse:
    note_seen(request, correction.application.about.uid, purpose=room.purpose, case_uid=correction.case_uid)
    try:
        return _proposal(request, correction, room) if correction.is_proposal else _mend(request, correction, room)
    except WrongStatus as refusal:
        messages.error(request, str(refusal))
        return redirect(room.back(correction))


def _proposal(request: Request, correction: Correction, room: Room) -> HttpResponse:
    """Yes or no to what the officer would write."""
    if request.method == "POST":
        action = corrections.confirm if "confirm" in request.POST else corrections.refuse
        action(correction, by=request.user)
        messages.success(request, _("Thank you. The officer sees your answer."))
        return redirect(room.back(correction))
    rows = mended(correction, correction.application)
    context = {"correction": correction, "rows": rows, "layout": room.layout, "back_url": room.back(correction)}
    return render(request, "applications/proposal.html", context)


def _mend(request: Request, correction: Correction, room: Room) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    forms = reopened_forms(correction, data, request.FILES or None)
    slots = reopened_slots(correction)
    files = DocumentsForm(data, request.FILES or None, slots=slots) if slots else None
    is_attached = data is None or _attach(request, correction, forms, files)
    everything = [form for _key, form in forms] + ([files] if files else [])
    # A list: every form shows its errors, not only the first wrong one.
    if data is not None and all([form.is_valid() for form in everything]) and is_attached:  # noqa: C419
        changed = {key: form.stored() for key, form in forms}
        has_pages = any(form.uploads for _key, form in forms)
        if files is None and not has_pages and not differs(correction.application.answers, changed):
            forms[0][1].add_error(None, _("Nothing has changed yet. Write what was asked for, then send it."))
            return _page(request, correction, forms, files, room)
        corrections.answer(correction, changed, by=request.user)
        messages.success(request, _("Thank you. We have received your answer, and our time runs again."))
        return redirect(room.back(correction))
    return _page(request, correction, forms, files, room)


def _attach(request: Request, correction: Correction, forms: list[tuple[str, StepForm]], files: Any) -> bool:
    """Keeps what came, also when something else must be mended."""
    by, application = request.user, correction.application
    kept = [attach_step(form, application, key.partition(".")[0], by=by) for key, form in forms if form.asks_for_files]
    return all(kept) and (files is None or attach_all(files, application, by=by))


def _page(
    request: Request, correction: Correction, forms: list[tuple[str, StepForm]], files: Any, room: Room
) -> HttpResponse:
    everything = [form for _key, form in forms] + ([files] if files else [])
    context = {
        "correction": correction,
        "forms": [form for _key, form in forms],
        "files": files,
        "has_errors": any(form.is_bound and form.errors for form in everything),
        "layout": room.layout,
        "back_url": room.back(correction),
    }
    return render(request, "applications/correction.html", context)
