"""What every page of a draft needs: the draft itself, the list of tasks beside it, and where to go next."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.moving import shown_versions
from applications.review import changes_of
from applications.steps import DOCUMENTS, Walk
from people.http import Request


def draft(request: Request, uid: UUID) -> Application:
    drafts_of = Application.objects.drafts_of(request.user)
    return get_object_or_404(drafts_of.with_steps(), uid=uid)


def walk_of(request: Request, uid: UUID) -> Walk:
    """A sent page is read under the versions of the forms that it showed."""
    application = draft(request, uid)
    shown = shown_versions(application, request.POST.get("versions", "")) if request.method == "POST" else None
    return Walk(application, shown)


def aside(walk: Walk, current: str | None) -> dict[str, Any]:
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
