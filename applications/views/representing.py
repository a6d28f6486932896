"""„За кого мога да подавам“: whom I may act for, who may act for me, and ending either."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.actions import representations
from people.http import Request
from people.models import Representation

SHOWN = 100


@require_safe
def mandates(request: Request) -> HttpResponse:
    mine = Representation.objects.visible_to(request.user).in_force(timezone.localdate())
    rows = list(mine.select_related("representative", "represented").order_by("-pk")[:SHOWN])
    own = request.user.checked_person_id
    context = {
        "by_me": [row for row in rows if row.representative_id == own],
        "for_me": [row for row in rows if row.represented_id == own],
        "is_checked": own is not None,
        "nav": "mine",
    }
    return render(request, "mine/mandates.html", context)


def end_mandate(request: Request, uid: UUID) -> HttpResponse:
    """Asks once, in words that name the person and the effect."""
    mine = Representation.objects.visible_to(request.user).in_force(timezone.localdate())
    row = get_object_or_404(mine.select_related("representative", "represented"), uid=uid)
    if request.method == "POST":
        with suppress(representations.AlreadyEnded):
            representations.end(row, by=request.user)
        messages.success(request, _("It has ended. Applications that were sent stay as they are."))
        return redirect("mine_mandates")
    return render(request, "mine/mandate_end.html", {"mandate": row, "nav": "mine"})
