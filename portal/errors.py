"""Error pages in the visitor's language: what happened, what to do, never a trace."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    return render(request, "errors/page.html", {"heading": heading, "text": text}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        400,
        _("We did not understand the request"),
        _("Go back and try again. If it happens again, call us."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        403,
        _("You do not have the right to do this"),
        _("If your work needs it, ask your head of unit."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        404,
        _("There is no such page"),
        _("The address may be mistyped, or the page is not meant for you."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Something went wrong on our side"),
        _("What you saved is kept. Try again in a few minutes."),
    )


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    return _page(
        request,
        403,
        _("The page was open for too long"),
        _("Go back, load the page again and send it once more. What you saved is kept."),
    )
