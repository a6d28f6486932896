"""The person's own place on the waiting list, and „something has changed“."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework.actions import talk
from casework.forms.waiting import ChangedForm
from casework.models import Side
from casework.views.talk import own_case
from casework.waiting_view import honest_view
from people.http import Request


def mine(request: Request, uid: UUID) -> HttpResponse:
    case = own_case(request, uid)
    found = honest_view(case)
    if found is None:
        messages.info(request, _("You are not on this waiting list now."))
        return redirect(case.request.application)
    form = ChangedForm(request.POST or None)
    if form.is_valid():
        talk.write(case, form.words, side=Side.PERSON, by=request.user, form_uid=form.cleaned_data["form_uid"])
        messages.success(request, _("Thank you. The officer reads it, and your turn is counted anew if it changes."))
        return redirect("mine_waiting", uid)
    return render(request, "mine/waiting.html", {"case": case, "honest": found, "form": form, "nav": "mine"})
