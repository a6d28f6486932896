"""What must be true before a process starts: the calendar of this year is confirmed."""

import sys

from django.db import Error
from django.utils import timezone

from records import calendars


def missing_years() -> list[int]:
    """None where the database cannot say: that it is not there, or has no tables yet, is told elsewhere."""
    try:
        return calendars.years_missing(timezone.localdate())
    except Error:
        return []


def sentence(year: int) -> str:
    return (
        f"The calendar of working days of {year} is not confirmed, so no term can be counted in it. An administrator "
        f"confirms it on the page /desk/calendar/, or here: manage.py confirm_calendar {year}"
    )


def require_calendar() -> None:
    """Ends the process where this year is missing; the next year is asked for from October on, and only said."""
    this_year = timezone.localdate().year
    for year in missing_years():
        sys.stderr.write(sentence(year) + "\n")
        if year == this_year:
            sys.exit(1)
