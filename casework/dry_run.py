"""What a new rule would have done: the past cases of a head's units sent once by today's rules and once with it."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework.models import Case, RoutingRule
from casework.routing import Rule, default_unit
from people.models import User

MOST = 2000


@dataclass(frozen=True)
class Trial:
    """`moves`: (from, to, how many), the most first; `looked` is how many cases were looked at."""

    looked: int
    moves: list[tuple[str, str, int]]

    @property
    def moved(self) -> int:
        return sum(number for _from, _to, number in self.moves)


def try_out(draft: RoutingRule, user: User, day: date, instead_of: RoutingRule | None = None) -> Trial:
    """Nothing is written. The newest MOST cases of the user's units, as if the rules had been in force then.

    `instead_of`: the version that the draft replaces; the difference is that between the two.
    """
    rows = list(RoutingRule.objects.in_force(day).select_related("unit", "officer"))
    if instead_of is not None:
        rows = [row for row in rows if row.pk != instead_of.pk]
    others = [_pair(row) for row in rows]
    now = _in_order([*others, _pair(instead_of)] if instead_of else others)
    then, default = _in_order([*others, _pair(draft, instead_of)]), default_unit().name
    counted: Counter[tuple[str, str]] = Counter()
    looked = 0
    for place, service, coded in _past(user):
        looked += 1
        before, after = (_first(rules, place, service, coded) or default for rules in (now, then))
        if before != after:
            counted[before, after] += 1
    return Trial(looked, [(*pair, number) for pair, number in counted.most_common()])


def _past(user: User) -> QuerySet[Any, Any]:
    cases = Case.objects.visible_to(user).order_by("-pk")
    return cases.values_list("settlement_id", "service_id", "request__application__coded")[:MOST]


def where(rule: RoutingRule) -> str:
    """Unit and officer in words."""
    if rule.spreads:
        return _("%(unit)s, the officer with the fewest cases") % {"unit": rule.unit.name}
    return f"{rule.unit.name}, {rule.officer.name}" if rule.officer else rule.unit.name


def _pair(row: RoutingRule, instead_of: RoutingRule | None = None) -> tuple[Rule, str]:
    last = row.pk or (instead_of.pk if instead_of else sys.maxsize)
    return Rule(row.position, row.settlement_id, row.service_id, row.answers, last), where(row)


def _in_order(rules: list[tuple[Rule, str]]) -> list[tuple[Rule, str]]:
    return sorted(rules, key=lambda pair: pair[0].order())


def _first(rules: list[tuple[Rule, str]], place: int | None, service: int, coded: dict[str, Any]) -> str | None:
    return next((label for rule, label in rules if rule.fits(place, service, coded)), None)
