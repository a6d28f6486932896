from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from applications import hall, parking, station
from applications.station import Station
from people.access import allows
from people.models import User
from people.roles import Permission


class StationMiddleware:
    """Tells every page whom the clerk serves now; a work place that was left alone shows nothing but its lock."""

    OPEN = {"counter_lock", "account_logout", "health_live", "health_ready"}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        found: Station | None = getattr(request, "station", None)
        if found is not None and not found.is_locked:
            found.touch(response)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not allows(user, Permission.USE_COUNTER):
            return None
        here = request.station = Station(request)  # type: ignore[attr-defined]
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name == "account_logout" and request.method == "POST":
            station.wipe(request, by=user)
            hall.leave(request, by=user)
        if here.is_locked and name not in self.OPEN:
            return _locked(request)
        user.attending = here.person_pk
        return None


def _locked(request: HttpRequest) -> HttpResponse:
    """What was typed is kept until the clerk is back."""
    back = request.path
    if request.method == "POST":
        parking.park(request)
        back = urlsplit(request.headers.get("Referer", "")).path or back
    return redirect(f"{reverse('counter_lock')}?{urlencode({'next': back})}")
