"""The first allowed minute, also where the clock jumps: Europe/Sofia, 28.03.2027 at 3:00 and 25.10.2026 at 4:00."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import reach

SOFIA = ZoneInfo("Europe/Sofia")


def local(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SOFIA, fold=fold)


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        ((time(8), time(21)), local("2026-11-30 12:00:07"), local("2026-11-30 12:00:07")),
        ((time(8), time(21)), local("2026-11-30 21:00"), local("2026-12-01 08:00")),
        ((time(8), time(21)), local("2026-11-30 07:59:59"), local("2026-11-30 08:00")),
        ((time(22), time(6)), local("2026-11-30 23:30"), local("2026-11-30 23:30")),
        ((time(22), time(6)), local("2026-11-30 06:00"), local("2026-11-30 22:00")),
        # Spring: 3:00–4:00 does not exist, so hours that begin in it begin at 4:00.
        ((time(3, 30), time(9)), local("2027-03-28 01:00"), local("2027-03-28 04:00")),
        ((time(3, 10), time(3, 50)), local("2027-03-28 01:00"), local("2027-03-29 03:10")),
        ((time(8), time(21)), local("2027-03-27 22:00"), local("2027-03-28 08:00")),
        # Autumn: 3:00–4:00 comes twice; the hours begin with the first of them.
        ((time(3, 30), time(9)), local("2026-10-25 01:00"), local("2026-10-25 03:30", fold=0)),
        ((time(3), time(3, 30)), local("2026-10-25 03:40", fold=0), local("2026-10-25 03:00", fold=1)),
        ((time(8), time(21)), local("2026-10-24 22:00"), local("2026-10-25 08:00")),
    ],
)
def test_the_first_allowed_minute(hours: tuple[time, time], now: datetime, expected: datetime) -> None:
    assert reach.first_minute(hours, now.astimezone(UTC)) == expected.astimezone(UTC)


@given(st.times(), st.times(), st.integers(0, 2 * 366 * 24 * 60))
def test_it_is_never_before_now_and_always_within(begin: time, end: time, minute: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    begin, end = (one.replace(second=0, microsecond=0) for one in (begin, end))
    found = reach.first_minute((begin, end), now)
    assert found >= now
    assert reach._within((begin, end), found)
