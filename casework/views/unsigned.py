"""Going on without the second signature, on a recorded ground."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.actions import cosigning
from applications.forms.cosigning import WaiveForm
from casework.signatures import unsigned
from casework.views.case import opened
from people.access import require
from people.http import Request
from people.roles import Permission
from records.workflow import WrongStatus


def go_on(request: Request, uid: UUID) -> HttpResponse:
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    signature = unsigned(case)
    if signature is None:
        raise Http404
    form = WaiveForm(request.POST or None)
    if form.is_valid():
        try:
            cosigning.waive(signature, form.cleaned_data["ground"], by=request.user)
            return redirect(case)
        except WrongStatus as refusal:
            form.add_error(None, str(refusal))
    remark = _("What you write stays with the case. The clock runs from today.")
    context = {"case": case, "form": form, "title": _("Go on without the second signature"), "remark": remark}
    return render(request, "casework/form.html", context)
