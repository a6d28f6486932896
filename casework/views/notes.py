"""Private notes of a case."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.actions import notes
from casework.forms.notes import NoteForm
from casework.models import NoteKind
from casework.notebook import notes_of
from casework.views.case import opened
from people.access import require
from people.http import Request
from people.roles import Permission


def book(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        notes.write(case, **form.facts, form_uid=form.cleaned_data["form_uid"], by=request.user)
        return redirect("case_notes", uid)
    kind = request.GET.get("kind", "")
    kind = kind if kind in NoteKind.values else ""
    context = {"case": case, "form": form, "notes": notes_of(case, kind), "kinds": NoteKind.choices, "kind": kind}
    return render(request, "casework/notes.html", context)


def correct(request: Request, uid: UUID, note_uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    note = get_object_or_404(case.notes.select_related("data_key"), uid=note_uid)
    now = {"kind": note.kind, "happened_on": f"{note.happened_on:%d.%m.%Y}", "text": note.text}
    form = NoteForm(request.POST or None, initial={**now, "is_pinned": note.is_pinned})
    if form.is_valid():
        try:
            notes.correct(note, **form.facts, by=request.user)
            return redirect("case_notes", uid)
        except notes.CorrectedMeanwhile:
            form.add_error(None, _("Somebody has corrected this note meanwhile. Look at the newest version first."))
    context = {"case": case, "form": form, "title": _("Correct the note"), "remark": ""}
    return render(request, "casework/form.html", context)


@require_POST
def pin(request: Request, uid: UUID, note_uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    note = get_object_or_404(case.notes.current(), uid=note_uid)
    notes.pin(note, "off" not in request.POST, by=request.user)
    return redirect("case_notes", uid)
