"""The provider says how many places there are and from when: a key, a number, Enter; and takes it back."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework import foresight
from casework.actions import capacity
from casework.forms.place import CapacityForm
from people.access import allows, permission_required, require
from people.http import Request
from people.roles import Permission
from services.models import Offer

UNDO, SECONDS = "capacity_undo", 600


@permission_required(Permission.ANSWER_REFERRAL)
def numbers(request: Request) -> HttpResponse:
    """All offers of the provider: a number each."""
    offers = list(Offer.objects.kept_by(request.user).select_related("service"))
    form = _form(request, offers)
    if _saved(request, form):
        return redirect("provider")
    return render(request, "provider/places.html", {"form": form, "offers": offers, "nav": "provider"})


def own(request: Request, uid: UUID) -> HttpResponse:
    """One offer: what is known of the days to come, and the number."""
    offers = Offer.objects.kept_by(request.user).select_related("service", "provider", "settlement")
    row = get_object_or_404(offers, uid=uid)
    require(request.user, Permission.USE_PROVIDER_DESK, row)
    today = timezone.localdate()
    if request.method == "POST":
        require(request.user, Permission.ANSWER_REFERRAL, row)
    form = _form(request, [row])
    if _saved(request, form):
        return redirect("provider")
    context = {
        "offer": row, "form": form, "day": capacity.on_day([row], today)[row.pk], "nav": "provider",
        "changes": foresight.changes_of(row, today), "may_change": allows(request.user, Permission.ANSWER_REFERRAL),
    }  # fmt: skip
    return render(request, "provider/offer.html", context)


def _form(request: Request, offers: list[Offer]) -> CapacityForm:
    """`instead`: the day that was offered, taken with one press."""
    if request.method != "POST":
        return CapacityForm(offers=offers)
    data, instead = request.POST.copy(), request.POST.get("instead", "")
    if day := _as_date(instead):
        data["starts_on"] = f"{day:%d.%m.%Y}"
    return CapacityForm(data, offers=offers)


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _saved(request: Request, form: CapacityForm) -> bool:
    """All numbers or none. What follows is said; what was refused stands in the form."""
    if not form.is_valid():
        return False
    day, written = form.cleaned_data["starts_on"], []
    with transaction.atomic():
        for offer, amount in form.changed():
            try:
                written.append(capacity.plan(offer, amount, day, by=request.user))
            except capacity.TakenAlready as refusal:
                form.refuse(offer, refusal.most, refusal.day, capacity.room_from(offer, amount, day))
        if form.errors:
            transaction.set_rollback(True)
            return False
    _tell(request, written, day)
    return True


def _tell(request: Request, written: list[capacity.Written], day: date) -> None:
    if not written:
        messages.success(request, _("Nothing has changed: these are the numbers that are in force."))
        return
    for row in written:
        messages.success(request, what_follows(row, capacity.given_on(row.offer, day)))
    request.session[UNDO] = {
        "at": timezone.now().timestamp(),
        "rows": [[str(row.offer.uid), row.starts_on.isoformat(), row.amount, row.before] for row in written],
    }


def what_follows(written: capacity.Written, used: int) -> str:
    """One sentence: how many from when, who keeps a place, what is free. `used`: units given away on that day."""
    later = written.starts_on > timezone.localdate()
    if later and used:
        text = _(
            "%(offer)s: from %(day)s %(amount)s in all; the %(used)s that are given stay, and %(free)s are free then."
        )
    elif later:
        text = _("%(offer)s: from %(day)s %(amount)s in all, and all of them are free then.")
    elif used:
        text = _(
            "%(offer)s: from today %(amount)s in all; the %(used)s that are given stay, and %(free)s are free now."
        )
    else:
        text = _("%(offer)s: from today %(amount)s in all, and all of them are free now.")
    return text % {
        "offer": written.offer.service.name, "day": date_format(written.starts_on), "amount": written.amount,
        "used": used, "free": max(0, written.amount - used),
    }  # fmt: skip


def may_undo(request: Request) -> bool:
    """For ten minutes, whoever wrote it. Without a query."""
    kept: dict[str, Any] = request.session.get(UNDO) or {"at": 0}
    return bool(timezone.now().timestamp() - kept["at"] < SECONDS)


@require_POST
@permission_required(Permission.ANSWER_REFERRAL)
def undo(request: Request) -> HttpResponse:
    kept: dict[str, Any] = request.session.pop(UNDO, None) or {"rows": [], "at": 0}
    uids = [uid for uid, *_rest in kept["rows"]]
    offers = {str(row.uid): row for row in Offer.objects.kept_by(request.user).filter(uid__in=uids)}
    rows = [row for row in kept["rows"] if row[0] in offers]
    try:
        if timezone.now().timestamp() - kept["at"] >= SECONDS:
            raise capacity.ChangedSince
        with transaction.atomic():
            for uid, day, amount, before in rows:
                written = capacity.Written(offers[uid], date.fromisoformat(day), amount, before)
                capacity.take_back(written, by=request.user)
        messages.success(request, _("Undone: the numbers are as they were."))
    except capacity.ChangedSince:
        messages.error(request, _("There is nothing left to undo: the number was changed again, or too long ago."))
    except capacity.TakenAlready:
        messages.error(request, _("It can no longer be undone: somebody has got one of the places meanwhile."))
    return redirect("provider")
