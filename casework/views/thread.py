"""The whole thread of a case; and of all cases of the same home."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from casework.models import Case
from casework.threadsources import SOURCES, together_with
from casework.views.case import noted
from people.http import Request
from records.access import note_seen

MOST_CASES = 50


@require_safe
def whole(request: Request, uid: UUID) -> HttpResponse:
    visible = Case.objects.visible_to(request.user)
    case = noted(request, get_object_or_404(visible.with_parts(), uid=uid))
    kind = request.GET.get("kind", "")
    kind = kind if kind in SOURCES.kinds else ""
    of_home = "home" in request.GET
    cases = list(together_with(case, visible)[:MOST_CASES]) if of_home else [case]
    if of_home:
        note_seen(request, *{one.beneficiary.uid for one in cases}, purpose="case", case_uid=case.uid)
    thread = SOURCES.read(cases, request.user, kind=kind, before=request.GET.get("before", ""))
    context = {"case": case, "cases": cases, "thread": thread, "kinds": SOURCES.kinds, "kind": kind, "of_home": of_home}
    return render(request, "casework/thread.html", context)
