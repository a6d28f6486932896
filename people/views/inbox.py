"""The inbox of a login: everything that was told, whatever was written to the outside."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from people import inbox
from people.http import Request
from records import messages


@require_safe
def inbox_page(request: Request) -> HttpResponse:
    lines, following = inbox.page(request.user, _uid(request.GET.get("before", "")))
    context = {"lines": lines, "following": following, "unread": inbox.unread(request.user), "nav": "mine"}
    return render(request, "people/inbox.html", context)


@require_safe
def inbox_message(request: Request, uid: UUID) -> HttpResponse:
    message = get_object_or_404(inbox.of(request.user), uid=uid)
    context = {
        "message": message,
        "title": inbox.title_of(message),
        "text": inbox.text_of(message),
        "is_of_application": message.subject_kind == "applications.application",
        "nav": "mine",
    }
    return render(request, "people/inbox_message.html", context)


@require_POST
def inbox_open(request: Request, uid: UUID) -> HttpResponse:
    """Reading leaves a mark, so it is a POST: a page that is only looked at writes nothing."""
    message = get_object_or_404(inbox.of(request.user), uid=uid)
    messages.open_(message, by=request.user)
    return redirect("inbox_message", uid)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
