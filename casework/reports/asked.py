"""What a reader asks of the figures: the period, with what it is compared, of which unit and service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, QuerySet, Sum
from django.utils.translation import get_language

from casework.models import Figure
from casework.models.case import units_of
from casework.reports.configuration import least_shown
from people.models import Organisation, User
from services.models import Service

MONTHS = 12
MOST_MONTHS = 120


def add_months(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def months_between(first: date, last: date) -> list[date]:
    return [add_months(first, number) for number in range((last.year - first.year) * 12 + last.month - first.month + 1)]


@dataclass(frozen=True)
class Asked:
    """`first`, `last`: first days of months, both included; `other_*` those of the period it is compared with.

    `least` is 0 for who works on the cases; for everybody else smaller counts are hidden, and periods are whole years:
    two periods that overlap would give away their difference.
    """

    user: User
    today: date
    first: date
    last: date
    other_first: date
    other_last: date
    unit: Organisation | None
    service: Service | None
    least: int
    units: Sequence[Organisation]

    @property
    def months(self) -> list[date]:
        return months_between(self.first, min(self.last, self.today.replace(day=1)))

    @property
    def sees_cases(self) -> bool:
        return self.least == 0

    def figures(self, measure: str) -> Any:
        return self.of((measure,))

    def of(self, measures: Sequence[str]) -> Any:
        found = Figure.objects.visible_to(self.user).filter(measure__in=measures)
        if self.unit is not None:
            found = found.filter(unit=self.unit)
        return found.filter(service=self.service) if self.service is not None else found

    def flow(self, measure: str) -> Any:
        return self.figures(measure).between(self.first, self.last)


def sums(figures: QuerySet[Figure], *columns: str) -> dict[Any, int]:
    """{key: how many}; the key is a tuple when there are several columns."""
    rows: Iterable[Sequence[Any]] = figures.order_by().values_list(*columns).annotate(many=Sum("count"))
    return {(row[0] if len(columns) == 1 else tuple(row[:-1])): row[-1] for row in rows}


def asked(user: User, wanted: Any, today: date) -> Asked:
    """From the address; what does not read as a month, a unit or a service is not there."""
    units = {unit.slug: unit for unit in Organisation.objects.filter(pk__in=units_of(user)).order_by("name_bg")}
    least = 0 if units else least_shown(today)
    this = today.replace(day=1)
    if least:
        year = int(wanted.get("year", "")) if wanted.get("year", "").isdecimal() else today.year
        year = min(max(year, today.year - MOST_MONTHS // 12), today.year)
        first, last = date(year, 1, 1), date(year, 12, 1)
    else:
        last = _month(wanted.get("to", "")) or this
        first = _month(wanted.get("from", "")) or add_months(last, 1 - MONTHS)
        first, last = max(min(first, last), add_months(this, -MOST_MONTHS)), min(max(first, last), this)
        first = min(first, last)
    length = len(months_between(first, last))
    back = length if wanted.get("with") == "before" and not least else 12
    service = Service.objects.filter(slug=wanted.get("service", "").replace("\x00", "")).first() if not least else None
    return Asked(
        user, today, first, last, add_months(first, -back), add_months(last, -back),
        units.get(wanted.get("unit", "")) if len(units) > 1 else None, service, least, list(units.values()),
    )  # fmt: skip


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def first_month(user: User, today: date) -> date:
    """The first month there are figures of."""
    found = Figure.objects.visible_to(user).aggregate(first=Min("month"))["first"]
    return max(found or today.replace(day=1), add_months(today.replace(day=1), -MOST_MONTHS))


def names(rows: QuerySet[Any], field: str = "name") -> dict[int, str]:
    """{key: name in the reader's language}, in alphabetical order."""
    column = f"{field}_{'en' if get_language() == 'en' else 'bg'}"
    return dict(rows.order_by(column).values_list("pk", column))
