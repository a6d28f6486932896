"""What a report is made of: tables of words and numbers, with None where a small number is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casework.reports.suppression import Shown, hidden_keys, protect


@dataclass(frozen=True)
class Hidden:
    """Fewer than `least`, or hidden so that those cannot be worked out."""

    def __str__(self) -> str:
        return "·"


HIDDEN = Hidden()
Cell = str | int | None | Hidden  # None: there is nothing to say


@dataclass(frozen=True)
class Table:
    """`name` is its sheet and file; `sums`, when there is one, is the last line."""

    name: str
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    sums: Sequence[Cell] = ()
    note: str = ""

    @property
    def words(self) -> frozenset[int]:
        """The columns, from the second, in which words stand and not numbers."""
        return frozenset(n for row in self.rows for n, cell in enumerate(row) if n and _is_word(cell))

    @property
    def has_hidden(self) -> bool:
        return any(cell is HIDDEN for row in (*self.rows, self.sums) for cell in row)


@dataclass(frozen=True)
class Block:
    """A part of a page: the table, and the chart that shows it."""

    table: Table
    chart: SafeString | str = ""
    extra: dict[str, Any] = field(default_factory=dict)


Counts = Mapping[tuple[Any, Any], int]


def _is_word(cell: Cell) -> bool:
    """A difference is written with its sign, and is a number all the same."""
    return isinstance(cell, str) and not cell.lstrip("+−").isdecimal()


def crossed(
    name: str, title: str, counts: Counts, rows: Mapping[Any, str], columns: Mapping[Any, str], *,
    corner: str, least: int = 0, note: str = "",
) -> Table:  # fmt: skip
    """Rows × columns with their sums; small numbers hidden when `least` says from where they are large enough."""
    used = [key for key in rows if any(counts.get((key, column)) for column in columns)]
    grid = [[counts.get((row, column), 0) for column in columns] for row in used]
    shown = _protected(grid, used, list(columns), least) if least and grid else None
    lines: list[list[Cell]] = []
    for number, key in enumerate(used):
        cells: Iterable[int | None] = shown.cells[number] if shown else grid[number]
        total = shown.row_sums[number] if shown else sum(grid[number])
        lines.append([rows[key], *(_cell(value) for value in cells), _cell(total)])
    sums = shown.column_sums if shown else [sum(column) for column in zip(*grid, strict=True)]
    whole = shown.total if shown else sum(map(sum, grid))
    header = [corner, *columns.values(), _("All")]
    last = [_("All"), *(_cell(value) for value in sums), _cell(whole)] if grid else []
    return Table(name, title, header, lines, last, note)


def counted(
    name: str, title: str, counts: Mapping[Any, int], rows: Mapping[Any, str], *, header: Sequence[str], least: int = 0
) -> Table:
    """One count a row, with their sum."""
    used = [key for key in rows if counts.get(key)]
    values = [counts[key] for key in used]
    names = hidden_keys(dict(zip(used, values, strict=True)), least) if least else frozenset()
    hidden = {number for number, key in enumerate(used) if key in names}
    shown = protect([[value] for value in values], least) if least and values else None
    lines = [[rows[key], HIDDEN if number in hidden else values[number]] for number, key in enumerate(used)]
    whole = shown.total if shown else sum(values)
    return Table(name, title, header, lines, [_("All"), _cell(whole)] if used else [])


def _protected(grid: list[list[int]], rows: Sequence[Any], columns: Sequence[Any], least: int) -> Shown:
    """Lines that another table has too are hidden there as here, in whatever order it lists them."""
    downs = hidden_keys({key: sum(line) for key, line in zip(rows, grid, strict=True)}, least)
    overs = hidden_keys({key: sum(line) for key, line in zip(columns, zip(*grid, strict=True), strict=True)}, least)
    return protect(
        grid, least, hidden_rows={number for number, key in enumerate(rows) if key in downs},
        hidden_columns={number for number, key in enumerate(columns) if key in overs},
    )  # fmt: skip


def _cell(value: int | None) -> Cell:
    return HIDDEN if value is None else value
