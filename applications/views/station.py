"""The work place itself: begin with a person, end with one key, lock, come back, and what the keys do."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications import hall, parking, station
from applications.forms.station import CodeForm, UnlockForm
from people.access import permission_required
from people.http import Request
from people.models import Person
from people.roles import Permission
from records.access import note_seen


@require_POST
@permission_required(Permission.USE_COUNTER)
def begin(request: Request, uid: UUID) -> HttpResponse:
    found = get_object_or_404(Person.objects.may_come(request.user), uid=uid)
    note_seen(request, found.uid, purpose="counter")
    station.begin(request, found, by=request.user)
    return redirect("counter_person", uid)


@require_POST
@permission_required(Permission.USE_COUNTER)
def end(request: Request) -> HttpResponse:
    """„Край“: nothing of the former person stays on the station."""
    station.wipe(request, by=request.user)
    hall.close(request, "serve", by=request.user)
    response = redirect("counter")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@permission_required(Permission.USE_COUNTER)
def lock(request: Request) -> HttpResponse:
    """Sent without a code it locks; with the right one it opens and goes back to where the clerk was."""
    target = _safe(request.GET.get("next", ""))
    if request.method == "POST" and "secret" not in request.POST:
        if request.GET.get("keep"):
            parking.park(request, path=target)
        station.lock(request)
        return redirect(request.get_full_path())
    form = UnlockForm(request.POST or None)
    if form.is_valid():
        if station.unlock(request, form.cleaned_data["secret"], by=request.user):
            return redirect(target)
        if station.is_spent(request):
            station.wipe(request, by=request.user)
            logout(request)
            return redirect("account_login")
        form.add_error("secret", _("This is not the code or the password. After three wrong tries you are signed out."))
    return render(request, "counter/lock.html", {"form": form})


def _safe(target: str) -> str:
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/counter/"


@permission_required(Permission.USE_COUNTER)
def code(request: Request) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        station.set_code(request, form.cleaned_data["code"])
        return redirect("counter")
    return render(request, "counter/code.html", {"form": form})


@require_safe
@permission_required(Permission.USE_COUNTER)
def keys(request: Request) -> HttpResponse:
    return render(request, "counter/keys.html")


@require_safe
@permission_required(Permission.USE_COUNTER)
def here(request: Request) -> HttpResponse:
    """Somebody types on a page without sending it: the lock waits."""
    return HttpResponse(status=204)
