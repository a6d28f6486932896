"""Who takes what: the rules of a head, tried out on past cases before they are in force."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework import dry_run
from casework.actions import routing
from casework.forms.routing import RuleForm, coded_answers
from casework.models import RoutingRule
from people.access import permission_required
from people.http import Request
from people.roles import Permission

MOST = 300


@permission_required(Permission.EDIT_ROUTING)
def listed(request: Request) -> HttpResponse:
    """Rules in force and to come, and the form of a new one; „try“ only shows what it would have done."""
    today = timezone.localdate()
    form = RuleForm(request.POST or None, user=request.user)
    trial = None
    if form.is_valid():
        if "try" in request.POST:
            trial = dry_run.try_out(form.rule, request.user, today)
        elif _added(request, form):
            return redirect("desk_routing")
    context = {"form": form, "trial": trial, "rows": _rows(request)}
    return render(request, "casework/routing.html", context)


def _added(request: Request, form: RuleForm) -> bool:
    try:
        routing.add(form.rule, by=request.user)
    except routing.AlreadyRuled:
        form.add_error(
            None, _("There is a rule for these cases already, at the same place in the order. End it first.")
        )
        return False
    messages.success(request, _("The rule is written. New cases follow it from its first day on."))
    return True


def _rows(request: Request) -> list[tuple[RoutingRule, str, str, bool]]:
    """(rule, of which cases, where it sends, whether the user may end it), in the order of the rules."""
    words = dict(coded_answers())
    own = set(RoutingRule.objects.kept_by(request.user).values_list("pk", flat=True))
    rules = RoutingRule.objects.to_come(timezone.localdate())
    found: list[tuple[Any, ...]] = []
    for rule in rules.select_related("unit", "officer", "settlement", "service")[:MOST]:
        parts = [str(rule.settlement or ""), rule.service.name if rule.service else ""]
        parts += [words.get(f"{key}={value}", f"{key}: {value}") for key, value in rule.answers.items()]
        cases = " · ".join(part for part in parts if part)
        found.append((rule, cases, dry_run.where(rule), rule.pk in own))
    return found


@require_POST
@permission_required(Permission.EDIT_ROUTING)
def end(request: Request, uid: UUID) -> HttpResponse:
    rule = get_object_or_404(RoutingRule.objects.kept_by(request.user), uid=uid)
    routing.end(rule, timezone.localdate(), by=request.user)
    messages.success(request, _("The rule has ended. Cases that it sent stay where they are."))
    return redirect("desk_routing")
