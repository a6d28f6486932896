"""Filling in a draft: the task list, one small group of questions a page, and the documents."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from applications import mandates, parking
from applications.actions import drafts
from applications.forms.apply import DocumentsForm
from applications.prefill import mark_proposals, proposals
from applications.review import kept_answers
from applications.steps import DOCUMENTS, Place, Walk
from applications.views.attaching import attach_all, attach_step
from applications.views.walking import after, aside, before, draft, walk_of
from people.http import Request
from services.formschema import StepForm, build_form

OTHER_PERSON = "other_given_name"


def tasks(request: Request, uid: UUID) -> HttpResponse:
    walk = Walk(draft(request, uid))
    return render(request, "applications/tasks.html", aside(walk, None))


@login_not_required
def step(request: Request, uid: UUID, key: str) -> HttpResponse:
    """One step. Answers that arrive after the session ended are kept until the person is signed in again."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            parking.park(request)
        return redirect_to_login(request.path)
    walk = walk_of(request, uid)
    place = walk.place(key)
    if place is None:
        raise Http404
    form = _step_form(request, walk, place)
    if request.method == "POST" and "add_row" not in request.POST:
        is_right = form.is_valid()
        if attach_step(form, walk.application, place.scope, by=request.user) and is_right:
            row = drafts.save_answers(walk, key, form.stored(), by=request.user)
            return redirect(after(Walk(walk.application) if walk.moved else walk.after(row), key))
    context = {
        **aside(walk, key),
        "form": form,
        "place": place,
        "before": kept_answers(walk, place),
        "back_url": before(walk, key),
        **_for_whom(request, walk, form),
    }
    return render(request, "applications/step.html", context)


def _for_whom(request: Request, walk: Walk, form: StepForm) -> dict[str, Any]:
    """Beside the question for whom: the way for a neighbour; beside who it is: the people the login may act for."""
    asks_who = OTHER_PERSON in form.fields
    people = mandates.of_user(request.user, walk.answers().get("capacity", "")) if asks_who else []
    return {"people": people, "asks_for_whom": "capacity" in form.fields}


def _step_form(request: Request, walk: Walk, place: Place) -> StepForm:
    answers = walk.answers(place.scope)
    if request.method == "POST" and "add_row" in request.POST:
        typed = build_form(place.step, answers, request.POST)
        raw = {bound.name: bound.value() for bound in typed}
        for value in raw.values():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                value.append({})
        return build_form(place.step, answers, initial=raw)
    data = request.POST if request.method == "POST" else parking.take_back(request)
    proposed = proposals(walk, place, request.user) if data is None and place.key not in walk.saved else {}
    proposed = {**proposed, **_chosen_person(request, walk, place)}
    stored = {**walk.stored(place.key), **proposed}
    form = build_form(place.step, answers, data, stored, files=request.FILES or None, given=walk.given_in(place))
    mark_proposals(form, proposed)
    return form


def _chosen_person(request: Request, walk: Walk, place: Place) -> dict[str, Any]:
    """`?person=`: somebody the login may act for; their names and number are filled in to be looked at."""
    chosen = request.GET.get("person", "") if request.method == "GET" else ""
    if not chosen or all(question.key != OTHER_PERSON for question in place.step.questions):
        return {}
    for mandate in mandates.of_user(request.user, walk.answers().get("capacity", "")):
        if str(mandate.represented.uid) == chosen:
            return mandates.answers_about(mandate.represented)
    return {}


def documents(request: Request, uid: UUID) -> HttpResponse:
    walk = Walk(draft(request, uid))
    data = request.POST if request.method == "POST" else None
    form = DocumentsForm(data, request.FILES or None, slots=walk.slots)
    if request.method == "POST" and attach_all(form, walk.application, by=request.user):
        return redirect("apply_check", uid) if walk.next_key() is None else redirect("apply_tasks", uid)
    kept = [(label, row) for label, row in Walk(walk.application).given() if row.sha256]
    back = reverse("apply_tasks", args=[uid])
    context = {**aside(walk, DOCUMENTS), "form": form, "kept": kept, "back_url": back}
    return render(request, "applications/documents.html", context)
