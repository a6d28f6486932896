"""Rules of routing: written and ended by the head of the unit that they send work to; never changed."""

from datetime import date, timedelta

from django.db import transaction

from casework.models import RoutingRule
from people.models import User
from records import audit


class AlreadyRuled(Exception):
    """A rule in force says the same of the same cases, at the same place in the order."""


@transaction.atomic
def add(rule: RoutingRule, *, by: User) -> RoutingRule:
    same = RoutingRule.objects.filter(
        settlement=rule.settlement, service=rule.service, answers=rule.answers, position=rule.position
    )
    if same.to_come(rule.valid_from or date.min).exists():
        raise AlreadyRuled
    rule.made_by = by
    rule.save()
    audit.record("routing_rule_added", rule, by=by, unit=str(rule.unit.uid))
    return rule


@transaction.atomic
def end(rule: RoutingRule, today: date, *, by: User) -> None:
    """From today on it routes nothing. One that never began is taken away."""
    if rule.valid_from is not None and rule.valid_from >= today:
        audit.record("routing_rule_dropped", rule, by=by)
        rule.delete()
        return
    RoutingRule.objects.filter(pk=rule.pk).update(valid_to=today - timedelta(days=1))
    audit.record("routing_rule_ended", rule, by=by)
