"""Who waits, in which order and why; exceptions by hand, proposed by one and approved by another."""

from itertools import islice
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework import exporting, waiting_list
from casework.actions import waiting
from casework.forms.waiting import ExceptionForm
from casework.models import WaitingEntry, WaitingException
from casework.views.bulk import TYPES
from people.access import allows, permission_required, require
from people.http import Request
from people.roles import Permission
from records import audit
from records.access import note_seen
from records.workflow import WrongStatus
from services.exports import sheets
from services.models import Offer, Service


def _chosen(request: Request) -> tuple[list[Service], Service | None, list[Offer], Offer | None]:
    """The services that people wait for, the one of the address or the first, its offers and the one of the address."""
    services = waiting_list.services_waited_for()
    wanted = request.GET.get("service", "")
    service = next((one for one in services if one.slug == wanted), services[0] if services else None)
    offers = waiting_list.offers_of(service) if service else []
    offer = next((one for one in offers if one.slug == request.GET.get("offer", "")), None)
    return services, service, offers, offer


@require_safe
@permission_required(Permission.USE_DESK)
def listing(request: Request) -> HttpResponse:
    services, service, offers, offer = _chosen(request)
    context: dict[str, Any] = {"services": services, "service": service, "offers": offers, "offer": offer}
    if service is not None:
        page = waiting_list.page_of(request.user, service, offer, request.GET.get("after", ""))
        note_seen(request, *(line.person_uid for line in page.lines if line.person_uid), purpose="desk", kind="list")
        chosen = {"service": service.slug, **({"offer": offer.slug} if offer else {})}
        context |= {"page": page, "asked": urlencode(chosen)}
    return render(request, "waiting/list.html", {**context, "nav": "waiting"})


@require_safe
@permission_required(Permission.USE_DESK)
def export(request: Request, kind: str) -> HttpResponse:
    """The first ones of the list as a table: order and reasons, and of the own units' people the number; no name."""
    if kind not in TYPES:
        raise Http404
    _services, service, _offers, offer = _chosen(request)
    lines = list(islice(waiting_list.every_line(request.user, service, offer), exporting.MOST)) if service else []
    note_seen(request, *(line.person_uid for line in lines if line.person_uid), purpose="desk", kind="list")
    mark = service.slug if service else ""
    audit.record("waiting_list_exported", None, by=request.user, service=mark, number=len(lines), kind=kind)
    heads = (_("Turn"), _("Number"), _("Waits since"), _("Comes first because"))
    rows = ((str(line.turn), line.number, date_format(line.since), line.reasons) for line in lines)
    name = f"waiting-list-{timezone.localdate():%Y-%m-%d}.{kind}"
    return HttpResponse(
        sheets.TABLES[kind](heads, rows),
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def entry(request: Request, uid: UUID) -> HttpResponse:
    """One person's place: turn, reasons, movements; and the proposal of an exception."""
    rows = WaitingEntry.objects.visible_to(request.user).select_related(
        "case__data_key", "case__service", "case__beneficiary", "service"
    )
    found = get_object_or_404(rows, case__uid=uid)
    note_seen(request, found.case.beneficiary.uid, purpose="case", case_uid=uid)
    rules = waiting_list.texts_of(found.service_id)
    asked = found.exceptions.filter(status="asked").select_related("data_key", "asked_by").first()
    applied = {code for code, _amount in found.applied}
    form = ExceptionForm(request.POST or None, rules=rules, applied=applied)
    if request.method == "POST":
        require(request.user, Permission.WORK_ON_CASE, found.case)
        if asked is None and found.ended_at is None and form.is_valid():
            reason, code = form.cleaned_data["reason"], form.cleaned_data["rule"]
            waiting.propose(found, code, is_given=form.is_given, reason=reason, by=request.user)
            messages.success(request, _("Another one has to approve it: the head of the unit."))
            return redirect("case_waiting", uid)
    context = {
        "case": found.case,
        "place": waiting_list.place_of(found),
        "since": waiting_list.waiting_since(found),
        "movements": waiting_list.movements_of(found),
        "form": None if asked or found.ended_at else form,
        "asked": asked,
        "asked_rule": rules.get(asked.code, asked.code) if asked else "",
        "may_decide": asked is not None and _may_decide(request, asked),
    }
    return render(request, "waiting/entry.html", {**context, "nav": "waiting"})


def _may_decide(request: Request, asked: WaitingException) -> bool:
    return allows(request.user, Permission.APPROVE_DECISION) and asked.asked_by_id != request.user.pk


@require_POST
def decide(request: Request, uid: UUID) -> HttpResponse:
    """The head approves or refuses what an officer proposed."""
    rows = WaitingException.objects.visible_to(request.user).select_related("data_key", "entry__case")
    asked = get_object_or_404(rows, uid=uid)
    require(request.user, Permission.APPROVE_DECISION, asked.entry.case)
    note_seen(request, purpose="case", case_uid=asked.entry.case.uid)
    act = waiting.approve if "approve" in request.POST else waiting.refuse
    try:
        act(asked, by=request.user)
    except waiting.FourEyes:
        messages.error(request, _("You proposed it yourself: somebody else has to decide."))
    except WrongStatus as refusal:
        messages.error(request, str(refusal))
    return redirect("case_waiting", asked.entry.case.uid)
