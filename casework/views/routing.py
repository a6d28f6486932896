"""Who takes what: the rules of a head, tried out on past cases before they are in force."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

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
        found.append((rule, _cases(rule, words), dry_run.where(rule), rule.pk in own))
    return found


@permission_required(Permission.EDIT_ROUTING)
def edit(request: Request, uid: UUID) -> HttpResponse:
    """A new version of a rule, from a day on; „try“ shows which past cases the two send to different people."""
    today = timezone.localdate()
    own = RoutingRule.objects.kept_by(request.user).to_come(today)
    rule = get_object_or_404(own.select_related("unit", "officer", "settlement", "service"), uid=uid)
    form = RuleForm(request.POST or None, user=request.user, initial=RuleForm.said_by(rule))
    trial = None
    if form.is_valid():
        if "try" in request.POST:
            trial = dry_run.try_out(form.rule, request.user, today, instead_of=rule)
        elif _replaced(request, rule, form):
            return redirect("desk_routing")
    words = dict(coded_answers())
    versions = RoutingRule.objects.versions_of(rule).select_related(
        "unit", "officer", "settlement", "service", "made_by"
    )
    lines = [(row, _cases(row, words), dry_run.where(row)) for row in versions[:MOST]]
    context = {"form": form, "trial": trial, "rule": rule, "versions": lines, "cases": _cases(rule, words)}
    return render(request, "casework/routing_edit.html", context)


def _replaced(request: Request, rule: RoutingRule, form: RuleForm) -> bool:
    try:
        routing.replace(rule, form.rule, timezone.localdate(), by=request.user)
    except routing.NotInThePast:
        form.add_error("valid_from", _("A new version begins today or later. Choose another day."))
        return False
    except routing.AlreadyRuled:
        form.add_error(None, _("There is another rule for these cases already, at the same place in the order."))
        return False
    messages.success(request, _("The new version is written. The old one is followed until the day before."))
    return True


def _cases(rule: RoutingRule, words: dict[str, str]) -> str:
    """Of which cases, in words."""
    parts = [str(rule.settlement or ""), rule.service.name if rule.service else ""]
    parts += [words.get(f"{key}={value}", f"{key}: {value}") for key, value in rule.answers.items()]
    return " · ".join(part for part in parts if part)


@permission_required(Permission.EDIT_ROUTING)
def end(request: Request, uid: UUID) -> HttpResponse:
    """Asks first, in words that name the cases and where they go."""
    own = RoutingRule.objects.kept_by(request.user)
    rule = get_object_or_404(own.select_related("unit", "officer", "settlement", "service"), uid=uid)
    if request.method != "POST":
        cases = _cases(rule, dict(coded_answers()))
        context = {"title": _("End the rule"), "what": f"{cases}: {dry_run.where(rule)}", "button": _("End it now")}
        context |= {"remark": _("New cases do not follow it from today on. Cases that it sent stay where they are.")}
        context |= {"back": reverse("desk_routing"), "from": _("Who takes what")}
        return render(request, "casework/sure.html", context)
    routing.end(rule, timezone.localdate(), by=request.user)
    messages.success(request, _("The rule has ended. Cases that it sent stay where they are."))
    return redirect("desk_routing")
