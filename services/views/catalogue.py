"""Public pages of the catalogue. They need no session and are cached whole."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from services import listing, pages, version
from services.danger import is_danger
from services.search import search, suggestions


@require_safe
@login_not_required
def service_list(request: HttpRequest) -> HttpResponse:
    """All services, grouped as the law groups them, or those with the chosen values of facets; two queries."""
    listed = listing.listed(request.GET)
    signposts = version.kept("signposts", pages.signposts) if listed.is_whole else []
    return render(request, "services/list.html", {"listed": listed, "signposts": signposts, "nav": "services"})


@require_safe
@login_not_required
def search_page(request: HttpRequest) -> HttpResponse:
    query = _asked(request)
    hits = search(query, get_language() or "bg")
    context = {"query": query, "hits": hits, "danger": is_danger(query), "nav": "services"}
    return render(request, "services/search.html", context)


@require_safe
@login_not_required
def suggest(request: HttpRequest) -> HttpResponse:
    """A fragment for the box under the search field: at most eight suggestions, one statement."""
    query = _asked(request)
    hits = suggestions(query, get_language() or "bg")
    return render(request, "services/_suggest.html", {"hits": hits, "danger": is_danger(query)})


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", " ").strip()[:200]
