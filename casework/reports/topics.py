"""The pages of figures: each topic is some blocks, a table with its chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import CaseStatus, Outcome
from casework.reports import charts
from casework.reports.asked import Asked, names, sums
from casework.reports.tables import HIDDEN, Block, Cell, Table, crossed
from services.models import Service

OUTCOMES: dict[str, Any] = {
    Outcome.APPROVAL: gettext_lazy("approved"),
    Outcome.REFUSAL: gettext_lazy("refused"),
    Outcome.TERMINATION: gettext_lazy("ended by an act"),
    "closed": gettext_lazy("answered without an act"),
    "forwarded": gettext_lazy("passed on to another institution"),
    "withdrawn": gettext_lazy("withdrawn by the person"),
}
AGES: tuple[tuple[int, int, Any], ...] = (
    (0, 7, gettext_lazy("up to 7 days")),
    (8, 14, gettext_lazy("8–14 days")),
    (15, 30, gettext_lazy("15–30 days")),
    (31, 90, gettext_lazy("31–90 days")),
    (91, 10**6, gettext_lazy("over 90 days")),
)


def at_part(spread: Mapping[int, int], part: float) -> int | None:
    """The smallest number of days that this part of all does not exceed; `spread` is {days: how many}."""
    wanted, seen = part * sum(spread.values()), 0
    for days in sorted(spread):
        seen += spread[days]
        if seen >= wanted:
            return days
    return None


def words(labels: Mapping[Any, Any]) -> dict[Any, str]:
    return {str(key): str(label) for key, label in labels.items()}


@dataclass(frozen=True)
class Flows:
    """Of every month, in two queries: how many came in and were answered, and after how many days."""

    came: dict[date, int]
    went: dict[date, int]
    took: dict[tuple[date, int], int]

    def sum_of(self, flow: Mapping[date, int], first: date, last: date) -> int:
        return sum(many for month, many in flow.items() if first <= month <= last)

    def spread(self, first: date, last: date) -> dict[int, int]:
        found: dict[int, int] = {}
        for (month, days), many in self.took.items():
            if first <= month <= last:
                found[days] = found.get(days, 0) + many
        return found

    def open_at(self, end: date) -> int:
        """At the end of the month: all that had come in less all that had been answered."""
        return self.sum_of(self.came, date.min, end) - self.sum_of(self.went, date.min, end)


def flows(asked: Asked) -> Flows:
    found = sums(asked.of(("opened", "ended")), "measure", "month")
    took = sums(asked.of(("took",)).between(min(asked.first, asked.other_first), asked.last), "month", "days")
    came, went = ({month: many for (name, month), many in found.items() if name == one} for one in ("opened", "ended"))
    return Flows(came, went, took)


def overview(asked: Asked) -> list[Block]:
    found, standing = flows(asked), sums(asked.figures("open"), "code", "reason", "days")
    return [
        _sums(asked, found), _by_month(asked, found), _took_by_month(asked, found), _open_now(standing),
        _open_for(standing), _took(asked), _outcomes(asked),
    ]  # fmt: skip


def _sums(asked: Asked, found: Flows) -> Block:
    """The period beside the one it is compared with."""
    periods = ((asked.first, asked.last), (asked.other_first, asked.other_last))
    spreads = [found.spread(*period) for period in periods]
    rows: list[list[Cell]] = [
        [_("came in"), *(found.sum_of(found.came, *period) for period in periods)],
        [_("answered"), *(found.sum_of(found.went, *period) for period in periods)],
        [_("open at the end"), *(found.open_at(last) for _first, last in periods)],
        [_("half answered within, days"), *(at_part(spread, 0.5) for spread in spreads)],
        [_("nine of ten answered within, days"), *(at_part(spread, 0.9) for spread in spreads)],
    ]
    lines = [[*row, _change(row[1], row[2])] for row in rows]
    header = [_("Requests"), _("This period"), period_in_words(asked.other_first, asked.other_last), _("Change")]
    return Block(Table("sums", _("In short"), header, lines))


def _change(now: Cell, before: Cell) -> str:
    if not isinstance(now, int) or not isinstance(before, int):
        return ""
    return f"{now - before:+d}".replace("-", "−") if now != before else "0"


def period_in_words(first: date, last: date) -> str:
    return f"{date_format(first, 'm.Y')} – {date_format(last, 'm.Y')}"


def _by_month(asked: Asked, found: Flows) -> Block:
    labels = [date_format(month, "m.Y") for month in asked.months]
    series = {
        _("came in"): [found.came.get(month, 0) for month in asked.months],
        _("answered"): [found.went.get(month, 0) for month in asked.months],
        _("open at the end"): [found.open_at(month) for month in asked.months],
    }
    rows = [[label, *values] for label, *values in zip(labels, *series.values(), strict=True)]
    title = _("Requests by month")
    table = Table("months", title, [_("Month"), *series], rows)
    return Block(table, charts.lines(title, labels, series))


def _took_by_month(asked: Asked, found: Flows) -> Block:
    """Of what was answered in each month; a month with few answers says nothing to who sees no cases."""
    labels = [date_format(month, "m.Y") for month in asked.months]
    spreads = [found.spread(month, month) for month in asked.months]
    series = {
        name: [None if sum(spread.values()) < asked.least else at_part(spread, part) for spread in spreads]
        for name, part in ((_("half within, days"), 0.5), (_("nine of ten within, days"), 0.9))
    }
    rows: list[list[Cell]] = [
        [label, *(HIDDEN if 0 < sum(spread.values()) < asked.least else value for value in values)]
        for label, spread, *values in zip(labels, spreads, *series.values(), strict=True)
    ]
    title = _("Days to the answer by month")
    return Block(Table("speed", title, [_("Month"), *series], rows), charts.lines(title, labels, series))


Standing = Mapping[tuple[str, str, int], int]


def _open_now(standing: Standing) -> Block:
    counts: dict[tuple[str, str], int] = {}
    for (code, reason, _days), many in standing.items():
        counts[code, reason] = counts.get((code, reason), 0) + many
    columns = {"": _("in time"), "late": _("overdue")}
    title = _("Open now, by step")
    table = crossed("steps", title, counts, words(dict(CaseStatus.choices)), columns, corner=_("Step"))
    return Block(table, chart_of(table))


def _open_for(standing: Standing) -> Block:
    """How old the backlog is, and how much of it is late."""
    counts: dict[tuple[int, str], int] = {}
    for (_code, reason, days), many in standing.items():
        band = next(first for first, last, _label in reversed(AGES) if first <= max(days, 0) <= last)
        counts[band, reason] = counts.get((band, reason), 0) + many
    labels = {first: str(label) for first, _last, label in AGES}
    columns = {"": _("in time"), "late": _("overdue")}
    title = _("Open now, since when")
    table = crossed("ages", title, counts, labels, columns, corner=_("Open for"))
    return Block(table, chart_in_order(table))


def _took(asked: Asked) -> Block:
    """Who sees no cases is not told how many: with the outcomes beside them, that would give hidden ones away."""
    spreads = by_first(sums(asked.flow("took"), "service", "days"))
    rows: list[list[Cell]] = []
    for key, name in names(Service.objects.filter(pk__in=spreads)).items():
        spread = spreads[key]
        is_small = 0 < sum(spread.values()) < asked.least
        times: list[Cell] = [HIDDEN if is_small else at_part(spread, part) for part in (0.5, 0.9, 1)]
        rows.append([name, *([sum(spread.values())] if asked.sees_cases else []), *times])
    header = [_("Service"), *([_("Answered")] if asked.sees_cases else []),
              _("half within, days"), _("nine of ten within, days"), _("the longest, days")]  # fmt: skip
    return Block(Table("times", _("Days from the request to the answer"), header, rows))


def by_first(counts: Mapping[tuple[Any, Any], int]) -> dict[Any, dict[Any, int]]:
    found: dict[Any, dict[Any, int]] = {}
    for (first, second), many in counts.items():
        found.setdefault(first, {})[second] = many
    return found


def _outcomes(asked: Asked) -> Block:
    counts = sums(asked.flow("ended"), "service", "code")
    services = names(Service.objects.filter(pk__in={service for service, _code in counts}))
    title = _("What was answered, by service")
    table = crossed("outcomes", title, counts, services, words(OUTCOMES), corner=_("Service"), least=asked.least)
    return Block(table, chart_of(table))


def chart_of(table: Table, most: int = 12) -> Any:
    """The longest rows of a crossed table; what is hidden in it has no bar."""
    rows = sorted(table.rows, key=lambda row: -row[-1] if isinstance(row[-1], int) else 0)[:most]
    return _stacked(table, rows) if rows else ""


def chart_in_order(table: Table) -> Any:
    """Every row of a crossed table, as it stands there."""
    return _stacked(table, table.rows) if table.rows else ""


def _stacked(table: Table, rows: Sequence[Sequence[Cell]]) -> Any:
    series = {
        name: [cell if isinstance(cell, int) else None for cell in column]
        for name, column in zip(table.header[1:-1], list(zip(*rows, strict=True))[1:-1], strict=True)
    }
    return charts.stacked_rows(table.title, [str(row[0]) for row in rows], series)


Topic = tuple[Any, Callable[[Asked], list[Block]]]
