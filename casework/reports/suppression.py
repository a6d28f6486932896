"""Small numbers are hidden so that nobody is found by counting, and so that no sum gives them away (N2, F101).

A table is rows × columns of counts with the sums of its lines. A count from 1 to `least` - 1 is hidden itself; others
are hidden so that whoever knows every number shown, and that no count is negative, cannot say of a hidden small one
more than a range at least `least` - 1 wide. Lines with a hidden sum are hidden whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product
from typing import Any

Grid = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Shown:
    """The same table with None for what is hidden."""

    cells: list[list[int | None]]
    row_sums: list[int | None]
    column_sums: list[int | None]
    total: int | None


def protect(
    grid: Grid, least: int, *, hidden_rows: set[int] | None = None, hidden_columns: set[int] | None = None,
    is_total_hidden: bool | None = None,
) -> Shown:  # fmt: skip
    """Of one column there is nothing to cross: its sums are its cells.

    Which sums are hidden may be given, where other tables have the same lines (`casework/reports/margins.py`).
    """
    rows, columns = [sum(row) for row in grid], [sum(column) for column in zip(*grid, strict=True)]
    total = sum(rows)
    hidden_rows = hidden_of(rows, least) if hidden_rows is None else hidden_rows
    hidden_columns = hidden_of(columns, least) if hidden_columns is None else hidden_columns
    hidden = {
        (i, j) for i, j in product(range(len(rows)), range(len(columns))) if i in hidden_rows or j in hidden_columns
    }
    hidden |= _crossed(grid, hidden, least)
    if _line_tells(grid, hidden, least, hidden_rows, hidden_columns):
        hidden = set(product(range(len(rows)), range(len(columns))))
    if is_total_hidden is None:
        is_total_hidden = tells(rows, hidden_rows, least) or tells(columns, hidden_columns, least)
    return Shown(
        [[None if (i, j) in hidden else value for j, value in enumerate(row)] for i, row in enumerate(grid)],
        [None if i in hidden_rows else value for i, value in enumerate(rows)],
        [None if j in hidden_columns else value for j, value in enumerate(columns)],
        None if is_total_hidden else total,
    )


def hidden_of(counts: Sequence[int], least: int, also: Set[int] = frozenset()) -> set[int]:
    """Positions to hide in a list whose sum is shown: the small ones, and the next ones until each has room enough.

    `also`: positions that are hidden in any case. Of equal counts the first is hidden.
    """
    hidden = {number for number, value in enumerate(counts) if 0 < value < least} | set(also)
    others = sorted((value, number) for number, value in enumerate(counts) if value >= least and number not in hidden)
    while others and tells(counts, hidden, least):
        hidden.add(others.pop(0)[1])
    return hidden


NOBODY = object()


def hidden_keys(counts: Mapping[Any, int], least: int, also: Any = NOBODY) -> frozenset[Any]:
    """As `hidden_of`, of a list by keys: ties are broken by the key, in whatever order a table lists its lines."""
    keys = sorted(counts, key=str)
    hidden = hidden_of([counts[key] for key in keys], least, {keys.index(also)} if also in keys else set())
    return frozenset(keys[number] for number in hidden)


def tells(counts: Sequence[int], hidden: set[int], least: int) -> bool:
    """Whether the sum of the hidden ones says too much of a small one among them."""
    whole = sum(counts[number] for number in hidden)
    small = [counts[number] for number in hidden if counts[number] < least]
    return any(whole - value < least - 1 or whole < least for value in small)


def _line_tells(
    grid: Grid, hidden: set[tuple[int, int]], least: int, hidden_rows: set[int], hidden_columns: set[int]
) -> bool:
    """Whether a line whose sum is shown leaves its hidden cells together so little that a small one is nearly known."""
    lines = [[(i, j) for j in range(len(row))] for i, row in enumerate(grid) if i not in hidden_rows]
    lines += [[(i, j) for i in range(len(grid))] for j in range(len(grid[0]) if grid else 0) if j not in hidden_columns]
    for line in lines:
        counts = [grid[i][j] for i, j in line if (i, j) in hidden]
        if 0 < sum(counts) < least:
            return True
    return False


def _crossed(grid: Grid, already: set[tuple[int, int]], least: int) -> set[tuple[int, int]]:
    """Each small cell gets a rectangle of hidden cells, round which `least` - 1 can be moved; else all are hidden."""
    width = len(grid[0]) if grid else 0
    hidden: set[tuple[int, int]] = set()
    for i, j in product(range(len(grid)), range(width)):
        if (i, j) in already or not 0 < grid[i][j] < least:
            continue
        corners = _rectangle(grid, i, j, already | hidden, least)
        if corners is None:
            return set(product(range(len(grid)), range(width)))
        hidden |= corners
    return hidden


def _rectangle(grid: Grid, i: int, j: int, hidden: set[tuple[int, int]], least: int) -> set[tuple[int, int]] | None:
    """The one that hides the least anew: its neighbours in the row and the column can each give `least` - 1."""
    best: tuple[tuple[int, int], set[tuple[int, int]]] | None = None
    for other_row, other_column in product(range(len(grid)), range(len(grid[0]))):
        if other_row == i or other_column == j:
            continue
        if min(grid[i][other_column], grid[other_row][j]) < least - 1:
            continue
        corners = {(i, j), (i, other_column), (other_row, j), (other_row, other_column)}
        anew = [corner for corner in corners if corner not in hidden]
        cost = (len(anew), sum(grid[row][column] for row, column in anew))
        if best is None or cost < best[0]:
            best = (cost, corners)
    return best[1] if best else None
