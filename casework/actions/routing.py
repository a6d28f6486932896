"""Rules of routing: written, replaced and ended by the head of the unit that they send work to."""

from datetime import date, timedelta

from django.db import transaction

from casework.models import RoutingRule
from people.models import User
from records import audit


class AlreadyRuled(Exception):
    """A rule in force says the same of the same cases, at the same place in the order."""


class NotInThePast(Exception):
    """A new version begins today or later: what was routed was routed by the old one."""


COLUMNS = ("settlement", "service", "answers", "unit", "officer", "spreads", "position", "valid_from", "valid_to")


@transaction.atomic
def add(rule: RoutingRule, *, by: User, instead_of: RoutingRule | None = None) -> RoutingRule:
    same = RoutingRule.objects.filter(
        settlement=rule.settlement, service=rule.service, answers=rule.answers, position=rule.position
    )
    same = same.exclude(pk=instead_of.pk) if instead_of else same
    if same.to_come(rule.valid_from or date.min).exists():
        raise AlreadyRuled
    rule.made_by = by
    rule.save()
    audit.record("routing_rule_added", rule, by=by, unit=str(rule.unit.uid))
    return rule


@transaction.atomic
def replace(rule: RoutingRule, new: RoutingRule, today: date, *, by: User) -> RoutingRule:
    """From its first day on `new` is followed. One that would not have begun by then is written over.

    Raises AlreadyRuled, and NotInThePast.
    """
    rule = RoutingRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    begins = new.valid_from or today
    if begins < today:
        raise NotInThePast
    if rule.valid_from is not None and rule.valid_from >= begins:
        for name in COLUMNS:
            setattr(rule, name, getattr(new, name))
        rule.save()
        audit.record("routing_rule_changed", rule, by=by, unit=str(rule.unit.uid))
        return rule
    last = begins - timedelta(days=1)
    if rule.valid_to is None or rule.valid_to > last:
        RoutingRule.objects.filter(pk=rule.pk).update(valid_to=last)
    new.first_id = rule.first_id or rule.pk
    add(new, by=by, instead_of=rule)
    audit.record("routing_rule_replaced", rule, by=by, new=str(new.uid), on=begins.isoformat())
    return new


@transaction.atomic
def end(rule: RoutingRule, today: date, *, by: User) -> None:
    """From today on it routes nothing. One that never began is taken away."""
    if rule.valid_from is not None and rule.valid_from >= today:
        audit.record("routing_rule_dropped", rule, by=by)
        rule.delete()
        return
    RoutingRule.objects.filter(pk=rule.pk).update(valid_to=today - timedelta(days=1))
    audit.record("routing_rule_ended", rule, by=by)
