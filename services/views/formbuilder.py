"""The form builder: every page is a plain form, and every change one POST with the state that the page showed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records.forms import BaseForm
from services import formpages, formwords
from services.actions import forms as actions
from services.actions.forms import ChangedMeanwhile
from services.builderforms import GiveBackForm, QuestionForm, RowsForm, SecondLookForm, StepForm
from services.entries import InvalidEntry
from services.formschema import SchemaError, parse
from services.models import FormVersion

Steps = list[dict[str, Any]]
REFUSALS = (ChangedMeanwhile, SchemaError, actions.NotYours, actions.NotSent, InvalidEntry)


@permission_required(Permission.EDIT_CATALOGUE)
def form_list(request: Request) -> HttpResponse:
    return render(request, "formbuilder/list.html", {"rows": formpages.form_rows()})


@permission_required(Permission.EDIT_CATALOGUE)
def form_page(request: Request, slug: str) -> HttpResponse:
    """The draft, or the published version when there is none; POST begins a draft."""
    service, published, draft = formpages.versions_of(slug)
    if request.method == "POST":
        actions.begin(slug, by=request.user)
        return redirect("form_page", slug)
    return _page(request, slug, service, published, draft)


def _page(request: Request, slug: str, service: Any, published: Any, draft: Any, **forms: Any) -> HttpResponse:
    shown = draft or published
    steps = shown.schema["steps"] if shown else []
    state = formpages.token(draft) if draft else ""
    context = {
        "slug": slug,
        "service": service,
        "published": published,
        "draft": draft,
        "steps": _listed(steps),
        "token": state,
        "problem": formpages.problem_of(steps) if draft else "",
        "changes": formwords.changes(published.schema["steps"] if published else [], steps) if draft else [],
        "is_author": bool(draft and draft.author_uid == request.user.uid),
        "bank": _shared() if draft else [],
        "look": SecondLookForm(initial={"token": state}),
        "back": GiveBackForm(initial={"token": state}),
        "form": None,
        **forms,
    }
    return render(request, "formbuilder/form.html", context)


def _shared() -> list[dict[str, str]]:
    return [{"slug": row.slug, "label": formwords.own_text(row.question, "label")} for row in formpages.bank()]


def _listed(steps: Steps) -> list[dict[str, Any]]:
    names = formwords.labels(steps)
    return [
        {
            "title": formwords.own_text(step, "title"),
            "when": formwords.condition_in_words(step.get("when"), names) if step.get("when") else "",
            "questions": [
                {
                    "label": formwords.own_text(row, "label"),
                    "kind": formwords.KINDS.get(str(row.get("kind")), row.get("kind")),
                    "when": formwords.condition_in_words(row.get("when"), names) if row.get("when") else "",
                }
                for row in step.get("questions") or []
            ],
        }
        for step in steps
    ]


@require_POST
@permission_required(Permission.EDIT_CATALOGUE)
def form_change(request: Request, slug: str) -> HttpResponse:
    """`do`: what the pressed button says – up, down, delete, copy or discard, and the place it is about."""
    draft = formpages.get_draft(slug)
    verb, _colon, place = request.POST.get("do", "").partition(":")
    seen = request.POST.get("token", "")
    try:
        if verb == "discard":
            actions.discard(draft, seen=seen, by=request.user)
        else:
            steps = _arranged(draft, verb, place, request.POST.get("bank", ""))
            actions.save(draft, steps, seen=seen, by=request.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("form_page", slug)


def _arranged(draft: FormVersion, verb: str, place: str, bank: str) -> Steps:
    numbers = [int(part) for part in place.split(".") if part.isdecimal()]
    steps: Steps = [{**step, "questions": list(step.get("questions") or [])} for step in draft.schema["steps"]]
    if not numbers or numbers[0] >= len(steps):
        raise Http404
    rows = steps[numbers[0]]["questions"] if len(numbers) > 1 or verb == "copy" else steps
    if verb == "copy":
        question = next((one.question for one in formpages.bank() if one.slug == bank), None)
        if question is not None:
            rows.append(question)
        return steps
    at = numbers[-1]
    to = {"up": at - 1, "down": at + 1}.get(verb)
    if at >= len(rows):
        raise Http404
    if verb == "delete":
        del rows[at]
    elif to is not None and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return steps


@permission_required(Permission.EDIT_CATALOGUE)
def form_step(request: Request, slug: str, step: int) -> HttpResponse:
    """A step's texts and condition; the number after the last one is a new step."""
    draft = formpages.get_draft(slug)
    steps: Steps = draft.schema["steps"]
    if step > len(steps):
        raise Http404
    step = _place(steps, step, request)
    row = steps[step] if step < len(steps) else {"key": "", "questions": []}

    def put(form: RowsForm) -> Steps:
        return [*steps[:step], {**form.result(), "questions": row.get("questions") or []}, *steps[step + 1 :]]

    return _edit(request, draft, StepForm, row, step, put, formwords.own_text(row, "title") or _("New step"))


def _place(rows: Steps, number: int, request: Request) -> int:
    """Where the row that the page showed stands now, by its key; one that is gone is written at the end."""
    was = request.POST.get("was")
    if was is None:
        return number
    keys = [row.get("key") for row in rows]
    return keys.index(was) if was in keys else len(rows)


