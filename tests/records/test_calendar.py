"""Terms against an oracle that counts day by day from a list typed from the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.calendar import add_days, is_working
from records.models import CalendarDay

# Official days off of 2026 (Labour Code art. 154, with days moved by its second paragraph; 2 January
# by Decision 808 of the Council of Ministers of 2025).
OFF_2026 = {
    date(2026, month, day)
    for month, day in (
        (1, 1), (1, 2), (3, 3), (4, 10), (4, 11), (4, 12), (4, 13), (5, 1), (5, 6), (5, 24), (5, 25),
        (9, 6), (9, 7), (9, 22), (12, 24), (12, 25), (12, 26), (12, 28),
    )
}  # fmt: skip


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in OFF_2026


@pytest.mark.django_db
def test_every_day_of_the_year_is_what_the_calendar_says() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    assert [day for day in days if is_working(day, {}) != works(day)] == []


@settings(max_examples=300, deadline=None)
@given(start=st.dates(date(2026, 1, 1), date(2026, 11, 1)), amount=st.integers(1, 30))
@pytest.mark.django_db
def test_a_term_ends_where_counting_on_the_fingers_ends(start: date, amount: int) -> None:
    day = start + timedelta(days=amount)
    while not works(day):
        day += timedelta(days=1)
    assert add_days(start, amount, "calendar") == (start + timedelta(days=amount), day)
    day, left = start, amount
    while left:
        day += timedelta(days=1)
        left -= works(day)
    assert add_days(start, amount, "working") == (day, day)


@pytest.mark.django_db
def test_a_month_ends_on_the_same_date_or_the_last_day() -> None:
    assert add_days(date(2026, 1, 31), 1, "month")[0] == date(2026, 2, 28)
    assert add_days(date(2026, 10, 15), 1, "month") == (date(2026, 11, 15), date(2026, 11, 16))


@pytest.mark.django_db
def test_the_council_of_ministers_may_move_a_day() -> None:
    CalendarDay.objects.create(date=date(2026, 11, 23), is_working=False, label="преместен почивен ден")
    CalendarDay.objects.create(date=date(2026, 11, 28), is_working=True, label="отработване")
    assert add_days(date(2026, 11, 20), 1, "working")[0] == date(2026, 11, 24)
    assert add_days(date(2026, 11, 18), 10, "calendar")[1] == date(2026, 11, 28)
