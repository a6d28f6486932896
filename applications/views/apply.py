"""Applying: start, task list, one small group of questions a page, documents, check, submit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import hooks, parking, quotas
from applications.actions import drafts, submissions
from applications.forms.apply import DocumentsForm, StartForm
from applications.models import Application
from applications.moving import shown_versions
from applications.prefill import mark_proposals, proposals
from applications.review import changes_of, kept_answers, sections
from applications.steps import DOCUMENTS, Place, Walk
from applications.views.attaching import attach_all, attach_step
from people.http import Request
from records.access import note_seen
from services import admission
from services.formschema import StepForm, build_form
from services.models import Service


def start(request: Request, slug: str) -> HttpResponse:
    """Offers the open draft, otherwise asks what else to apply for at the same time."""
    service = get_object_or_404(Service.objects.online(), slug=slug)
    existing = drafts.open_draft(request.user, service)
    others = Service.objects.online().exclude(pk=service.pk).exclude(form_versions=None)
    closed = dict(admission.closed_among([service, *others], timezone.localdate()))
    form = StartForm(request.POST or None, others=others.exclude(pk__in=[row.pk for row in closed]))
    if service in closed:
        context = {"service": service, "standing": closed[service], "existing": existing}
        return render(request, "applications/closed.html", {**context, "back_url": service.get_absolute_url()})
    if request.method == "POST" and form.is_valid():
        chosen = [service, *form.cleaned_data["more"]]
        application = drafts.start(request.user, chosen, by=request.user)
        return redirect("apply_tasks", application.uid)
    context = {"service": service, "existing": existing, "form": form, "back_url": service.get_absolute_url()}
    return render(request, "applications/start.html", context)


def _draft(request: Request, uid: UUID) -> Application:
    drafts_of = Application.objects.drafts_of(request.user)
    return get_object_or_404(drafts_of.with_steps(), uid=uid)


def tasks(request: Request, uid: UUID) -> HttpResponse:
    walk = Walk(_draft(request, uid))
    return render(request, "applications/tasks.html", _aside(walk, None))


def _walk(request: Request, uid: UUID) -> Walk:
    """A sent page is read under the versions of the forms that it showed."""
    application = _draft(request, uid)
    shown = shown_versions(application, request.POST.get("versions", "")) if request.method == "POST" else None
    return Walk(application, shown)


def _aside(walk: Walk, current: str | None) -> dict[str, Any]:
    return {
        "changes": changes_of(walk),
        "versions": walk.stamp,
        "application": walk.application,
        "tasks": _tasks(walk, current),
        "documents_done": bool(walk.slots) and walk.documents_done,
        "is_complete": walk.is_complete,
        "services": ", ".join(service.name for service in walk.application.asked),
        "next_key": walk.next_key(),
    }


def _tasks(walk: Walk, current: str | None) -> list[tuple[str, str, bool, str, str]]:
    """The task list, ready to print: (address or nothing, title, whether it is this page, tone, state)."""
    base = reverse("apply_tasks", args=[walk.application.uid])
    rows = [(f"step/{place.key}/", str(place.step.title), place.key, place.is_done) for place in walk.places]
    rows.append(("documents/", _("Documents"), DOCUMENTS, bool(walk.slots) and walk.documents_done))
    now, done, ahead = ("info", _("now")), ("done", _("done")), ("plain", _("ahead"))
    found = [
        (base + path, title, key == current, *(now if key == current else done if is_done else ahead))
        for path, title, key, is_done in rows
    ]
    check = now if current == "check" else ahead
    address = f"{base}check/" if walk.is_complete else ""
    return [*found, (address, _("Check and send"), current == "check", *check)]


@login_not_required
def step(request: Request, uid: UUID, key: str) -> HttpResponse:
    """One step. Answers that arrive after the session ended are kept until the person is signed in again."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            parking.park(request)
        return redirect_to_login(request.path)
    walk = _walk(request, uid)
    place = walk.place(key)
    if place is None:
        raise Http404
    form = _step_form(request, walk, place)
    if request.method == "POST" and "add_row" not in request.POST:
        is_right = form.is_valid()
        if attach_step(form, walk.application, place.scope, by=request.user) and is_right:
            row = drafts.save_answers(walk, key, form.stored(), by=request.user)
            return redirect(_after(Walk(walk.application) if walk.moved else walk.after(row), key))
    context = {
        **_aside(walk, key),
        "form": form,
        "place": place,
        "before": kept_answers(walk, place),
        "back_url": _before(walk, key),
    }
    return render(request, "applications/step.html", context)


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
    stored = walk.stored(place.key) or proposed
    form = build_form(place.step, answers, data, stored, files=request.FILES or None, given=walk.given_in(place))
    mark_proposals(form, proposed)
    return form


