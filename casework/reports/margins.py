"""What of a year may be told, decided once: all tables that share a line hide it alike, also those of open data.

A sum of a year that one table hides and another shows would give the hidden one away, and so would a tie broken in two
ways. Tables that are published make a tree: every one has the service as its lines, and no two of its columns are ever
crossed with each other; month, settlement, age, group and outcome meet in the service alone. So whoever lays two of
them beside each other learns nothing but the line that they share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from casework.models import Figure
from casework.reports.asked import sums
from casework.reports.suppression import hidden_keys, tells

# By what each measure is told, in open data and in analyses together.
PROPERTIES: dict[str, tuple[str, ...]] = {
    "opened": ("service", "settlement", "age_group"),
    "ended": ("service", "settlement", "code"),
    "unmet": ("service", "settlement", "code", "age_group", "target_group", "reason", "need"),
    "answered": ("service", "code"),
    "used": ("service", "settlement", "age_group"),
    "waiting": ("service",),
    "appealed": ("code",),
}


@dataclass(frozen=True)
class Year:
    """Counts of one measure by its properties: {a value of each: how many}. Smaller ones than `least` are hidden."""

    measure: str
    counts: Mapping[tuple[Any, ...], int]
    least: int

    def by(self, *names: str) -> dict[tuple[Any, ...], int]:
        places = [PROPERTIES[self.measure].index(name) for name in names]
        found: dict[tuple[Any, ...], int] = {}
        for key, many in self.counts.items():
            short = tuple(key[place] for place in places)
            found[short] = found.get(short, 0) + many
        return found

    def one_by_one(self, name: str) -> dict[Any, int]:
        return {key: many for (key,), many in self.by(name).items()}

    @cached_property
    def hidden(self) -> dict[str, frozenset[Any]]:
        """Of each property the values whose sum is not told."""
        found = {name: hidden_keys(self.one_by_one(name), self.least) for name in PROPERTIES[self.measure]}
        if "need" in found:
            # Needs are told where no service answers them: their sum is the line of the service that is not there.
            needs = {key: many for key, many in self.one_by_one("need").items() if key is not None}
            found["need"] = hidden_keys(needs, self.least)
            if needs and _tells(needs, found["need"], self.least):
                found["service"] = hidden_keys(self.one_by_one("service"), self.least, also=None)
        return found

    @cached_property
    def is_total_hidden(self) -> bool:
        """Whether the sum of all would give something away in any of the lists."""
        lists = [name for name in self.hidden if name != "need"]
        return any(_tells(self.one_by_one(name), self.hidden[name], self.least) for name in lists)

    def shown(self, name: str, key: Any) -> int | None:
        """The sum of a value; None where it is hidden."""
        return None if key in self.hidden[name] else self.one_by_one(name).get(key, 0)


def _tells(counts: Mapping[Any, int], hidden: frozenset[Any], least: int) -> bool:
    keys = list(counts)
    return tells([counts[key] for key in keys], {keys.index(key) for key in hidden}, least)


def year_of(measure: str, year: int | None, least: int) -> Year:
    """One statement; of a stock, which is counted now alone, `year` is None."""
    found = Figure.objects.filter(measure=measure)
    if year is not None:
        found = found.between(date(year, 1, 1), date(year, 12, 31))
    names = PROPERTIES[measure]
    counts = sums(found, *names)
    return Year(measure, {key if len(names) > 1 else (key,): many for key, many in counts.items() if many}, least)


def hidden_lines(cells: Mapping[tuple[Any, Any], int], whole: Year) -> frozenset[Any]:
    """Services of which no month is told; `cells`: {(service, month): how many}, the sums of both are known.

    Whole lines are hidden, so that what is left is every line against every month: there a cell lies exactly between
    the bounds of Fréchet, and lines are added until each small one has `least` - 1 between them.
    """
    lines: dict[Any, int] = {}
    for (line, _month), many in cells.items():
        lines[line] = lines.get(line, 0) + many
    unknown = whole.hidden["service"]
    hidden = {line for (line, _month), many in cells.items() if 0 < many < whole.least} | (unknown & lines.keys())
    others = sorted((many, str(line), line) for line, many in lines.items() if line not in hidden)
    while others and _too_narrow(cells, lines, hidden, unknown, whole.least):
        hidden.add(others.pop(0)[2])
    return frozenset(hidden)


def _too_narrow(
    cells: Mapping[tuple[Any, Any], int],
    lines: Mapping[Any, int],
    hidden: set[Any],
    unknown: frozenset[Any],
    least: int,
) -> bool:
    left: dict[Any, int] = {}
    for (line, month), many in cells.items():
        if line in hidden:
            left[month] = left.get(month, 0) + many
    whole = sum(lines[line] for line in hidden)
    for (line, month), many in cells.items():
        if line in hidden and 0 < many < least:
            of_line, of_month = lines[line], left[month]
            most = of_month if line in unknown else min(of_line, of_month)
            fewest = 0 if line in unknown else max(0, of_line + of_month - whole)
            if most - fewest < least - 1:
                return True
    return False
