"""Public pages of the catalogue. They need no session and are cached whole."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from services import pages
from services.danger import is_danger
from services.search import search


@require_safe
@login_not_required
def service_list(request: HttpRequest) -> HttpResponse:
    """All services on one page, grouped as the law groups them; two queries."""
    context = {"groups": pages.cards(), "signposts": pages.signposts(), "nav": "services"}
    return render(request, "services/list.html", context)


@require_safe
@login_not_required
def search_page(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\x00", " ").strip()[:200]
    hits = search(query, get_language() or "bg")
    context = {"query": query, "hits": hits, "danger": is_danger(query), "nav": "services"}
    return render(request, "services/search.html", context)
