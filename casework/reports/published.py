"""Counts for everybody: by year and one property at a time, by month and service, without small numbers (F99, F101).

Only what has ended. What is told of a year is told as the analyses of that year tell it, so that no list can be
subtracted from another (`casework/reports/margins.py`). A service that had a month with a small number is
told by year alone.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Figure
from casework.models.need import AgeGroup
from casework.reports import figures
from casework.reports.asked import sums
from casework.reports.configuration import least_shown
from casework.reports.margins import Year, hidden_lines, year_of
from casework.reports.topics import OUTCOMES
from casework.reports.unmet import KINDS
from people.models import Settlement
from services.exports.cells import safe
from services.exports.cpsv_lists import LICENCE
from services.exports.reading import in_both
from services.exports.sheets import BOM
from services.models import Service

COLUMNS = ("period", "count_of", "by", "id", "name_bg", "name_en", "count", "is_hidden")
DICTIONARY = {
    "period": "The year as YYYY, or the month as YYYY-MM; of what is counted now, the month of the count.",
    "count_of": "opened: requests received; ended: requests answered; unmet: needs that could not be met; "
    "waiting: people who wait for a place now.",
    "by": "The one property by which the counts are listed: service, settlement (EKATTE code), outcome, kind, age. "
    "Months are listed by service alone, once their year has ended.",
    "id": "The value's code: slug of a service, EKATTE of a settlement, code of an outcome, kind or age group; "
    "all: the sum of the list.",
    "name_bg": "The value in Bulgarian.",
    "name_en": "The value in English.",
    "count": "How many. Empty when it is hidden.",
    "is_hidden": "true: smaller than `least`, or hidden so that a smaller one cannot be worked out.",
}
# What is listed by what.
LISTS = {
    "opened": ("service", "settlement", "age"),
    "ended": ("service", "settlement", "outcome"),
    "unmet": ("service", "settlement", "kind", "age"),
    "waiting": ("service",),
}
FIELD = {"service": "service", "settlement": "settlement", "outcome": "code", "kind": "code", "age": "age_group"}
Named = Mapping[Any, tuple[str, str, str]]
Names = Mapping[str, Named]
ALL = ("all", "всички", "all")


def rows(today: date) -> Iterator[dict[str, Any]]:
    """In the order of LISTS, years and names; the months of a year after it."""
    names, least = _names(), least_shown(today)
    for measure, ways in LISTS.items():
        if measure == "waiting":
            yield from _of_year(year_of(measure, None, least), f"{today:%Y-%m}", ways, names)
            continue
        ended = Figure.objects.filter(measure=measure, month__lt=today.replace(day=1))
        counts = sums(ended, "month", "service")
        for year in sorted({month.year for month, _service in counts}):
            months = {key: many for key, many in counts.items() if key[0].year == year}
            if year < today.year:
                whole = year_of(measure, year, least)
                yield from _of_year(whole, str(year), ways, names)
                yield from _by_service(whole, months, names["service"])
            yield from _month_sums(measure, months, least, is_over=year < today.year)


def _of_year(whole: Year, period: str, ways: tuple[str, ...], names: Names) -> Iterator[dict[str, Any]]:
    for by in ways:
        counts = whole.one_by_one(FIELD[by])
        for key, (code, bg, en) in names[by].items():
            if counts.get(key):
                yield _row(period, whole.measure, by, (code, bg, en), whole.shown(FIELD[by], key))
        if counts:
            yield _row(period, whole.measure, by, ALL, None if whole.is_total_hidden else sum(counts.values()))


def _by_service(whole: Year, months: Mapping[tuple[date, Any], int], names: Named) -> Iterator[dict[str, Any]]:
    hidden = hidden_lines({(key, month): many for (month, key), many in months.items()}, whole)
    for month, key in sorted(months, key=lambda pair: (pair[0], str(pair[1]))):
        many = months[month, key]
        if many and key in names:
            yield _row(f"{month:%Y-%m}", whole.measure, "service", names[key], None if key in hidden else many)


def _month_sums(
    measure: str, months: Mapping[tuple[date, Any], int], least: int, *, is_over: bool
) -> Iterator[dict[str, Any]]:
    """A small month is hidden; once the year's sum is told, its last month with it, which nobody has seen before."""
    sums_: dict[date, int] = {}
    for (month, _key), many in months.items():
        sums_[month] = sums_.get(month, 0) + many
    hidden = {month for month, many in sums_.items() if 0 < many < least}
    if is_over and hidden:
        hidden.add(max(sums_))
    for month, many in sorted(sums_.items()):
        yield _row(f"{month:%Y-%m}", measure, "service", ALL, None if month in hidden else many)


def _row(period: str, measure: str, by: str, named: tuple[str, str, str], count: int | None) -> dict[str, Any]:
    code, bg, en = named
    start = {"period": period, "count_of": measure, "by": by, "id": code, "name_bg": bg, "name_en": en}
    return {**start, "count": count, "is_hidden": count is None}


def _names() -> dict[str, Named]:
    """What has no value is „not known“, so that each list adds up to its sum."""
    none = {None: ("unknown", "не е известно", "not known")}
    services = Service.objects.order_by("slug").values_list("pk", "slug", "name_bg", "name_en")
    places = Settlement.objects.order_by("ekatte").values_list("pk", "ekatte", "name_bg", "name_en")
    return {
        "service": {**{pk: (slug, bg, en) for pk, slug, bg, en in services}, **none},
        "settlement": {**{pk: (code, bg, en) for pk, code, bg, en in places}, **none},
        "outcome": _labelled(OUTCOMES),
        "kind": _labelled(KINDS),
        "age": _labelled(dict(AgeGroup.choices)),
    }


def _labelled(labels: Mapping[Any, Any]) -> Named:
    words = {str(key): in_both(label) for key, label in labels.items()}
    return {key: (key, said["bg"], said["en"]) for key, said in words.items()}


def write(files: Mapping[str, IO[bytes]]) -> None:
    """`statistics.csv` and `statistics.json` in one pass."""
    today, at = timezone.localdate(), figures.counted_at()
    found = list(rows(today))
    text = io.TextIOWrapper(files["csv"], encoding="utf-8", newline="", write_through=True)
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in found:
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    text.detach()
    whole = {
        "title": in_both(_("Social services in figures")),
        "licence": LICENCE,
        "counted_at": at.isoformat() if at else None,
        "least": least_shown(today),
        "columns": DICTIONARY,
        "rows": found,
    }
    files["json"].write(json.dumps(whole, ensure_ascii=False, indent=1).encode())


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else safe(value)
