"""„Заместване“: who is away, who stands in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.actions import absences
from casework.forms.absence import AbsenceForm
from casework.models import Absence
from casework.models.case import units_of
from people.access import allows, permission_required, require
from people.http import Request
from people.models import User
from people.roles import Permission

MOST = 100


@permission_required(Permission.USE_DESK)
def listed(request: Request) -> HttpResponse:
    """Who is away now or later, and the form for the next one."""
    user = request.user
    colleagues = User.objects.working_in_any(units_of(user))
    may = allows(user, Permission.ASSIGN_CASE)
    form = AbsenceForm(request.POST or None, by=user, colleagues=colleagues, may_for_others=may)
    if form.is_valid() and _announced(request, form):
        return redirect("desk_absences")
    rows = Absence.objects.visible_to(user).to_come(timezone.localdate()).select_related("user", "substitute")
    context = {"form": form, "rows": list(rows[:MOST]), "may_for_others": may}
    return render(request, "casework/absences.html", context)


def _announced(request: Request, form: AbsenceForm) -> bool:
    try:
        absences.announce(**form.cleaned_data, by=request.user)
    except absences.CannotStandIn:
        words = _("This colleague is away then too, or does not work in all the same units. Choose somebody else.")
        form.add_error("substitute", words)
    except absences.Overlaps:
        form.add_error("starts_on", _("An absence in these days is written down already."))
    else:
        messages.success(request, _("It is written down. The colleague who stands in was told."))
        return True
    return False


@require_POST
@permission_required(Permission.USE_DESK)
def cancel(request: Request, uid: UUID) -> HttpResponse:
    absence = get_object_or_404(Absence.objects.visible_to(request.user), uid=uid)
    if absence.user_id != request.user.pk:
        require(request.user, Permission.ASSIGN_CASE, absence)
    absences.cancel(absence, by=request.user)
    messages.success(request, _("The absence was cancelled."))
    return redirect("desk_absences")
