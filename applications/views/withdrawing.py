"""Withdrawing, by the citizen or by a clerk for who has come: a service or everything. Asks once, names the effect."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.actions import withdrawals
from applications.forms.apply import WithdrawForm
from applications.models import Application, ServiceRequest
from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records.access import note_seen
from records.workflow import WrongStatus, verbs


def withdraw(request: Request, uid: UUID, slug: str = "") -> HttpResponse:
    mine = Application.objects.visible_to(request.user).with_parts()
    application = get_object_or_404(mine, uid=uid)
    note_seen(request, application.about.uid, purpose="own application")
    page = {"layout": "layouts/citizen.html", "back_url": reverse("mine_application", args=[uid]), "nav": "mine"}
    return _withdraw(request, application, slug, page)


@permission_required(Permission.FILE_AT_COUNTER)
def at_counter(request: Request, uid: UUID, slug: str = "") -> HttpResponse:
    served = Application.objects.at_counter(request.user).submitted().with_parts()
    application = get_object_or_404(served, uid=uid)
    note_seen(request, application.about.uid, purpose="counter")
    page = {"layout": "layouts/staff.html", "back_url": reverse("counter_slip", args=[uid])}
    return _withdraw(request, application, slug, page)


def _withdraw(request: Request, application: Application, slug: str, page: dict[str, Any]) -> HttpResponse:
    standing = list(application.requests.standing().select_related("service"))
    only = next((row for row in standing if row.service.slug == slug), None)
    if "withdraw" not in verbs(application) or (slug and only is None):
        raise Http404
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _done(request, application, only, form.cleaned_data["reason"], page["back_url"])
    if only is None:
        title = _("Do you want to withdraw the application?")
    else:
        title = _("Do you want to withdraw “%(service)s”?") % {"service": only.service.name}
    others = [row.service.name for row in standing if only is not None and row.pk != only.pk]
    context = {**page, "application": application, "form": form, "title": title, "others": others, "only": only}
    return render(request, "applications/withdraw.html", context)


def _done(
    request: Request, application: Application, only: ServiceRequest | None, reason: str, back_url: str
) -> HttpResponse:
    try:
        withdrawals.withdraw(application, by=request.user, only=only, reason=reason)
    except WrongStatus:
        if only is None:
            words = _("Everything that was asked for has been decided: there is nothing to withdraw.")
        else:
            words = _("This service has been decided already: there is nothing to withdraw.")
        messages.error(request, words)
    else:
        messages.success(request, _("It was withdrawn."))
    return redirect(back_url)
