"""Opening hours in words: „понеделник – петък, 8:00–17:00 ч.“"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def in_words(rows: Iterable[dict[str, str]]) -> list[str]:
    return [_line(row) for row in rows]


def _line(row: dict[str, str]) -> str:
    first, _dash, last = row["days"].partition("-")
    if (row["opens"], row["closes"]) in {("00:00", "23:59"), ("00:00", "00:00")} and row["days"] == "mon-sun":
        return _("every day, day and night")
    days = _day(first) if not last else f"{_day(first)} – {_day(last)}"
    opens, closes = (_time(row[name]) for name in ("opens", "closes"))
    return _("%(days)s, %(opens)s–%(closes)s") % {"days": days, "opens": opens, "closes": closes}


def _day(code: str) -> str:
    return str(WEEKDAYS[DAYS.index(code)])


def _time(typed: str) -> str:
    """„08:00“ as people say it: 8:00."""
    return typed.removeprefix("0")
