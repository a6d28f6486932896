"""Decisions that are to be delivered and appeals that are to be sent on, for the unit that owns them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework import delivering
from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records.access import note_seen


@require_safe
@permission_required(Permission.USE_DESK)
def listing(request: Request) -> HttpResponse:
    today = timezone.localdate()
    page = delivering.page_of(request.user, request.GET.get("after", ""), today)
    people = {line.decision.case.beneficiary.uid for line in page.lines}
    note_seen(request, *people, purpose="desk", kind="list")
    appeals = delivering.appeals_to_send(request.user)
    context = {"page": page, "appeals": appeals, "today": today, "nav": "delivering"}
    return render(request, "casework/delivering.html", context)
