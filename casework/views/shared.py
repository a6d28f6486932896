"""„Какво се съгласих да споделя“: the person's own page, and the same at the counter."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.models import PreparedDraft
from casework.actions import disclosures
from casework.models import Disclosure
from people.access import permission_required
from people.http import Request
from people.models import Person
from people.roles import Permission
from records.access import note_seen

PAGE = 30


def _page(rows: Any, before: str) -> dict[str, Any]:
    """Newest first; `before` is the key of the last row of the page before."""
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.with_parts()[: PAGE + 1])
    return {"rows": found[:PAGE], "before": found[PAGE - 1].pk if len(found) > PAGE else None}


@require_safe
def shared(request: Request) -> HttpResponse:
    page = _page(Disclosure.objects.visible_to(request.user), request.GET.get("before", ""))
    note_seen(request, *{row.case.beneficiary.uid for row in page["rows"]}, purpose="own application", kind="list")
    prepared = PreparedDraft.objects.seen_by(request.user)[:PAGE]
    return render(request, "mine/shared.html", {**page, "prepared": prepared, "nav": "mine"})


def withdraw(request: Request, uid: UUID) -> HttpResponse:
    """Asks once, in words that name the provider and the effect."""
    visible = Disclosure.objects.visible_to(request.user).with_parts()
    row = get_object_or_404(visible, uid=uid)
    note_seen(request, row.case.beneficiary.uid, purpose="own application", case_uid=row.case.uid)
    if request.method == "POST":
        _withdraw(request, row)
        return redirect("mine_shared")
    return render(request, "mine/shared_withdraw.html", {"row": row, "nav": "mine"})


def _withdraw(request: Request, row: Disclosure) -> None:
    try:
        disclosures.withdraw(row, by=request.user)
        messages.success(request, _("%(who)s does not see it any more.") % {"who": row.to_whom})
    except disclosures.CannotWithdraw:
        messages.error(request, _("This cannot be taken back here. Call us, and we will explain."))


def _person(request: Request, uid: UUID) -> Person:
    person: Person = get_object_or_404(Person.objects.at_counter(request.user), uid=uid)
    note_seen(request, person.uid, purpose="counter")
    return person


@require_safe
@permission_required(Permission.USE_COUNTER)
def at_counter(request: Request, uid: UUID) -> HttpResponse:
    person = _person(request, uid)
    page = _page(Disclosure.objects.at_counter(request.user, person), request.GET.get("before", ""))
    return render(request, "counter/shared.html", {**page, "person": person})


@require_POST
@permission_required(Permission.USE_COUNTER)
def withdraw_at_counter(request: Request, uid: UUID, disclosure_uid: UUID) -> HttpResponse:
    """The person stands at the counter and wishes it."""
    person = _person(request, uid)
    rows = Disclosure.objects.at_counter(request.user, person).with_parts()
    _withdraw(request, get_object_or_404(rows, uid=disclosure_uid))
    return redirect("counter_shared", uid)
