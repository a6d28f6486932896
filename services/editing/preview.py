"""The public page with a change that is not published: written, drawn and rolled back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from people.models import User
from services import version
from services.actions import changes
from services.models import CatalogueChange, Offer

LANGUAGES = ("bg", "en")


def pages(change: CatalogueChange) -> list[tuple[str, str]]:
    """(address, in words) of the public pages that show the entry, in the language of the moment; its own first."""
    found = []
    data = change.data or {}
    service = change.slug if change.kind == "service" else data.get("service", "")
    if service:
        found.append((reverse("service", args=[service]), _("page of the service")))
    elif change.kind == "site":
        slug = Offer.objects.filter(place__slug=change.slug).values_list("service__slug", flat=True).first()
        if slug:
            found.append((reverse("service", args=[slug]), _("page of a service at this place")))
    found.append((reverse("services"), _("list of services")))
    words = [*data.get("aliases_bg", []), data.get("name_bg", ""), data.get("bg", "")]
    if any(words):
        query = urlencode({"q": next(word for word in words if word)})
        found.append((f"{reverse('search')}?{query}", _("search")))
    return [*found, (reverse("home"), _("first page"))]


class _Enough(Exception):
    """Takes everything back."""


def show(change: CatalogueChange, request: Any, *, by: User, page: int, language: str) -> HttpResponse:
    """Raises InvalidEntry or Refused when the change cannot be published as it is."""
    response: HttpResponse | None = None
    with translation.override(language), version.preview():
        found = pages(change)
        chosen = page if 0 <= page < len(found) else 0
        try:
            with transaction.atomic():
                changes.write(change, by=by)
                response = _drawn(request, found[chosen][0])
                raise _Enough
        except _Enough:
            pass
    assert response is not None
    shown = {"change": change, "pages": list(enumerate(pages(change))), "chosen": chosen}
    ribbon = render_to_string("services/editor/ribbon.html", shown, request)
    before, main, after = response.content.partition(b"<main ")
    return HttpResponse(before + force_bytes(ribbon) + main + after)


def _drawn(request: Any, address: str) -> HttpResponse:
    """The page as a visitor who is signed out sees it."""
    path, _mark, query = address.partition("?")
    visit = HttpRequest()
    visit.method = "GET"
    visit.path = visit.path_info = path
    visit.META = {
        name: value for name, value in request.META.items() if name.startswith(("SERVER_", "HTTP_HOST", "REMOTE_"))
    }
    visit.META["QUERY_STRING"] = query
    visit.GET = QueryDict(query)
    visit.COOKIES = {name: value for name, value in request.COOKIES.items() if name == "display"}
    visit.user = AnonymousUser()
    view, args, kwargs = resolve(path)
    try:
        response: HttpResponse = view(visit, *args, **kwargs)
    except Http404:
        return HttpResponse(render_to_string("services/editor/gone.html", {}, visit))
    return response