def _after(walk: Walk, key: str) -> str:
    """The next step in order while the person walks through; the check page once everything is answered."""
    following = walk.next_key(after=key)
    uid = walk.application.uid
    if following is not None:
        return reverse("apply_step", args=[uid, following])
    return reverse("apply_check" if walk.documents_done else "apply_documents", args=[uid])


def _before(walk: Walk, key: str) -> str:
    keys = [place.key for place in walk.places]
    position = keys.index(key)
    if position == 0:
        return reverse("apply_tasks", args=[walk.application.uid])
    return reverse("apply_step", args=[walk.application.uid, keys[position - 1]])


def documents(request: Request, uid: UUID) -> HttpResponse:
    walk = Walk(_draft(request, uid))
    data = request.POST if request.method == "POST" else None
    form = DocumentsForm(data, request.FILES or None, slots=walk.slots)
    if request.method == "POST" and attach_all(form, walk.application, by=request.user):
        return redirect("apply_check", uid) if walk.next_key() is None else redirect("apply_tasks", uid)
    kept = [(label, row) for label, row in Walk(walk.application).given() if row.sha256]
    back = reverse("apply_tasks", args=[uid])
    context = {**_aside(walk, DOCUMENTS), "form": form, "kept": kept, "back_url": back}
    return render(request, "applications/documents.html", context)


def check(request: Request, uid: UUID) -> HttpResponse:
    """Everything answered on one page; sending it is one POST that may come twice."""
    sent = Application.objects.sent_by(request.user).filter(uid=uid).first()
    if sent is not None:
        return redirect("apply_sent", uid)
    walk = Walk(_draft(request, uid))
    if "leave_out" in request.POST:
        drafts.leave_out(walk.application, request.POST["leave_out"], by=request.user)
        return redirect("apply_check", uid)
    if request.method == "POST":
        try:
            submissions.submit(walk.application, by=request.user, seen=request.POST.get("versions"))
        except submissions.FormChanged:
            messages.info(request, _("The form was changed a moment ago. Look at the answers once more, then send."))
            return redirect("apply_check", uid)
        except submissions.Incomplete:
            return redirect("apply_tasks", uid)
        except admission.NotOpen:
            return redirect("apply_check", uid)
        return redirect("apply_sent", uid)
    closed = quotas.closed_now(walk.application)
    context = {
        **_aside(walk, "check"),
        "sections": sections(walk),
        "attachments": walk.given(),
        "answer_by": walk.answers().get("answer_by", ""),
        "closed": closed,
        "can_leave_out": len(walk.application.asked) > len(closed),
        "back_url": reverse("apply_tasks", args=[uid]),
    }
    return render(request, "applications/check.html", context)


def sent(request: Request, uid: UUID) -> HttpResponse:
    mine = Application.objects.sent_by(request.user).with_parts()
    application = get_object_or_404(mine, uid=uid)
    note_seen(request, application.about.uid, purpose="own application")
    progress = hooks.progress_of.one([application]).get(application.pk, [])
    title = _("We have received your application")
    return render(request, "applications/sent.html", {"application": application, "progress": progress, "title": title})
