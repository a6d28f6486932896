"""Clocks of a case: started by a rule in force, stopped and resumed, moved for holidays (domain.md A5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language

from casework.models import Case, Deadline, DeadlineRule, Suspension
from records import calendar
from records.calendar import add_days, next_working_day
from records.statements import AnyGiven, Statement
from services.models import DecisionAct, Service


@dataclass(frozen=True)
class Clock:
    """„Ден 9 от 20; спрян 3 дни“: what a person is told of a term."""

    day: int
    of: int
    unit: str
    stopped_days: int
    is_stopped: bool
    due_on: date
    is_overdue: bool
    is_met: bool
    legal_ground: str
    # Why it ever stood still.
    reasons: frozenset[str] = frozenset()
    # Of the last stop, as it was stored with it; empty where there was none.
    stopped_for: str = ""


def rule_in_force(code: str, day: date, service_id: int | None = None) -> DeadlineRule:
    """The service's own rule, if it has one; otherwise that of every service."""
    return DeadlineRule.objects.in_force(day, service_id).filter(code=code)[0]


def after(day: date, rule: DeadlineRule) -> date:
    """The day that the rule's time of notice ends on, as it is counted: not moved to a working day."""
    return add_days(day, rule.amount, rule.unit)[0]


def code_for(service: Service) -> str:
    """Which term a request for the service has from the day it came."""
    if not service.is_decided_here:
        return "forwarding"
    return "answer" if service.decision_act == DecisionAct.NONE else "assessment"


def term(code: str, start: date) -> date:
    """When a term by that rule ends, moved to a working day."""
    rule = rule_in_force(code, start)
    return add_days(start, rule.amount, rule.unit)[1]


def first_clocks(cases: Iterable[Case], on: date) -> list[Deadline]:
    """The first clock of each case that is being opened, not written yet; sets `due_on` of the case. One query."""
    codes = [(case, code_for(case.service)) for case in cases]
    in_force = DeadlineRule.objects.in_force(on).filter(code__in={code for _case, code in codes})
    rules = {rule.code: rule for rule in in_force.order_by("valid_from").annotate(calendar=calendar.beside())}
    clocks = []
    for case, code in codes:
        rule = rules[code]
        base, due = add_days(on, rule.amount, rule.unit, calendar.read(rule.calendar))
        case.due_on = due
        term = {"amount": rule.amount, "unit": rule.unit, "base_due_on": base, "due_on": due}
        clocks.append(Deadline(case=case, rule=rule, started_on=on, **term))
    return clocks


@transaction.atomic
def suspend(case: Case, reason: str, on: date) -> None:
    """Stops every running clock of the case (APK art. 54)."""
    for deadline in case.deadlines.filter(met_on__isnull=True):
        Suspension.objects.create(deadline=deadline, reason=reason, started_on=on)


@transaction.atomic
def resume(case: Case, on: date) -> None:
    """The clocks go on; each end moves by the days that it stood still (APK art. 55)."""
    for stop in Suspension.objects.select_related("deadline").filter(deadline__case=case, ended_on__isnull=True):
        stop.ended_on = on
        stop.save(update_fields=["ended_on"])
        deadline = stop.deadline
        deadline.base_due_on += timedelta(days=(on - stop.started_on).days)
        deadline.due_on = next_working_day(deadline.base_due_on)
        deadline.save(update_fields=["base_due_on", "due_on"])
        _keep_in_step(case, deadline.due_on)


def meet(case: Case, on: date) -> None:
    """The work was done: the clocks stop for good."""
    case.deadlines.filter(met_on__isnull=True).update(met_on=on)


def _keep_in_step(case: Case, due: date) -> None:
    """Lists sort by the case's own column."""
    Case.objects.filter(pk=case.pk).update(due_on=due)
    case.due_on = due


def clock_rows() -> QuerySet[Deadline, tuple[Any, ...]]:
    ground = "rule__legal_ground_en" if get_language() == "en" else "rule__legal_ground_bg"
    term = ("case_id", "pk", "started_on", "amount", "unit", "due_on", "met_on", ground)
    rows = Deadline.objects.filter(case=AnyGiven("cases")).order_by("pk", "suspensions__pk")
    return rows.values_list(*term, "suspensions__started_on", "suspensions__ended_on", "suspensions__reason")


CLOCKS = Statement(clock_rows)


def clocks_of(cases: list[Case], today: date) -> dict[int, Clock]:
    """The first clock of each case by the case's key, with its stops; one query."""
    return read_clocks(CLOCKS.rows(cases=[case.pk for case in cases]), today)


def read_clocks(rows: Iterable[tuple[Any, ...]], today: date) -> dict[int, Clock]:
    """From the rows of `clock_rows`, by the case's key."""
    found: dict[int, Clock] = {}
    for (case, *term), stops in groupby(rows, key=lambda row: row[:8]):
        found.setdefault(case, _clock(term[1:], [stop[8:] for stop in stops if stop[8]], today))
    return found


def _clock(term: Sequence[Any], stops: list[tuple[date, date | None, str]], today: date) -> Clock:
    started_on, amount, unit, due_on, met_on, legal_ground = term
    end = met_on or today
    stopped = sum(((ended or end) - began).days for began, ended, _reason in stops)
    is_stopped = any(ended is None for _began, ended, _reason in stops)
    return Clock(
        day=max(0, (end - started_on).days - stopped),
        of=amount,
        unit=unit,
        stopped_days=stopped,
        is_stopped=is_stopped,
        due_on=due_on + timedelta(days=(end - stops[-1][0]).days) if is_stopped else due_on,
        is_overdue=not is_stopped and end > due_on,
        is_met=met_on is not None,
        legal_ground=legal_ground,
        reasons=frozenset(reason for _began, _ended, reason in stops),
        stopped_for=stops[-1][2] if stops else "",
    )
