"""„Започна ли помощта?“, asked of the person, at the counter and of the provider: one question, one page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from casework.actions import place_answers, starts
from casework.actions.decisions import CannotDecide
from casework.forms.place import PlaceAnswerForm, StartForm
from casework.models import Case, CaseStatus, PlaceHold, Placement, Started
from casework.views.counter import served
from people.access import permission_required, require
from people.http import Request
from people.roles import Permission
from records.access import note_seen
from records.workflow import WrongStatus


def mine(request: Request, uid: UUID) -> HttpResponse:
    cases = Case.objects.of_citizen(request.user).with_parts()
    case = get_object_or_404(cases, uid=uid)
    note_seen(request, case.beneficiary.uid, purpose="own application", case_uid=case.uid)
    return _ask(request, case, starts.Who.PERSON, case.request.application.get_absolute_url(), "layouts/citizen.html")


@permission_required(Permission.FILE_AT_COUNTER)
def at_counter(request: Request, uid: UUID) -> HttpResponse:
    """What the person says at the counter or by phone, written down by the clerk."""
    case = served(request, uid)
    return _ask(request, case, starts.Who.PERSON, case_url(case), "layouts/staff.html", through="counter")


@permission_required(Permission.FILE_AT_COUNTER)
def place_at_counter(request: Request, uid: UUID) -> HttpResponse:
    """Yes or no to the kept place, said to a clerk."""
    case = served(request, uid)
    held = case.holds.for_the_person().select_related("offer__provider").first()
    if held is None or (case.status != CaseStatus.DECIDED and not held.is_coming):
        messages.info(request, _("Nothing is asked here now."))
        return redirect(case_url(case))
    form = PlaceAnswerForm(request.POST or None, is_coming=held.is_coming)
    if form.is_valid():
        try:
            place_answers.answer(case, form.cleaned_data["word"], by=request.user, through=form.cleaned_data["through"])
            messages.success(request, _("Thank you. It was written down."))
        except (WrongStatus, CannotDecide) as refusal:
            messages.error(request, str(refusal))
        return redirect(case_url(case))
    return render(request, "counter/place.html", {"case": case, "hold": held, "form": form})


def case_url(case: Case) -> str:
    from django.urls import reverse

    return reverse("counter_case", args=[case.uid])


def provider(request: Request, uid: UUID) -> HttpResponse:
    held: PlaceHold = get_object_or_404(PlaceHold.objects.visible_to(request.user).active(), uid=uid)
    require(request.user, Permission.USE_PROVIDER_DESK, held)
    case = get_object_or_404(Case.objects.referred_to(request.user).with_parts(), pk=held.case_id)
    note_seen(request, case.beneficiary.uid, purpose="referral", case_uid=case.uid)
    return _ask(request, case, starts.Who.PROVIDER, "/provider/", "layouts/staff.html", hold=held)


def _ask(
    request: Request, case: Case, who: starts.Who, back: str, layout: str, *, through: str = "", **of: PlaceHold
) -> HttpResponse:
    """`hold`: of the provider who is asked; a person may leave one place for another."""
    begins = Placement.objects.with_parts().select_related("hold").filter(case=case, started_on=None, **of)
    placement = begins.filter(hold__in=case.holds.active()).order_by("-pk").first()
    if placement is None:
        messages.info(request, _("Nothing is asked here now."))
        return redirect(back)
    first = placement.starts_on if who == starts.Who.PROVIDER else None
    form = StartForm(request.POST or None, first=first)
    if form.is_valid():
        word, on = Started(form.cleaned_data["word"]), form.cleaned_data.get("on")
        try:
            starts.say(placement, who, word, by=request.user, on=on, through=through)
            messages.success(request, _("Thank you. It was written down."))
        except WrongStatus as refusal:
            messages.error(request, str(refusal))
        return redirect(back)
    context = {"case": case, "placement": placement, "form": form, "back": back, "layout": layout}
    return render(request, "casework/start.html", context)
