"""Who signs for the mayor, by which order: kept by an administrator."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.actions import delegations
from casework.forms.order import OrderForm
from casework.models import Delegation
from people.access import permission_required
from people.http import Request
from people.roles import Permission

PAGE, DIGITS = 50, 18


@require_safe
@permission_required(Permission.KEEP_ORDERS)
def listing(request: Request) -> HttpResponse:
    """The newest first; `before` is the key of the last one of the page before."""
    rows, before = Delegation.objects.with_parts(), request.GET.get("before", "")
    if before.isdecimal() and len(before) <= DIGITS:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    following = found[PAGE - 1].pk if len(found) > PAGE else None
    context = {"rows": found[:PAGE], "following": following, "today": timezone.localdate(), "nav": "orders"}
    return render(request, "acts/orders.html", context)


@permission_required(Permission.KEEP_ORDERS)
def add(request: Request) -> HttpResponse:
    form = OrderForm(request.POST or None)
    if form.is_valid():
        facts = {**form.cleaned_data, "order_date": form.cleaned_data["order_date"] or None}
        delegations.record(facts, list(facts.pop("services")), by=request.user)
        messages.success(request, _("The order is recorded."))
        return redirect("orders")
    return render(request, "acts/order.html", {"form": form, "nav": "orders"})


@permission_required(Permission.KEEP_ORDERS)
def end(request: Request, uid: UUID) -> HttpResponse:
    """Asks once, in words that name the person and the effect."""
    running = Delegation.objects.not_ended(timezone.localdate()).with_parts()
    row = get_object_or_404(running, uid=uid)
    if request.method == "POST":
        delegations.end(row, by=request.user)
        messages.success(request, _("The order lets nobody sign any more."))
        return redirect("orders")
    return render(request, "acts/order_end.html", {"row": row, "nav": "orders"})
