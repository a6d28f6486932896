"""A reader who knows every number shown cannot work out a small one: all tables that fit are tried."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.reports.margins import Year, hidden_lines
from casework.reports.suppression import Shown, hidden_of, protect

LEAST = 3
cells = st.integers(0, 6)
grids = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=3)
)


def fitting(shown: Shown) -> Iterator[list[int]]:
    """Every way to fill what is hidden: no count is negative, every sum that is shown holds."""
    height, width = len(shown.cells), len(shown.column_sums)
    most = 14

    def row_ways(i: int, j: int, made: list[int]) -> Iterator[list[int]]:
        known, rest = shown.row_sums[i], most
        if known is not None:
            rest = known - sum(made)
        if j == width:
            if known is None or rest == 0:
                yield made
            return
        cell = shown.cells[i][j]
        for value in [cell] if cell is not None else range(min(rest, most) + 1):
            yield from row_ways(i, j + 1, [*made, value])

    def ways(i: int, columns: list[int], made: list[int]) -> Iterator[list[int]]:
        if any(known is not None and sofar > known for known, sofar in zip(shown.column_sums, columns, strict=True)):
            return
        if shown.total is not None and sum(columns) > shown.total:
            return
        if i == height:
            fits = all(known in (None, sofar) for known, sofar in zip(shown.column_sums, columns, strict=True))
            if fits and shown.total in (None, sum(columns)):
                yield made
            return
        for row in row_ways(i, 0, []):
            added = [sofar + value for sofar, value in zip(columns, row, strict=True)]
            yield from ways(i + 1, added, [*made, *row])

    return ways(0, [0] * width, [])


def what_it_may_be(shown: Shown, number: int) -> set[int]:
    """The values of a hidden cell with which a table fits, until they are far enough apart."""
    i, j = divmod(number, len(shown.column_sums))
    found: set[int] = set()
    for value in range(15):
        cells = [[*row] for row in shown.cells]
        cells[i][j] = value
        if any(True for _way in fitting(replace(shown, cells=cells))):
            found.add(value)
        if found and max(found) - min(found) >= LEAST - 1:
            break
    return found


@settings(max_examples=60, deadline=None)
@example([[1, 1], [5, 5]])
@example([[2], [6]])
@example([[1, 0, 6], [6, 0, 0], [0, 6, 0]])
@given(grids)
def test_no_small_number_can_be_worked_out(grid: list[list[int]]) -> None:
    shown = protect(grid, LEAST)
    flat = [value for row in grid for value in row]
    seen = [value for row in shown.cells for value in row]
    for number, value in enumerate(flat):
        if 0 < value < LEAST:
            assert seen[number] is None
            possible = what_it_may_be(shown, number)
            assert max(possible) - min(possible) >= LEAST - 1, (grid, shown)


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_of_a_list_with_its_sum(counts: list[int]) -> None:
    hidden = hidden_of(counts, 5)
    assert {number for number, value in enumerate(counts) if 0 < value < 5} <= hidden
    shown = protect([[value] for value in counts], 5)
    if hidden and shown.total is not None:
        rest = shown.total - sum(value for value in shown.row_sums if value is not None)
        for number in hidden:
            if counts[number] < 5:
                assert len(hidden) > 1
                assert rest >= 4 + counts[number] or rest - counts[number] >= 4


def test_what_is_large_stays() -> None:
    shown = protect([[10, 20], [30, 40]], 5)
    assert (shown.cells, shown.total) == ([[10, 20], [30, 40]], 100)
    assert protect([[0, 20], [30, 0]], 5).cells == [[0, 20], [30, 0]]


@given(st.lists(st.lists(st.integers(0, 7), min_size=3, max_size=3), min_size=2, max_size=3))
@settings(max_examples=150, deadline=None)
def test_months_beside_the_years_sums_leave_every_small_one_in_doubt(grid: list[list[int]]) -> None:
    """All tables with the same sums of lines and months and the same open lines are tried."""
    cells = {(i, j): many for i, line in enumerate(grid) for j, many in enumerate(line) if many}
    whole = Year("waiting", {(i,): sum(line) for i, line in enumerate(grid) if sum(line)}, LEAST)
    hidden = hidden_lines(cells, whole)
    lines = [i for i, line in enumerate(grid) if sum(line)]
    for (i, _j), many in cells.items():
        assert i in hidden or many >= LEAST
    if len(hidden) == len(lines):
        return  # nothing is told by month
    known = [i for i in hidden if i not in whole.hidden["service"]]
    left = [sum(grid[i][j] for i in hidden) for j in range(3)]
    may_be: dict[tuple[int, int], set[int]] = {}
    for first in product(*(range(most + 1) for most in left)):
        second = [whole_ - one for whole_, one in zip(left, first, strict=True)]
        rows = dict(zip(sorted(hidden), (first, second), strict=False))
        if all(sum(rows[i]) == sum(grid[i]) for i in known) and (len(hidden) > 1 or not any(second)):
            for i, row in rows.items():
                for j, value in enumerate(row):
                    may_be.setdefault((i, j), set()).add(value)
    for (i, j), many in cells.items():
        if i in hidden and many < LEAST:
            assert max(may_be[i, j]) - min(may_be[i, j]) >= LEAST - 1
