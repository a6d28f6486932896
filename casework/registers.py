"""Looking into the registers: by day, direction and number, newest first, a page by key; and as a file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from casework.models import RegisterEntry
from people.models import User
from services.exports.cells import safe

PAGE = 50
MOST_DIGITS = 18
# A file of the register is made while somebody waits for it.
MOST_DAYS = timedelta(days=366)


@dataclass(frozen=True)
class Sought:
    """What was asked for; days that are no days count as not given."""

    number: str = ""
    direction: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_period(self) -> bool:
        return self.since is not None and self.until is not None and timedelta() <= self.until - self.since <= MOST_DAYS


@dataclass(frozen=True)
class Page:
    rows: list[RegisterEntry]
    after: str


def entries(user: User, sought: Sought) -> Any:
    rows = RegisterEntry.objects.visible_to(user).with_parts().order_by("-registered_on", "-pk")
    if sought.number:
        rows = rows.filter(number__startswith=sought.number.upper().replace("CY", "СУ"))
    if sought.direction:
        rows = rows.filter(direction=sought.direction)
    if sought.since:
        rows = rows.filter(registered_on__gte=sought.since)
    if sought.until:
        rows = rows.filter(registered_on__lte=sought.until)
    return rows


def page_of(user: User, sought: Sought, after: str) -> Page:
    """`after` is the key `day:id` of the last row of the page before."""
    rows = entries(user, sought)
    if key := _key(after):
        day, pk = key
        # The first condition is for the index; the second says the same of the last day.
        rows = rows.filter(Q(registered_on__lte=day), Q(registered_on__lt=day) | Q(pk__lt=pk))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.registered_on.isoformat()}:{last.pk}" if last else "")


def _key(after: str) -> tuple[date, int] | None:
    day, _colon, pk = after.partition(":")
    try:
        return (date.fromisoformat(day), int(pk)) if len(pk) < MOST_DIGITS else None
    except ValueError:
        return None


class _Line:
    """A file for csv that hands each line on."""

    def write(self, text: str) -> str:
        return text


def lines(user: User, sought: Sought) -> Iterator[str]:
    """The register as CSV, oldest first; semicolons and a mark of UTF-8 so that office programs open it."""
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff"
    heads = (
        _("Number"),
        _("Registered on"),
        _("Register"),
        _("Document"),
        _("Own or foreign number"),
        _("Service"),
        _("Unit"),
    )
    yield writer.writerow(heads)
    for row in entries(user, sought).order_by("registered_on", "pk").iterator(2000):
        day = f"{row.registered_on:%d.%m.%Y}"
        what = row.get_direction_display(), row.kind_in_words, safe(row.other_number)
        yield writer.writerow((row.number, day, *what, row.case.service.name, row.unit.name))
