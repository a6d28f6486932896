"""The pages of figures: each topic is some blocks, a table with its chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import CaseStatus, Outcome
from casework.reports import charts
from casework.reports.asked import Asked, names, sums
from casework.reports.tables import HIDDEN, Block, Cell, Table, counted, crossed
from services.models import Service

OUTCOMES: dict[str, Any] = {
    Outcome.APPROVAL: gettext_lazy("approved"),
    Outcome.REFUSAL: gettext_lazy("refused"),
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


def overview(asked: Asked) -> list[Block]:
    return [_sums(asked), _by_month(asked), _open_now(asked), _open_for(asked), _took(asked), _outcomes(asked)]


def _sums(asked: Asked) -> Block:
    """The period beside the one it is compared with."""
    rows: list[list[Cell]] = []
    for label, measure in ((_("came in"), "opened"), (_("answered"), "ended")):
        rows.append(
            [label, *(sum(sums(part, "measure").values()) for part in (asked.flow(measure), asked.other(measure)))]
        )
    spreads = [sums(part, "days") for part in (asked.flow("took"), asked.other("took"))]
    rows.append([_("half answered within, days"), *(at_part(spread, 0.5) for spread in spreads)])
    rows.append([_("nine of ten answered within, days"), *(at_part(spread, 0.9) for spread in spreads)])
    lines = [[*row, _change(row[1], row[2])] for row in rows]
    header = [_("Requests"), _("This period"), period_in_words(asked.other_first, asked.other_last), _("Change")]
    return Block(Table("sums", _("In short"), header, lines))


def _change(now: Cell, before: Cell) -> str:
    if not isinstance(now, int) or not isinstance(before, int):
        return ""
    return f"{now - before:+d}" if now != before else "0"


def period_in_words(first: date, last: date) -> str:
    return f"{date_format(first, 'm.Y')} – {date_format(last, 'm.Y')}"


def open_at_ends(asked: Asked) -> list[int]:
    """How many were open at the end of each month: all that had come in less all that had been answered."""
    came, went = sums(asked.figures("opened"), "month"), sums(asked.figures("ended"), "month")
    return [
        sum(many for month, many in came.items() if month <= end) - sum(n for month, n in went.items() if month <= end)
        for end in asked.months
    ]


def _by_month(asked: Asked) -> Block:
    came, went, left = sums(asked.flow("opened"), "month"), sums(asked.flow("ended"), "month"), open_at_ends(asked)
    labels = [date_format(month, "m.Y") for month in asked.months]
    series = {
        _("came in"): [came.get(month, 0) for month in asked.months],
        _("answered"): [went.get(month, 0) for month in asked.months],
        _("open at the end"): left,
    }
    rows = [[label, *values] for label, *values in zip(labels, *series.values(), strict=True)]
    title = _("Requests by month")
    table = Table("months", title, [_("Month"), *series], rows)
    return Block(table, charts.lines(title, labels, series))


def _open_now(asked: Asked) -> Block:
    found = sums(asked.figures("open"), "code", "reason")
    columns = {"": _("in time"), "late": _("overdue")}
    counts = {(code, reason): many for (code, reason), many in found.items()}
    title = _("Open now, by step")
    table = crossed("steps", title, counts, words(dict(CaseStatus.choices)), columns, corner=_("Step"))
    parts = {label: [counts.get((key, name), 0) for key in _used(counts)] for name, label in columns.items()}
    labels = [str(CaseStatus(key).label) for key in _used(counts)]
    return Block(table, charts.stacked_rows(title, labels, parts) if labels else "")


def _used(counts: Mapping[tuple[str, str], int]) -> list[str]:
    return [value for value in CaseStatus.values if any(code == value for code, _reason in counts)]


def _open_for(asked: Asked) -> Block:
    spread = sums(asked.figures("open"), "days")
    title = _("Open now, since when")
    bands = {first: sum(n for days, n in spread.items() if first <= days <= last) for first, last, _label in AGES}
    labels = {first: str(label) for first, _last, label in AGES}
    table = counted("ages", title, bands, labels, header=[_("Open for"), _("Requests")])
    return Block(table, charts.bars(title, list(labels.values()), {_("Requests"): list(bands.values())}))


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
    if not rows:
        return ""
    series = {
        name: [cell if isinstance(cell, int) else None for cell in column]
        for name, column in zip(table.header[1:-1], list(zip(*rows, strict=True))[1:-1], strict=True)
    }
    return charts.stacked_rows(table.title, [str(row[0]) for row in rows], series)


Topic = tuple[Any, Callable[[Asked], list[Block]]]
