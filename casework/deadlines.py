"""Clocks of a case: started by a rule in force, stopped and resumed, moved for holidays (domain.md A5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import get_language, ngettext

from casework.models import Case, Deadline, DeadlineRule, Suspension, SuspensionGround
from casework.models.deadline import Unit
from records import calendar
from records.calendar import add_days, end_of_term
from records.statements import AnyGiven, Statement
from services.models import DecisionAct, Service


@dataclass(frozen=True)
class Clock:
    """„Ден 9 от 20; спрян 3 дни“: what a person is told of a term.

    `day` and `of` are days of the unit, for months calendar days. `refuses`: silence counts as a refusal when it ends.
    """

    day: int
    of: int
    unit: str
    started_on: date
    stopped_days: int
    is_stopped: bool
    due_on: date
    is_overdue: bool
    is_met: bool
    legal_ground: str
    refuses: bool = False
    # How many calendar days after its end the work was done; of one that runs, how long ago it ended.
    late_days: int = 0
    past_days: int = 0
    # Why it ever stood still.
    reasons: frozenset[str] = frozenset()
    # Of the last stop, as it was stored with it; empty where there was none.
    stopped_for: str = ""
    # In words, each once, in the order in which they came.
    why: tuple[str, ...] = ()

    @property
    def term_in_words(self) -> str:
        """„7 дни“, „10 работни дни“."""
        if self.unit == Unit.WORKING:
            return ngettext("%(days)s working day", "%(days)s working days", self.of) % {"days": self.of}
        return ngettext("%(days)s day", "%(days)s days", self.of) % {"days": self.of}

    @property
    def past_in_words(self) -> str:
        """„25 дни“: how long ago it ended; empty while it runs, stands still, or is met."""
        days = self.past_days
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else ""


def rule_in_force(code: str, day: date, service_id: int | None = None) -> DeadlineRule:
    """The service's own rule, if it has one; otherwise that of every service."""
    return DeadlineRule.objects.in_force(day, service_id).filter(code=code)[0]


def after(day: date, rule: DeadlineRule) -> date:
    """The day that the rule's time of notice ends on, as it is counted: not moved to a working day."""
    return add_days(day, rule.amount, rule.unit)[0]


def day_after(day: date) -> date:
    return day + timedelta(days=1)


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


def start(case: Case, code: str, on: date) -> Deadline:
    """A further clock of the case, by the rule in force on that day. The one that runs already is given back."""
    rule = rule_in_force(code, on, case.service_id)
    running = case.deadlines.filter(rule__code=code, met_on__isnull=True).first()
    if running is not None:
        return running
    base, due = add_days(on, rule.amount, rule.unit)
    term = {"amount": rule.amount, "unit": rule.unit, "base_due_on": base, "due_on": due}
    clock = Deadline.objects.create(case=case, rule=rule, started_on=on, **term)
    if rule.leads:
        _keep_in_step(case, due)
    return clock


@transaction.atomic
def suspend(case: Case, reason: str, on: date) -> None:
    """Stops the running clocks that the ground stops (APK art. 54); one that stands still for it already stays so."""
    ground = SuspensionGround.objects.in_force(on).filter(code=reason)[0]
    running = case.deadlines.filter(met_on__isnull=True, rule__code__in=ground.stops)
    held = Suspension.objects.filter(deadline__case=case, reason=reason, ended_on__isnull=True).values("deadline")
    Suspension.objects.bulk_create(
        Suspension(deadline=deadline, reason=reason, started_on=on) for deadline in running.exclude(pk__in=held)
    )


@transaction.atomic
def resume(case: Case, reason: str, on: date) -> None:
    """The ground is gone: its clocks go on, unless another holds them; each end is counted anew (APK art. 55)."""
    stops = Suspension.objects.select_related("deadline__rule").filter(
        deadline__case=case, reason=reason, ended_on__isnull=True
    )
    for stop in stops:
        stop.ended_on = on
        stop.save(update_fields=["ended_on"])
        recount(stop.deadline, case)


