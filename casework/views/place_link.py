"""The provider's answer by a link from the mail: opening it does nothing, the answer is a POST, once."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from casework.actions import place_links
from casework.forms.casework import DeclineForm
from casework.models import PlaceHold, PlaceLink
from casework.provider import needs_of
from records import tries
from records.links import hash_of
from records.workflow import WrongStatus

WINDOW, AN_ADDRESS = 600, 30


@never_cache
@login_not_required
def answer(request: HttpRequest, token: str) -> HttpResponse:
    if tries.count_from(request.META.get("REMOTE_ADDR", ""), "place-link", WINDOW) > AN_ADDRESS:
        return _page(request, "slower", 429)
    link = PlaceLink.objects.with_parts().filter(token_hash=hash_of(token)).first()
    if link is None:
        return _page(request, "unknown", 404)
    if link.used_at is not None or link.expires_at <= timezone.now() or link.hold.status != "held":
        return _page(request, "over", 410, link.hold)
    form = DeclineForm(request.POST if "decline" in request.POST else None)
    try:
        if "accept" in request.POST:
            place_links.accept(link)
            return _page(request, "accepted", 200, link.hold)
        if form.is_valid():
            place_links.decline(link, form.cleaned_data["reason"])
            return _page(request, "declined", 200, link.hold)
    except WrongStatus:
        return _page(request, "over", 410, link.hold)
    needs = needs_of(link.hold.case.assessments.finished().last())
    context = {"hold": link.hold, "form": form, "needs": needs, "title": _("Is there a place?")}
    return render(request, "provider/link.html", context)


def _page(request: HttpRequest, what: str, status: int, hold: PlaceHold | None = None) -> HttpResponse:
    titles: dict[str, Any] = {
        "slower": _("Too many tries. Wait ten minutes, or call us."),
        "unknown": _("There is no such link"),
        "over": _("This link was used, or its day has passed"),
        "accepted": _("Thank you. The place is kept for the person"),
        "declined": _("Thank you. We ask somebody else"),
    }
    context = {"what": what, "title": titles[what], "hold": hold}
    return render(request, "provider/link_said.html", context, status=status)
