"""Every clock of a case with its stops, as the officer reads them."""

from dataclasses import dataclass
from datetime import date

from casework.models import Case, Deadline, Suspension, SuspensionGround


@dataclass(frozen=True)
class Stop:
    """`may_end`: an officer chose it and ends it; what came with a verb of its own ends with one."""

    began: date
    ended: date | None
    reason: str
    text: str
    legal_ground: str
    may_end: bool


@dataclass(frozen=True)
class Row:
    legal_ground: str
    amount: int
    unit_in_words: str
    event: str
    started_on: date
    base_due_on: date
    due_on: date
    met_on: date | None
    stops: list[Stop]

    @property
    def is_moved(self) -> bool:
        return self.base_due_on != self.due_on


def every_clock(case: Case) -> list[Row]:
    """In the order in which they started; three queries."""
    found = case.deadlines.select_related("rule").prefetch_related("suspensions")
    grounds = {row.code: row for row in SuspensionGround.objects.order_by("valid_from")}
    return [_row(clock, grounds) for clock in found]


def _row(clock: Deadline, grounds: dict[str, SuspensionGround]) -> Row:
    rule = clock.rule
    stops = [_stop(stop, grounds.get(stop.reason), clock) for stop in clock.suspensions.all()]
    return Row(
        rule.legal_ground, clock.amount, clock.get_unit_display(), rule.get_start_event_display(), clock.started_on,
        clock.base_due_on, clock.due_on, clock.met_on, stops,
    )  # fmt: skip


def _stop(stop: Suspension, ground: SuspensionGround | None, clock: Deadline) -> Stop:
    words = (ground.text, ground.legal_ground) if ground else (stop.reason, "")
    may_end = bool(ground and ground.by_officer and stop.ended_on is None and clock.met_on is None)
    return Stop(stop.started_on, stop.ended_on, stop.reason, *words, may_end)
