"""The talk of a provider and the officer, on both sides. Reading is a press, so that no GET writes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.actions import provider_talk
from casework.actions.talk import TalkClosed
from casework.forms.provider import ProviderTalkForm
from casework.models import PlaceHold, ProviderMessage, ProviderSide
from casework.models.place import ACTIVE_HOLDS
from casework.provider import talk_with
from casework.views.case import opened
from people.access import permission_required, require
from people.http import Request
from people.roles import Permission
from records.access import note_seen


def held_now(request: Request, uid: UUID) -> PlaceHold:
    """A place that the provider keeps or gives now; the person's, noted in the access log."""
    rows = PlaceHold.objects.visible_to(request.user).filter(status__in=ACTIVE_HOLDS)
    held: PlaceHold = get_object_or_404(
        rows.select_related("offer__provider", "case__data_key", "case__service", "case__beneficiary"), uid=uid
    )
    note_seen(request, held.case.beneficiary.uid, purpose="referral", case_uid=held.case.uid)
    return held


@permission_required(Permission.USE_PROVIDER_DESK)
def provider(request: Request, uid: UUID) -> HttpResponse:
    held = held_now(request, uid)
    form = ProviderTalkForm(request.POST or None)
    if form.is_valid():
        provider_talk.write(
            held.case, held.offer.provider, form.cleaned_data["text"], side=ProviderSide.PROVIDER, by=request.user,
            form_uid=form.cleaned_data["form_uid"],
        )  # fmt: skip
        messages.success(request, _("Your message was sent."))
        return redirect("provider_talk", uid)
    talk = talk_with(held.case, held.offer.provider, ProviderSide.PROVIDER)
    return render(request, "provider/talk.html", {"hold": held, "form": form, "talk": talk, "nav": "provider"})


@require_POST
@permission_required(Permission.USE_PROVIDER_DESK)
def provider_read(request: Request, uid: UUID) -> HttpResponse:
    held = held_now(request, uid)
    provider_talk.read(held.case, held.offer.provider, side=ProviderSide.PROVIDER, by=request.user)
    return redirect("provider_talk", uid)


def office(request: Request, uid: UUID) -> HttpResponse:
    """With the provider who keeps or gives the place now, or with whom it was talked last."""
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    held = case.holds.active().order_by("is_coming").select_related("offer__provider").first()
    written = case.provider_talk.select_related("provider").last()
    with_whom = held.offer.provider if held else written.provider if written else None
    form = ProviderTalkForm(request.POST or None)
    if with_whom is not None and form.is_valid():
        text, sent = form.cleaned_data["text"], form.cleaned_data["form_uid"]
        provider_talk.write(case, with_whom, text, side=ProviderSide.OFFICE, by=request.user, form_uid=sent)
        messages.success(request, _("Your message was sent."))
        return redirect("case_provider_talk", uid)
    talk = talk_with(case, with_whom, ProviderSide.OFFICE) if with_whom else None
    context = {"case": case, "provider": with_whom, "form": form if with_whom else None, "talk": talk}
    return render(request, "casework/provider_talk.html", context)


@require_POST
def office_read(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    for message in case.provider_talk.unread(ProviderSide.PROVIDER).select_related("provider"):
        provider_talk.read(case, message.provider, side=ProviderSide.OFFICE, by=request.user)
    return redirect("case_provider_talk", uid)


@require_POST
def share(request: Request, uid: UUID) -> HttpResponse:
    """The officer shows a provider's message to the person."""
    rows = ProviderMessage.objects.visible_to(request.user).filter(side=ProviderSide.PROVIDER)
    message = get_object_or_404(rows.select_related("data_key", "provider"), uid=uid)
    case = opened(request, message.case.uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    message.case = case
    try:
        provider_talk.share(message, by=request.user)
        messages.success(request, _("The person has got it as your message."))
    except TalkClosed:
        messages.error(request, _("The case is over and can no longer be written about."))
    return redirect("case_provider_talk", case.uid)