def recount(deadline: Deadline, case: Case, known: dict[date, bool] | None = None) -> bool:
    """The end of a running clock by its stops and the calendar of today. Whether it moved."""
    before = deadline.base_due_on, deadline.due_on
    stops = [(stop.started_on, stop.ended_on) for stop in deadline.suspensions.all() if stop.ended_on]
    after = end_of_term(deadline.started_on, deadline.amount, deadline.unit, stops, known)
    if after == before:
        return False
    deadline.base_due_on, deadline.due_on = after
    deadline.save(update_fields=["base_due_on", "due_on"])
    if deadline.rule.leads:
        _keep_in_step(case, deadline.due_on)
    return True


def meet(case: Case, on: date, *codes: str) -> None:
    """The work was done: these clocks stop for good; every one of the case where none is named."""
    running = case.deadlines.filter(met_on__isnull=True)
    (running.filter(rule__code__in=codes) if codes else running).update(met_on=on)


def _keep_in_step(case: Case, due: date) -> None:
    """Lists sort by the case's own column."""
    Case.objects.filter(pk=case.pk).update(due_on=due)
    case.due_on = due


TERM = 10


def clock_rows() -> QuerySet[Deadline, tuple[Any, ...]]:
    language = "en" if get_language() == "en" else "bg"
    grounds = SuspensionGround.objects.filter(code=OuterRef("suspensions__reason")).order_by("-valid_from")
    term = (
        "case_id", "pk", "started_on", "amount", "unit", "base_due_on", "due_on", "met_on",
        f"rule__legal_ground_{language}", "rule__silence_refuses",
    )  # fmt: skip
    stop = ("suspensions__started_on", "suspensions__ended_on", "suspensions__reason")
    rows = Deadline.objects.filter(case=AnyGiven("cases"), rule__is_main=True).order_by("pk", "suspensions__pk")
    return rows.values_list(*term, *stop, Subquery(grounds.values(f"text_{language}")[:1]))


CLOCKS = Statement(clock_rows)


def clocks_of(cases: list[Case], today: date) -> dict[int, Clock]:
    """The clock of each case's procedure by the case's key, with its stops; one query."""
    return read_clocks(CLOCKS.rows(cases=[case.pk for case in cases]), today)


def read_clocks(rows: Iterable[tuple[Any, ...]], today: date) -> dict[int, Clock]:
    """From the rows of `clock_rows`, by the case's key; the newest where a case was opened again."""
    found: dict[int, Clock] = {}
    for (case, *term), stops in groupby(rows, key=lambda row: row[:TERM]):
        found[case] = _clock(term[1:], [stop[TERM:] for stop in stops if stop[TERM]], today)
    return found


def _clock(term: Sequence[Any], stops: list[tuple[date, date | None, str, str | None]], today: date) -> Clock:
    started_on, amount, unit, base, due_on, met_on, legal_ground, refuses = term
    end = met_on or today
    still = calendar.merged((began, ended or end) for began, ended, _reason, _text in stops)
    open_since = [began for began, ended, _reason, _text in stops if ended is None]
    is_stopped = bool(open_since)
    known = calendar.exceptions() if unit == "working" else {}
    ran = calendar.days_between(started_on, end, unit, known)
    of = calendar.days_between(started_on, base, unit, known) if unit == "month" else amount
    shifted = calendar.merged((began, ended) for began, ended, _reason, _text in stops if ended)
    return Clock(
        day=max(0, ran - sum(calendar.days_between(first, last, unit, known) for first, last in still)),
        of=of - sum((last - first).days for first, last in shifted) if unit == "month" else of,
        unit=unit,
        started_on=started_on,
        stopped_days=sum((last - first).days for first, last in still),
        is_stopped=is_stopped,
        due_on=due_on + timedelta(days=(end - min(open_since)).days) if is_stopped else due_on,
        is_overdue=not is_stopped and end > due_on,
        is_met=met_on is not None,
        legal_ground=legal_ground,
        refuses=refuses,
        past_days=max(0, (today - due_on).days) if met_on is None and not is_stopped else 0,
        late_days=max(0, (met_on - due_on).days) if met_on and not is_stopped else 0,
        reasons=frozenset(reason for _began, _ended, reason, _text in stops),
        stopped_for=stops[-1][2] if stops else "",
        why=tuple(dict.fromkeys(text for *_stop, text in stops if text)),
    )
