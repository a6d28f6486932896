"""The screens in the hall, which anybody may use who stands before them: the kiosk, the number, the board."""

from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.actions import queueing
from applications.models import Hall, Ticket


@login_not_required
def kiosk(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One press gives a number; the page carries what makes two presses one."""
    hall = get_object_or_404(Hall.objects.in_use(), uid=uid)
    rows = list(hall.rows.filter(is_open=True))
    refusal = ""
    if request.method == "POST":
        row = next((row for row in rows if row.letter == request.POST.get("row")), None)
        if row is None:
            return redirect("hall_kiosk", uid)
        try:
            ticket = queueing.take(row, once=_press(request.POST.get("once", "")))
            return redirect("hall_ticket", uid, ticket.uid)
        except queueing.NoMoreNumbers:
            refusal = _("There are no more numbers for today. Please ask at the counter.")
    waiting = Ticket.objects.of_day(hall, timezone.localdate()).by_row()
    context = {
        "hall": hall,
        "rows": [(row, waiting.get(row.letter, 0)) for row in rows],
        "once": uuid4(),
        "refusal": refusal,
    }
    return render(request, "hall/kiosk.html", context, status=429 if refusal else 200)


def _press(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        return uuid4()


@require_safe
@login_not_required
def ticket(request: HttpRequest, uid: UUID, ticket_uid: UUID) -> HttpResponse:
    hall = get_object_or_404(Hall.objects.in_use(), uid=uid)
    today = Ticket.objects.of_day(hall, timezone.localdate())
    found = get_object_or_404(today.select_related("row"), uid=ticket_uid)
    return render(request, "hall/ticket.html", {"hall": hall, "ticket": found, "ahead": today.ahead_of(found)})


@require_safe
@login_not_required
def board(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read from afar; without scripts it loads itself anew."""
    hall = get_object_or_404(Hall.objects.in_use(), uid=uid)
    today = Ticket.objects.of_day(hall, timezone.localdate())
    context = {"hall": hall, "called": today.on_board(), "waiting": sum(today.by_row().values())}
    return render(request, "hall/board.html", context)
