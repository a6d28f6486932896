"""Working days and the counting of terms (domain.md A5, C6)."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import holidays
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from records.models import CalendarDay

SATURDAY = 5


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    """Labour Code art. 154 with the days moved by its second paragraph."""
    return frozenset(holidays.country_holidays("BG", years=year, language="bg"))


def exceptions() -> dict[date, bool]:
    """The editable exceptions, one query."""
    return dict(CalendarDay.objects.values_list("date", "is_working"))


def beside() -> ArraySubquery:
    """The exceptions as a column of another query; `read` makes of it what `exceptions` answers."""
    days = CalendarDay.objects.values(day=JSONObject(date="date", is_working="is_working"))
    return ArraySubquery(days)


def read(column: Iterable[dict[str, Any]]) -> dict[date, bool]:
    return {date.fromisoformat(day["date"]): day["is_working"] for day in column}


def midnight(day: date) -> datetime:
    """The moment at which the local day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def is_working(day: date, known: dict[date, bool] | None = None) -> bool:
    known = exceptions() if known is None else known
    if day in known:
        return known[day]
    return day.weekday() < SATURDAY and day not in _public_holidays(day.year)


def next_working_day(day: date, known: dict[date, bool] | None = None) -> date:
    """The day itself when it is working, otherwise the first one after it."""
    known = exceptions() if known is None else known
    while not is_working(day, known):
        day += timedelta(days=1)
    return day


def add_days(start: date, amount: int, unit: str, known: dict[date, bool] | None = None) -> tuple[date, date]:
    """When a term from `start` ends: by the count alone, and moved to the next working day.

    The first day is not counted. `unit` is calendar, working or month (same date, or the month's last day).
    """
    known = exceptions() if known is None else known
    if unit == "month":
        base = _add_months(start, amount)
    elif unit == "working":
        base = _add_working(start, amount, known)
    else:
        base = start + timedelta(days=amount)
    return base, next_working_day(base, known)


def _add_months(start: date, amount: int) -> date:
    index = start.year * 12 + start.month - 1 + amount
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _add_working(start: date, amount: int, known: dict[date, bool]) -> date:
    day = start
    while amount > 0:
        day += timedelta(days=1)
        amount -= is_working(day, known)
    return day


Stop = tuple[date, date]


def merged(stops: Iterable[Stop]) -> list[Stop]:
    """Stops that touch or overlap as one, oldest first."""
    found: list[Stop] = []
    for began, ended in sorted(stops):
        if found and began <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ended))
        else:
            found.append((began, ended))
    return found


def end_of_term(
    start: date, amount: int, unit: str, stops: Iterable[Stop], known: dict[date, bool] | None = None
) -> tuple[date, date]:
    """When a term ends that stood still from one day to another, as `add_days` answers.

    What was left of it at a stop is counted again from the day after it ended. A stop that came after the term had
    ended brings nothing back.
    """
    known = exceptions() if known is None else known
    base, due = add_days(start, amount, unit, known)
    for began, ended in merged(stops):
        began, ended = max(began, start), max(ended, start)
        if began > due:
            break
        if unit == "working":
            left = sum(is_working(began + timedelta(days=day), known) for day in range(1, (base - began).days + 1))
            base = _add_working(ended, left, known)
        else:
            base = ended + timedelta(days=max((base - began).days, 0))
        due = next_working_day(base, known)
    return base, due


def days_between(first: date, last: date, unit: str, known: dict[date, bool] | None = None) -> int:
    """How many days of a term pass from `first` (not counted) to `last`; months are counted in calendar days."""
    if unit != "working":
        return (last - first).days
    known = exceptions() if known is None else known
    return sum(is_working(first + timedelta(days=day), known) for day in range(1, (last - first).days + 1))
