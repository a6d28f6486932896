"""What a provider sees: who is offered, how many places, who uses the service. Nothing of income or health."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.actions import places
from casework.forms.casework import DeclineForm
from casework.models import PlaceHold
from casework.models.place import ACTIVE_HOLDS
from casework.provider import asked_for, needs_of, offers_of, proof_of, reviews_of, served_of, served_page, wishes_for
from casework.views.capacity import may_undo
from people import safety
from people.access import permission_required, require
from people.http import Request
from people.roles import Permission
from records.access import note_seen
from records.workflow import WrongStatus


@require_safe
@permission_required(Permission.USE_PROVIDER_DESK)
def desk(request: Request) -> HttpResponse:
    today = timezone.localdate()
    waiting = asked_for(request.user)
    served, after = served_page(request.user, today, request.GET.get("after", ""))
    asked, stopped = wishes_for(request.user, today)
    reviews = reviews_of(request.user, today)
    cases = [row.case for row in [*waiting, *served, *reviews]] + [wish.change.case for wish in [*asked, *stopped]]
    note_seen(request, *(case.beneficiary.uid for case in cases), purpose="referral", kind="list")
    context = {
        "waiting": waiting, "served": served, "after": after, "offers": offers_of(request.user, today), "asked": asked,
        "stopped": stopped, "reviews": reviews, "today": today, "may_undo": may_undo(request), "nav": "provider",
    }  # fmt: skip
    return render(request, "provider/desk.html", context)


@require_safe
@permission_required(Permission.USE_PROVIDER_DESK)
def keys(request: Request) -> HttpResponse:
    return render(request, "provider/keys.html", {"nav": "provider"})


def the_hold(request: Request, uid: UUID) -> PlaceHold:
    visible = PlaceHold.objects.visible_to(request.user)
    rows = visible.select_related(
        "offer__provider", "referral", "case__service", "case__beneficiary__data_key", "case__settlement"
    )
    hold: PlaceHold = get_object_or_404(rows, uid=uid)
    if hold.status in ACTIVE_HOLDS:
        note_seen(request, hold.case.beneficiary.uid, purpose="referral", case_uid=hold.case.uid)
    return hold


def no_longer(request: Request) -> HttpResponse:
    """What was shown for a place is shown as long as the place is held or used."""
    messages.info(request, _("This place is not kept any more, so the person's data is closed."))
    return redirect("provider")


@require_safe
def referral(request: Request, uid: UUID) -> HttpResponse:
    hold = the_hold(request, uid)
    if hold.status not in ACTIVE_HOLDS:
        return no_longer(request)
    warnings = safety.warnings(hold.case.beneficiary)
    context = {"hold": hold, "needs": needs_of(hold.case.assessments.finished().last()), "warnings": warnings}
    context |= served_of(hold)
    context["proof"] = proof_of(hold)
    return render(request, "provider/referral.html", context)


@require_POST
def accept(request: Request, uid: UUID) -> HttpResponse:
    hold = the_hold(request, uid)
    require(request.user, Permission.ANSWER_REFERRAL, hold)
    try:
        places.accept(hold, by=request.user)
    except WrongStatus as refusal:
        messages.error(request, str(refusal))
    else:
        told = _("Thank you. The place is kept for %(name)s. We will tell you what they answer.")
        messages.success(request, told % {"name": hold.case.beneficiary.short_name})
    return redirect("provider")


def decline(request: Request, uid: UUID) -> HttpResponse:
    hold = the_hold(request, uid)
    require(request.user, Permission.ANSWER_REFERRAL, hold)
    if hold.status not in ACTIVE_HOLDS:
        return no_longer(request)
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        try:
            places.decline(hold, form.cleaned_data["reason"], by=request.user)
        except WrongStatus as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you. The social worker looks for another provider."))
        return redirect("provider")
    return render(request, "provider/decline.html", {"hold": hold, "form": form})