@permission_required(Permission.EDIT_CATALOGUE)
def form_question(request: Request, slug: str, step: int, question: int) -> HttpResponse:
    draft = formpages.get_draft(slug)
    steps: Steps = draft.schema["steps"]
    rows = (steps[step].get("questions") or []) if step < len(steps) else []
    if step >= len(steps) or question > len(rows):
        raise Http404
    question = _place(rows, question, request)
    row = rows[question] if question < len(rows) else {"key": ""}

    def put(form: RowsForm) -> Steps:
        changed = [*rows[:question], form.result(), *rows[question + 1 :]]
        return [*steps[:step], {**steps[step], "questions": changed}, *steps[step + 1 :]]

    return _edit(request, draft, QuestionForm, row, step, put, formwords.own_text(row, "label") or _("New question"))


def _edit(
    request: Request,
    draft: FormVersion,
    form_class: type[RowsForm],
    row: dict[str, Any],
    before: int,
    put: Callable[[RowsForm], Steps],
    title: str,
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    seen = formpages.token(draft)
    form = form_class(data, row=row, steps=draft.schema["steps"], before=before, token=seen)
    if data is not None and "add_row" not in data and form.is_valid():
        try:
            actions.save(draft, put(form), seen=form.cleaned_data["token"], by=request.user)
        except ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            # Once more on top of what the colleague wrote: the page says what to compare.
            form.renew(seen)
        else:
            return redirect("form_page", actions.slug_of(draft))
    if data is not None and "add_row" in data:
        form.errors.clear()
    context = {"form": form, "draft": draft, "slug": actions.slug_of(draft), "title": title}
    return render(request, "formbuilder/edit.html", context)


@require_safe
@permission_required(Permission.EDIT_CATALOGUE)
def form_preview(request: Request, slug: str, step: int) -> HttpResponse:
    """A step as the citizen sees it; its button does nothing."""
    _service, published, draft = formpages.versions_of(slug)
    shown = draft or published
    steps: Steps = shown.schema["steps"] if shown else []
    if step >= len(steps):
        raise Http404
    row = steps[step]
    drawn = formpages.preview(row)
    context = {
        "slug": slug,
        "title": formwords.own_text(row, "title"),
        "intro": formwords.own_text({**row, "key": ""}, "intro"),
        "step_form": drawn,
        "problem": "" if drawn else formpages.problem_of([{**row, "when": None}]),
    }
    return render(request, "formbuilder/preview.html", context)


@permission_required(Permission.EDIT_CATALOGUE)
def form_try(request: Request, slug: str) -> HttpResponse:
    """A test run with sample answers: they come by POST, and nothing of them is kept."""
    draft = formpages.get_draft(slug)
    data = request.POST if request.method == "POST" else None
    problem = formpages.problem_of(draft.schema["steps"])
    context: dict[str, Any] = {
        "slug": slug,
        "draft": draft,
        "problem": problem,
        "samples": [],
        "tried": [],
        "coded": {},
    }
    if not problem:
        schema = parse(draft.schema)
        context["samples"] = formpages.sample_forms(schema, data)
        if data is not None:
            context["tried"], context["coded"] = formpages.try_out(schema, data)
    return render(request, "formbuilder/try.html", context)


@require_POST
@permission_required(Permission.EDIT_CATALOGUE)
def form_send(request: Request, slug: str) -> HttpResponse:
    draft = formpages.get_draft(slug)
    try:
        actions.send(draft, seen=request.POST.get("token", ""), by=request.user)
        messages.success(request, _("Sent. A colleague looks at it and publishes it."))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("form_page", slug)


@require_POST
@permission_required(Permission.EDIT_CATALOGUE)
def form_approve(request: Request, slug: str) -> HttpResponse:
    draft, form = formpages.get_draft(slug), SecondLookForm(request.POST)

    def approve(told: dict[str, Any]) -> None:
        actions.approve(draft, publish_at=told["publish_at"], seen=told["token"], by=request.user)
        messages.success(request, _("Approved. Whoever has begun an application sees the new form with a notice."))

    return _second_look(request, draft, form, approve, look=form)


@require_POST
@permission_required(Permission.EDIT_CATALOGUE)
def form_give_back(request: Request, slug: str) -> HttpResponse:
    draft, form = formpages.get_draft(slug), GiveBackForm(request.POST)

    def give_back(told: dict[str, Any]) -> None:
        actions.give_back(draft, told["remark"], seen=told["token"], by=request.user)
        messages.success(request, _("Given back with your remark."))

    return _second_look(request, draft, form, give_back, back=form)


def _second_look(
    request: Request, draft: FormVersion, form: BaseForm, act: Callable[[dict[str, Any]], None], **shown: BaseForm
) -> HttpResponse:
    """`shown`: the form once more under the name by which the page knows it."""
    slug = actions.slug_of(draft)
    if not form.is_valid():
        service, published, _draft = formpages.versions_of(slug)
        return _page(request, slug, service, published, draft, **shown, form=form)
    try:
        act(form.cleaned_data)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("form_page", slug)
