"""Settlements while somebody types one."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from people.http import Request
from people.places import beginning_with, in_full


@login_not_required
@require_safe
def suggest(request: Request) -> JsonResponse:
    """{places: [[code, name in full], …]}, eight at most, our own first: a public list."""
    found = beginning_with(request.GET.get("q", "")[:80])
    return JsonResponse({"places": [(place.ekatte, in_full(place)) for place in found]})
