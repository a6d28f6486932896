"""A month of an offer on one page: a number a person, written at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from casework import attendance
from casework.actions import attendance as actions
from casework.forms.provider import AttendanceForm
from casework.provider import own_offer
from people.access import permission_required
from people.http import Request
from people.roles import Permission
from records.access import note_seen


@permission_required(Permission.USE_PROVIDER_DESK)
def month(request: Request, uid: UUID) -> HttpResponse:
    """The month is in the address (`?month=2026-11`)."""
    today = timezone.localdate()
    offer, first = own_offer(request.user, uid), attendance.first_of(request.GET.get("month", ""), today)
    lines = attendance.lines_of(offer, first)
    note_seen(request, *(line.placement.case.beneficiary.uid for line in lines), purpose="referral", kind="list")
    names = {str(line.placement.uid): line.name for line in lines}
    known = {str(line.placement.uid): line.used for line in lines if line.used is not None}
    form = AttendanceForm(request.POST or None, names=names, most=attendance.most_of(offer, first), initial=known)
    if form.is_valid():
        used = {key: number for key, number in form.cleaned_data.items() if number is not None}
        count = actions.write(offer, first, lines, used, by=request.user)
        said = ngettext("Saved: %(count)s line changed.", "Saved: %(count)s lines changed.", count)
        messages.success(request, said % {"count": count})
        return redirect(f"{request.path}?month={first:%Y-%m}")
    written = [line.used for line in lines if line.used is not None]
    context = {
        "offer": offer,
        "month": first,
        "before": attendance.before(first) if attendance.is_open(attendance.before(first), today) else None,
        "after": attendance.after(first) if attendance.is_open(attendance.after(first), today) else None,
        "rows": [(line, form[str(line.placement.uid)]) for line in lines],
        "planned": sum(line.planned for line in lines),
        "used": sum(written),
        "form": form,
        "nav": "provider",
    }
    return render(request, "provider/attendance.html", context)
