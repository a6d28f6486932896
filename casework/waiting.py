"""The order of those who wait: rules in force, the rank that they give, turns and bands, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from casework.models import (
    Assessment,
    Case,
    ExceptionStatus,
    RuleKind,
    WaitingEntry,
    WaitingException,
    WaitingRule,
    WaitingTerms,
)

LAST_GROUP, MOST_POINTS = 9, 999
# Turns are counted so far; nobody further back is told a number.
CAP = 1000


@dataclass(frozen=True)
class RuleBook:
    """The rules in force for a service on a day, and their mark: another mark, another order."""

    rules: tuple[WaitingRule, ...]

    @property
    def mark(self) -> str:
        facts = sorted((rule.code, rule.kind, rule.fact, tuple(rule.values), rule.amount) for rule in self.rules)
        return sha256(repr(facts).encode()).hexdigest()[:16]

    def by_code(self) -> dict[str, WaitingRule]:
        return {rule.code: rule for rule in self.rules}


class Standing(NamedTuple):
    """What the rules say of one person: the group, the points, and the rules that hold as [code, amount]."""

    group: int
    points: int
    applied: list[list[Any]]


def rule_book(service_id: int, day: date) -> RuleBook:
    of_service = Q(service=None) | Q(service=service_id)
    return RuleBook(tuple(WaitingRule.objects.in_force(day).filter(of_service).order_by("code", "valid_from", "pk")))


def terms(day: date) -> WaitingTerms:
    return WaitingTerms.objects.in_force(day).latest("valid_from")


def holds(rule: WaitingRule, facts: Mapping[str, Any]) -> bool:
    if not rule.fact:
        return False
    said = facts.get(rule.fact, [])
    codes = said if isinstance(said, list) else [said]
    return not set(rule.values).isdisjoint(str(code) for code in codes)


def standing(facts: Mapping[str, Any], book: RuleBook, by_hand: Mapping[str, bool]) -> Standing:
    """`by_hand`: rules that the head gave or took, by code; they go before what the facts say."""
    held = [rule for rule in book.rules if by_hand.get(rule.code, holds(rule, facts))]
    groups = [rule.amount for rule in held if rule.kind == RuleKind.GROUP]
    points = sum(rule.amount for rule in held if rule.kind == RuleKind.POINTS)
    return Standing(
        min(groups, default=LAST_GROUP), min(points, MOST_POINTS), [[rule.code, rule.amount] for rule in held]
    )


def rank_of(given: Standing, since: datetime, number: str) -> str:
    """Sorts as text: the group, more points first, the day of the request, its number."""
    ordinal = "".join(part.zfill(9) for part in re.findall(r"\d+", number)[1:3])
    return f"{given.group:02d}-{MOST_POINTS - given.points:03d}-{timezone.localdate(since):%Y%m%d}-{ordinal}"


def facts_of(cases: Iterable[Case]) -> dict[int, dict[str, Any]]:
    """Coded answers of the application and levels of the last finished assessment, by case; one query."""
    found = {case.pk: dict(case.request.application.coded) for case in cases}
    finished = Assessment.objects.filter(case__in=list(found), finished_at__isnull=False).order_by("case", "version")
    for case_id, codes in finished.values_list("case", "need_codes"):
        found[case_id] |= {f"needs.{domain}": level for domain, level in codes.items()}
    return found


def by_hand(entries: Iterable[WaitingEntry]) -> dict[int, dict[str, bool]]:
    """Approved exceptions by entry: the last word on each rule; one query."""
    rows = WaitingException.objects.filter(entry__in=list(entries), status=ExceptionStatus.APPROVED).order_by("pk")
    found: dict[int, dict[str, bool]] = {}
    for entry_id, code, is_given in rows.values_list("entry", "code", "is_given"):
        found.setdefault(entry_id, {})[code] = is_given
    return found


def turn_of(entry: WaitingEntry) -> int | None:
    """1 for who comes next; None further back than CAP."""
    ahead = WaitingEntry.objects.open().filter(service=entry.service_id, rank__lt=entry.rank)
    number = ahead.order_by()[:CAP].count()
    return number + 1 if number < CAP else None


def length_of(service_id: int) -> int:
    """How many wait for the service, at the most CAP + 1."""
    return int(WaitingEntry.objects.open().filter(service=service_id).order_by()[: CAP + 1].count())


def band_of(turn: int | None, bands: list[int]) -> tuple[int, int | None]:
    """The first and the last turn of the band; no last one behind the last band."""
    first = 1
    for last in bands:
        if turn is not None and turn <= last:
            return first, last
        first = last + 1
    return first, None
