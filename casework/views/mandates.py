"""The officer sees by what right somebody applied for another, and says whether the proof is right."""

from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from casework.forms.mandate import MandateForm
from casework.mandates import mandate_of
from casework.views.case import opened
from people.access import require
from people.actions import representations
from people.http import Request
from people.roles import Permission


def check_mandate(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    mandate = mandate_of(case)
    if mandate is None or mandate.revoked_at is not None:
        raise Http404
    form = MandateForm(request.POST or None, initial={"seen": mandate.proof_note, "valid_to": mandate.valid_to})
    if form.is_valid():
        data = form.cleaned_data
        with suppress(representations.AlreadyEnded):  # the case's page shows that it ended
            if data["is_right"]:
                representations.confirm(mandate, seen=data["seen"], valid_to=data["valid_to"], by=request.user)
            else:
                representations.end(mandate, by=request.user)
        return redirect(case)
    return render(request, "casework/mandate.html", {"case": case, "mandate": mandate, "form": form})
