"""The provider says that a help ends, when and why."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions import endings, use
from casework.forms.provider import EndingForm
from casework.models import Reason
from casework.models.place import HoldStatus
from casework.views.provider_talk import held_now
from people.access import require
from people.http import Request
from people.roles import Permission


def end(request: Request, uid: UUID) -> HttpResponse:
    held = held_now(request, uid)
    require(request.user, Permission.ANSWER_REFERRAL, held)
    if held.status != HoldStatus.TAKEN or held.is_coming:
        messages.info(request, _("This help is not in use now."))
        return redirect("provider_referral", uid)
    form = EndingForm(request.POST or None, earliest=endings.earliest(held.case, timezone.localdate()))
    if form.is_valid():
        try:
            endings.end(held, form.cleaned_data["reason"], form.cleaned_data["last_day"], by=request.user)
        except use.TooEarly as refusal:
            form.too_early(refusal.day)
        except use.Overlaps:
            form.add_error(None, _("The end of this help is written down already."))
        except use.NotInUse:
            form.add_error(None, _("This help is not in use now."))
        else:
            messages.success(request, _said(form.cleaned_data["reason"]))
            return redirect("provider")
    return render(request, "provider/end.html", {"hold": held, "form": form, "nav": "provider"})


def _said(reason: Reason) -> str:
    if reason.ends_case:
        return _("It was written down. The officer and the person's account are told; no other place is looked for.")
    return _("It was written down. The person is told, and another place is looked for.")
