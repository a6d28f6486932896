"""Filling in a draft: the task list, one small group of questions a page, and the documents."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications import counterflow, mandates, parking, visiting
from applications.actions import attachments, drafts
from applications.conflicts import ConflictForm, merged
from applications.forms.apply import DocumentsForm
from applications.known import known_steps
from applications.prefill import Known, mark_proposals
from applications.review import kept_answers
from applications.steps import DOCUMENTS, Place, Walk, file_slot
from applications.views.attaching import attach_all, attach_shown, attach_step
from applications.views.files import served
from applications.views.known import after_step
from applications.views.walking import aside, before, draft_page, walk_of
from applications.writers import Part, Right, Writer
from services.formschema import StepForm, build_form
from services.formschema.rows import RowsWidget

# Kinds of questions that a script makes easier.
SCRIPTS = {"address": "dist/places.js", "income": "dist/sums.js", "file": "dist/upload.js"}


@draft_page
def tasks(request: HttpRequest, writer: Writer) -> HttpResponse:
    walk = Walk(writer.draft)
    context = {
        **aside(walk, None),
        "has_known": bool(known_steps(walk, writer)),
        "may_invite": writer.may(Right.INVITE),
        "may_discard": writer.may(Right.DISCARD),
    }
    return render(request, "applications/tasks.html", context)


@draft_page
def step(request: HttpRequest, writer: Writer, key: str) -> HttpResponse:
    """One step. It says which state of the answers it shows; newer ones are never written over unasked."""
    walk = walk_of(request, writer)
    place = walk.place(key)
    if place is None:
        raise Http404
    data = _typed(request)
    form = _step_form(request, writer, walk, place, data)
    if "later" in request.POST:
        return _put_aside(request, writer, walk, place, form)
    if request.method == "POST" and not _only_shows(request):
        is_right = form.is_valid()
        if attach_step(form, walk.application, place.scope, by=writer.by) and is_right:
            return _save(request, writer, walk, place, form)
    context = {
        **aside(walk, key),
        "form": form,
        "place": place,
        "revision": data.get("revision", "") if data else walk.revisions.get(key, 0),
        "before": kept_answers(walk, place),
        "back_url": before(walk, key),
        **_files(writer, walk, place),
        "scripts": sorted({SCRIPTS[question.kind] for question in form.questions if question.kind in SCRIPTS}),
        **mandates.beside(walk, form, writer.by if writer.sees_records else None),
    }
    return render(request, "applications/step.html", context)


def _put_aside(request: HttpRequest, writer: Writer, walk: Walk, place: Place, form: StepForm) -> HttpResponse:
    """Stopping in the middle of a page: what is right is saved, also when something is missing yet."""
    attach_step(form, walk.application, place.scope, by=writer.by)
    form.is_valid()
    answers = {**walk.stored(place.key), **form.stored()}
    if answers != walk.stored(place.key):
        seen = _seen(request.POST.get("revision", ""))
        try:
            drafts.save_answers(walk, place.key, answers, by=writer.by, part=writer.part, seen=seen)
        except drafts.Overtaken as newer:
            choice = ConflictForm(place=place, mine=answers, theirs=newer.row.answers, row=newer.row)
            if choice.fields:
                return _conflict(request, walk, place, choice, str(newer.row.revision))
    return redirect("apply_later", walk.application.uid)


def _seen(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) < 9 else None


def _only_shows(request: HttpRequest) -> bool:
    """One more row, a file less, or what the incomes come to: no answer is saved yet."""
    return request.method == "POST" and not {"add_row", "sum", "remove"}.isdisjoint(request.POST)


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else parking.take_back(request)


def _save(request: HttpRequest, writer: Writer, walk: Walk, place: Place, form: StepForm) -> HttpResponse:
    mine, seen = form.stored(), request.POST.get("revision", "")
    if "settle" in request.POST:
        choice = ConflictForm(request.POST, place=place, mine=mine, theirs=walk.stored(place.key))
        if not choice.is_valid():
            return _conflict(request, walk, place, choice, seen)
        mine = merged(place, mine, walk.stored(place.key), choice.cleaned_data)
    try:
        row = drafts.save_answers(walk, place.key, mine, by=writer.by, part=writer.part, seen=_seen(seen))
    except drafts.Overtaken as newer:
        choice = ConflictForm(place=place, mine=mine, theirs=newer.row.answers, row=newer.row)
        if choice.fields:
            return _conflict(request, walk, place, choice, str(newer.row.revision))
        row = newer.row
    return redirect(after_step(writer, Walk(walk.application) if walk.moved else walk.after(row), place.key))


def _conflict(request: HttpRequest, walk: Walk, place: Place, form: ConflictForm, revision: str) -> HttpResponse:
    """Both values beside each other; what was typed travels along and is not asked for again."""
    ours = {"csrfmiddlewaretoken", "revision", "versions", "settle", "later", *form.fields}
    typed = [(name, value) for name, values in request.POST.lists() if name not in ours for value in values]
    context = {**aside(walk, place.key), "form": form, "place": place, "revision": revision, "typed": typed}
    return render(request, "applications/conflict.html", context, status=409)


def _keep_focus(form: StepForm, where: str) -> None:
    """Whoever added a row writes in it next, also with a keyboard and without JavaScript."""
    for field in form.fields.values():
        if isinstance(field.widget, RowsWidget):
            field.widget.focus = where


def _step_form(request: HttpRequest, writer: Writer, walk: Walk, place: Place, data: Any) -> StepForm:
    answers = walk.answers(place.scope)
    if _only_shows(request):
        given = walk.given_in(place)
        typed = build_form(place.step, answers, request.POST, files=request.FILES or None, given=given)
        if "remove" in request.POST:
            writer.require(Right.READ_FILES)
        attach_shown(typed, request, walk, place.scope, by=writer.by)
        raw = {bound.name: bound.value() for bound in typed}
        for value in raw.values():
            if isinstance(value, list) and value and isinstance(value[0], dict) and "add_row" in request.POST:
                value.append({})
        again = build_form(place.step, answers, initial=raw, given=walk.given_in(place))
        _keep_focus(again, "row" if "add_row" in request.POST else "sum" if "sum" in request.POST else "")
        return again
    is_new = data is None and place.key not in walk.saved
    proposed = Known(walk, writer).of_step(place.scope, place.step, answers) if is_new else {}
    stored = walk.stored(place.key) or {name: value for one in proposed.values() for name, value in one.values.items()}
    if writer.sees_records:
        stored.update(mandates.chosen(walk, place, writer.by, request.GET.get("person", "")))
    form = build_form(place.step, answers, data, stored, files=request.FILES or None, given=walk.given_in(place))
    mark_proposals(form, proposed)
    counterflow.at_station(request, form)
    return form


def _files(writer: Writer, walk: Walk, place: Place | None = None) -> dict[str, Any]:
    """What has been attached, as it is now: to the whole draft, or to the questions of one step."""
    walk.files_changed()
    asks = place is None or any(question.kind == "file" for question in place.step.questions)
    slots = {file_slot(place.scope, question.key) for question in place.step.questions} if place else set()
    kept = walk.given() if asks else []
    return {
        "asks_for_files": asks,
        "kept": [(label, row) for label, row in kept if row.sha256 and (place is None or row.slot in slots)],
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "may_read": writer.may(Right.READ_FILES),
    }


@draft_page
def documents(request: HttpRequest, writer: Writer) -> HttpResponse:
    """A file, or another way, for each document. Removing one saves what was chosen beside it."""
    walk, uid = Walk(writer.draft), writer.draft.uid
    data = request.POST if request.method == "POST" else None
    is_removal = request.method == "POST" and "remove" in request.POST
    form = DocumentsForm(data, request.FILES or None, slots=walk.slots, may_lack=is_removal)
    if is_removal:
        writer.require(Right.READ_FILES)
        attachments.remove(walk.application, request.POST["remove"], by=writer.by)
    if data is not None and attach_all(form, walk.application, by=writer.by):
        if is_removal:
            messages.success(request, _("The file was removed."))
            return redirect("apply_documents", uid)
        return redirect("apply_check", uid) if walk.next_key() is None else redirect("apply_tasks", uid)
    quick = counterflow.documents_at_station(request, form)
    back = reverse("apply_tasks", args=[uid])
    context = {
        **aside(walk, DOCUMENTS),
        "form": form,
        "back_url": back,
        "quick": quick,
        **_files(writer, walk),
    }
    return render(request, "applications/documents.html", context)


@require_safe
@draft_page
def file(request: HttpRequest, writer: Writer, file_uid: UUID) -> HttpResponse:
    """A file of the open draft, for the person whose it is."""
    writer.require(Right.READ_FILES)
    row = get_object_or_404(writer.draft.attachments.select_related("data_key"), uid=file_uid)
    return served(request, row, str(row.name))


@draft_page
def discard(request: HttpRequest, writer: Writer) -> HttpResponse:
    """Asks once, in words that name the effect."""
    writer.require(Right.DISCARD)
    if request.method == "POST":
        drafts.discard(writer.draft, by=writer.by, part=writer.part)
        messages.success(request, _("It was deleted. Nobody can read it any more."))
        visiting.leave(request, writer.draft.uid)
        return redirect(
            {Part.APPLICANT: "mine", Part.CLERK: "counter", Part.MEDIATOR: "helper"}.get(writer.part, "services")
        )
    services = ", ".join(service.name for service in writer.draft.asked)
    title = _("Do you want to delete what you have begun?")
    context = {"application": writer.draft, "services": services, "title": title}
    return render(request, "applications/discard.html", context)
