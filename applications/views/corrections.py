"""Answering a correction: only the named questions are open."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.actions import corrections
from applications.forms.apply import DocumentsForm
from applications.models import Correction
from applications.reopened import differs, reopened_forms, reopened_slots
from applications.views.attaching import attach_all
from people.http import Request
from records.access import note_seen
from services.formschema import StepForm


def answer(request: Request, uid: UUID) -> HttpResponse:
    open_ones = Correction.objects.open_for(request.user)
    correction = get_object_or_404(open_ones, uid=uid)
    note_seen(request, correction.application.about.uid, purpose="own application")
    data = request.POST if request.method == "POST" else None
    forms = reopened_forms(correction, data)
    slots = reopened_slots(correction)
    files = DocumentsForm(data, request.FILES or None, slots=slots) if slots else None
    is_attached = files is None or data is None or attach_all(files, correction.application, by=request.user)
    everything = [form for _key, form in forms] + ([files] if files else [])
    # A list: every form shows its errors, not only the first wrong one.
    if data is not None and all([form.is_valid() for form in everything]) and is_attached:  # noqa: C419
        changed = {key: form.stored() for key, form in forms}
        if files is None and not differs(correction.application.answers, changed):
            forms[0][1].add_error(None, _("Nothing has changed yet. Write what was asked for, then send it."))
            return _page(request, correction, forms, files)
        corrections.answer(correction, changed, by=request.user)
        messages.success(request, _("Thank you. We have received your answer, and our time runs again."))
        return redirect("mine_application", correction.application.uid)
    return _page(request, correction, forms, files)


def _page(request: Request, correction: Correction, forms: list[tuple[str, StepForm]], files: Any) -> HttpResponse:
    everything = [form for _key, form in forms] + ([files] if files else [])
    context = {
        "correction": correction,
        "forms": [form for _key, form in forms],
        "files": files,
        "has_errors": any(form.is_bound and form.errors for form in everything),
    }
    return render(request, "applications/correction.html", context)
