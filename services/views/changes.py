"""One change of an entry: written section by section, sent, looked at, published."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records.workflow import WrongStatus
from services.actions import changes
from services.actions.entries import StillNeeded
from services.editing import lists, preview, shown
from services.editing.forms import SectionForm
from services.editing.sections import section, sections_of
from services.editing.sending import ReturnForm, SendForm
from services.entries import KINDS, InvalidEntry
from services.models import CatalogueChange

REFUSALS = (changes.Refused, WrongStatus, StillNeeded, InvalidEntry)


def _change(request: Request, uid: str) -> CatalogueChange:
    rows = CatalogueChange.objects.visible_to(request.user).select_related("author", "approver", "because_of")
    return get_object_or_404(rows, uid=uid)


@require_safe
@permission_required(Permission.EDIT_CATALOGUE)
def change_page(request: Request, uid: str) -> HttpResponse:
    change = _change(request, uid)
    kind = KINDS[change.kind]
    base = changes.base_of(change)
    context = {
        "change": change,
        "title": lists.name_of(change),
        "kind": kind,
        "sections": sections_of(kind),
        "differences": shown.changed(change, base),
        "hints": shown.hints(change.data or {}),
        "newer": shown.newer(change, base),
        "can": shown.verbs_of(change, request.user),
        "pages": list(enumerate(preview.pages(change))),
    }
    return render(request, "services/editor/change.html", context)


@permission_required(Permission.EDIT_CATALOGUE)
def edit(request: Request, uid: str, name: str) -> HttpResponse:
    change = _change(request, uid)
    kind = KINDS[change.kind]
    found = section(kind, name)
    if found is None or change.data is None:
        raise Http404
    if "edit" not in shown.verbs_of(change, request.user):
        return _refused(request, change, _("A colleague is writing this change. Take it over first."))
    form = SectionForm(kind, found, change.data, _sent(request))
    if form.is_valid():
        try:
            changes.save(change, form.document(), by=request.user)
        except InvalidEntry as error:
            form.complain(error)
        except (changes.Refused, WrongStatus) as refusal:
            messages.error(request, str(refusal))
            return redirect("catalogue_change", uid)
        else:
            messages.success(request, _("Saved in the change. Nobody else sees it before it is published."))
            return redirect("catalogue_change", uid)
    context = {
        "change": change, "title": lists.name_of(change), "section": form, "kind": kind,
        "has_errors": bool(form.faults), "questions": lists.questions() if form.has_conditions else [],
    }  # fmt: skip
    return render(request, "services/editor/section.html", context)


def _sent(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _refused(request: Request, change: CatalogueChange, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("catalogue_change", change.uid)


@permission_required(Permission.EDIT_CATALOGUE)
def send(request: Request, uid: str) -> HttpResponse:
    change = _change(request, uid)
    form = SendForm(_sent(request), change=change)
    if form.is_valid():
        try:
            changes.send(change, by=request.user, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sent. Another editor will look at it and publish it."))
            return redirect("catalogue_editor")
    context = {"change": change, "title": lists.name_of(change), "form": form}
    return render(request, "services/editor/send.html", context)


@permission_required(Permission.EDIT_CATALOGUE)
def send_back(request: Request, uid: str) -> HttpResponse:
    change = _change(request, uid)
    form = ReturnForm(_sent(request))
    if form.is_valid():
        return _done(
            request, change, changes.send_back, _("Returned to its author with your remark."),
            remark=form.cleaned_data["remark"],
        )  # fmt: skip
    context = {"change": change, "title": lists.name_of(change), "form": form}
    return render(request, "services/editor/return.html", context)


@require_POST
@permission_required(Permission.EDIT_CATALOGUE)
def step(request: Request, uid: str, verb: str) -> HttpResponse:
    """The buttons of a change's page."""
    change = _change(request, uid)
    if verb == "approve":
        return _approve(request, change)
    actions: dict[str, tuple[Any, str, dict[str, Any]]] = {
        "take-over": (changes.take_over, _("The change is yours now."), {}),
        "rewrite": (changes.send_back, _("You may go on writing."), {"remark": ""}),
        "bring-up-to-date": (changes.bring_up_to_date, _("Your text now stands over the newest one."), {}),
        "discard": (changes.discard, _("The change is discarded. The entry stays as it is."), {}),
    }
    if verb not in actions:
        raise Http404
    if verb == "rewrite" and change.author_id != request.user.pk:
        return redirect("catalogue_return", uid)
    action, done, values = actions[verb]
    return _done(request, change, action, done, **values)


def _approve(request: Request, change: CatalogueChange) -> HttpResponse:
    try:
        is_published = changes.approve(change, by=request.user)
    except REFUSALS as refusal:
        return _refused(request, change, str(refusal))
    later = _("Approved. It will be published on its day.")
    messages.success(request, _("Published. The public page shows it now.") if is_published else later)
    return redirect("catalogue_change", change.uid)


def _done(request: Request, change: CatalogueChange, action: Any, words: str, **values: Any) -> HttpResponse:
    try:
        action(change, by=request.user, **values)
    except REFUSALS as refusal:
        return _refused(request, change, str(refusal))
    messages.success(request, words)
    return redirect("catalogue_change", change.uid)


@require_POST
@permission_required(Permission.EDIT_CATALOGUE)
def see(request: Request, uid: str) -> HttpResponse:
    """The public page as it will be. Nothing of it stays in the database."""
    change = _change(request, uid)
    page, language = request.POST.get("page", ""), request.POST.get("language", "")
    number = int(page[:2]) if page.isascii() and page.isdecimal() else 0
    language = language if language in preview.LANGUAGES else "bg"
    try:
        return preview.show(change, request, by=request.user, page=number, language=language)
    except REFUSALS as refusal:
        return _refused(request, change, str(refusal))
