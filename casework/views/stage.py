from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.actions import stages
from casework.views.case import opened
from people.access import require
from people.http import Request
from people.roles import Permission


@require_POST
def keep(request: Request, uid: UUID) -> HttpResponse:
    """The stage and its ticked lines, as the case's page sends them."""
    case = opened(request, uid)
    require(request.user, Permission.WORK_ON_CASE, case)
    done = request.POST.getlist("done") if "lines" in request.POST else None
    try:
        stages.keep(case, stage=request.POST.get("stage", ""), done=done, by=request.user)
    except stages.NoSuchStage:
        messages.error(request, _("The case has moved on meanwhile. Look at the stage it is in now."))
    return redirect(case)
