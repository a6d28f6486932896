"""What every page of a draft needs: the draft itself, the list of tasks beside it, and where to go next."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import parking, visiting
from applications.former import prepared_for
from applications.held import Gone
from applications.models import Application, Origin
from applications.moving import shown_versions
from applications.review import changes_of
from applications.steps import DOCUMENTS, Walk
from applications.writers import Part, Writer, sent_by, writer_of

Rest = ParamSpec("Rest")
DraftView = Callable[Concatenate[HttpRequest, Writer, Rest], HttpResponse]


def draft_page(view: DraftView[Rest]) -> Callable[..., HttpResponse]:
    """A page of an open draft: `view(request, writer, …)`. Others find nothing, or are asked who they are.

    What was typed when the session ended is kept until the person is back.
    """

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, uid: UUID, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        writer = writer_of(request, uid)
        if writer is not None:
            try:
                return _touched(request, writer, view(request, writer, *args, **kwargs))
            except Gone:
                messages.error(request, _("It was sent or deleted already in another window: this came too late."))
        if sent_by(request).filter(uid=uid).exists():
            return redirect("apply_sent", uid)
        if invitation := visiting.helper_of(request, uid):
            return redirect("apply_help", invitation)
        if request.user.is_authenticated:
            raise Http404
        if request.method == "POST":
            parking.park(request)
        # After a pause nobody is sent back to the beginning: who has no account is asked for the code.
        if Application.objects.without_account().filter(uid=uid).exists():
            if visiting.had(request, uid):
                words = _("Nobody touched this for a while, so we closed it. Everything is kept: go on with your code.")
                messages.info(request, words)
            return redirect("apply_resume", uid)
        return redirect_to_login(request.path)

    return opened


def _touched(request: HttpRequest, writer: Writer, response: HttpResponse) -> HttpResponse:
    if writer.part == Part.VISITOR:
        visiting.touch(request, response)
    return response


def walk_of(request: HttpRequest, writer: Writer) -> Walk:
    """A sent page is read under the versions of the forms that it showed."""
    shown = shown_versions(writer.draft, request.POST.get("versions", "")) if request.method == "POST" else None
    return Walk(writer.draft, shown)


def aside(walk: Walk, current: str | None) -> dict[str, Any]:
    return {
        "changes": changes_of(walk),
        "prepared": prepared_for(walk.application) if walk.application.origin == Origin.PARTNER else None,
        "versions": walk.stamp,
        "application": walk.application,
        "has_account": walk.application.applicant_user_id is not None,
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


def after(walk: Walk, key: str) -> str:
    """The next step in order while the person walks through; the check page once everything is answered."""
    following = walk.next_key(after=key)
    uid = walk.application.uid
    if following is not None:
        return reverse("apply_step", args=[uid, following])
    return reverse("apply_check" if walk.documents_done else "apply_documents", args=[uid])


def before(walk: Walk, key: str) -> str:
    keys = [place.key for place in walk.places]
    position = keys.index(key)
    if position == 0:
        return reverse("apply_tasks", args=[walk.application.uid])
    return reverse("apply_step", args=[walk.application.uid, keys[position - 1]])
