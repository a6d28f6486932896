"""Fifty thousand terms of ten years against an oracle that walks day by day, written from the law alone.

The oracle has its own Easter, its own holidays and its own days moved; it shares nothing with `records.calendar`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from records import calendar

FIRST, LAST = 2021, 2030
CASES_A_YEAR = 5_000
DAY = timedelta(days=1)
Stops = list[tuple[date, date]]

# Labour Code art. 154, para. 1, without Easter.
FIXED = ((1, 1), (3, 3), (5, 1), (5, 6), (5, 24), (9, 6), (9, 22), (12, 24), (12, 25), (12, 26))
# Decision 808 of the Council of Ministers of 19.11.2025.
EXTRA = frozenset({date(2025, 12, 31), date(2026, 1, 2)})


def easter(year: int) -> date:
    """Orthodox: the first Sunday after the full moon of the Julian tables, thirteen days later in our calendar."""
    golden = year % 19
    moon = (19 * golden + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


@cache
def days_off(year: int) -> frozenset[date]:
    """Holidays, and for each but Easter that falls on a weekend the next day that would have been working (para. 2)."""
    sunday = easter(year)
    holy = {sunday + timedelta(days=number) for number in (-2, -1, 0, 1)}
    fixed = [date(year, month, day) for month, day in FIXED]
    off = holy | set(fixed)
    for holiday in fixed:
        if holiday.isoweekday() > 5:
            moved = holiday
            while moved in off or moved.isoweekday() > 5:
                moved += DAY
            off.add(moved)
    return frozenset(off | EXTRA)


@dataclass(frozen=True)
class Term:
    start: date
    amount: int
    unit: str
    stops: Stops
    declared: tuple[tuple[date, bool], ...]

    def works(self, day: date) -> bool:
        for declared, is_working in self.declared:
            if day == declared:
                return is_working
        return day.isoweekday() < 6 and day not in days_off(day.year)


def months_later(start: date, months: int) -> date:
    """The same date of that month, or its last day."""
    first = date(start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, 1)
    day = first + timedelta(days=start.day - 1)
    while day.month != first.month:
        day -= DAY
    return day


def walk(term: Term) -> date:
    """Goes from day to day. On the day of a stop it waits until the stop ends; that day is not counted either."""
    wanted = (months_later(term.start, term.amount) - term.start).days if term.unit == "month" else term.amount
    waits: dict[date, date] = {}
    for began, ended in term.stops:
        waits[began] = max(ended, waits.get(began, ended))
    day, counted = term.start, 0
    while True:
        # Until the day that every stop which began meanwhile has ended.
        until = waits.get(day, day)
        while day < until:
            day += DAY
            until = max(until, waits.get(day, day))
        if counted >= wanted and term.works(day):
            return day
        day += DAY
        if counted < wanted and (term.unit != "working" or term.works(day)):
            counted += 1


def terms(years: Iterable[int]) -> Iterator[Term]:
    for year in years:
        random = Random(year)
        for _ in range(CASES_A_YEAR):
            start = date(year, 1, 1) + timedelta(days=random.randrange(365))
            unit = random.choice(("calendar", "calendar", "working", "month"))
            amount = random.randint(1, 3) if unit == "month" else random.randint(0, 45)
            stops = []
            for _number in range(random.choice((0, 0, 1, 1, 2, 3))):
                began = start + timedelta(days=random.randint(0, 60))
                stops.append((began, began + timedelta(days=random.choice((0, 1, 3, 8, 30)))))
            declared = [
                (start + timedelta(days=random.randint(1, 70)), random.random() < 0.3)
                for _number in range(random.choice((0, 0, 0, 1, 2)))
            ]
            yield Term(start, amount, unit, stops, tuple(dict(declared).items()))


def mismatches(years: Iterable[int], spoilt: dict[date, bool] | None = None) -> int:
    """`spoilt`: days of which the calendar under test says something wrong."""
    wrong = 0
    for term in terms(years):
        known = {**dict(term.declared), **(spoilt or {})}
        ended = calendar.end_of_term(term.start, term.amount, term.unit, term.stops, known)[1]
        wrong += ended != walk(term)
    return wrong


def test_every_day_of_ten_years_is_what_the_law_says() -> None:
    first = date(FIRST, 1, 1)
    days = [first + timedelta(days=number) for number in range((date(LAST + 1, 1, 1) - first).days)]
    law = Term(first, 0, "calendar", [], ())
    assert [day for day in days if calendar.is_working(day, {}) != law.works(day)] == []


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2026, (4, 12)), (2027, (5, 2)), (2028, (4, 16)), (2029, (4, 8)), (2030, (4, 28)), (2031, (4, 13))],
)
def test_the_oracle_knows_easter(year: int, sunday: tuple[int, int]) -> None:
    assert easter(year) == date(year, *sunday)


def test_fifty_thousand_terms_end_where_a_walk_from_day_to_day_ends() -> None:
    assert mismatches(range(FIRST, LAST + 1)) == 0


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 5, 4),  # 1 May 2027 is Holy Saturday: the day moved
        date(2026, 5, 25),  # 24 May 2026 is a Sunday
        date(2028, 12, 27),  # 24 December 2028 is a Sunday, and the days after it are holidays
        date(2026, 1, 2),  # declared by the Council of Ministers
        date(2029, 4, 9),  # Easter Monday
    ],
)
def test_a_calendar_that_forgets_one_day_is_found_out(day: date) -> None:
    assert mismatches([day.year], {day: True}) > 0
