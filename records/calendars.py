"""The calendar of a year: confirmed by somebody, and changed by days that the Council of Ministers declares."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from records import audit, calendar
from records.models import CalendarDay, CalendarYear

# From this month on the next year's calendar is wanted too: terms reach into it.
NEXT_YEAR_FROM = 10


def years_wanted(today: date) -> list[int]:
    return [today.year, today.year + 1] if today.month >= NEXT_YEAR_FROM else [today.year]


def years_missing(today: date) -> list[int]:
    wanted = years_wanted(today)
    known = set(CalendarYear.objects.filter(year__in=wanted).values_list("year", flat=True))
    return [year for year in wanted if year not in known]


@transaction.atomic
def confirm(year: int, *, by: object) -> CalendarYear:
    """Once a year; a second time changes nothing."""
    row, is_new = CalendarYear.objects.get_or_create(year=year, defaults=audit.who(by))
    if is_new:
        audit.record("calendar_confirmed", None, by=by, year=year)
    return row


@transaction.atomic
def declare(day: date, *, is_working: bool, label: str, by: object) -> CalendarDay:
    """The day is off, or worked; a worker moves the running terms. A later word on the day replaces it."""
    row, _is_new = CalendarDay.objects.update_or_create(
        date=day, defaults={"is_working": is_working, "label": label, "applied_at": None}
    )
    audit.record("calendar_day_declared", None, by=by, day=day.isoformat(), working=is_working)
    return row


def mark_applied(row: CalendarDay) -> None:
    """Unless somebody said something else of the day meanwhile."""
    CalendarDay.objects.filter(pk=row.pk, is_working=row.is_working, applied_at=None).update(applied_at=timezone.now())


@dataclass(frozen=True)
class Year:
    """What an administrator looks at before confirming: the days off, in the words of where they come from."""

    year: int
    confirmed: CalendarYear | None
    days: list[tuple[date, str]]
    declared: list[CalendarDay]

    @property
    def confirmed_by(self) -> str:
        return audit.actor_in_words(self.confirmed.actor_label) if self.confirmed else ""


def look(year: int) -> Year:
    """Three queries."""
    declared = list(CalendarDay.objects.filter(date__year=year))
    confirmed = CalendarYear.objects.filter(year=year).first()
    return Year(year, confirmed, calendar.holidays_of(year), declared)
