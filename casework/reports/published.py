"""Counts for everybody: by month and one property at a time, without small numbers (F99, F101).

Only months that have ended. Two properties are never crossed and months never added up, so that no two lists that are
published can be subtracted from each other: each is a list and its sum, protected by itself.
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
from casework.reports.suppression import protect
from casework.reports.topics import OUTCOMES
from casework.reports.unmet import KINDS
from people.models import Settlement
from services.exports.cells import safe
from services.exports.cpsv_lists import LICENCE
from services.exports.reading import in_both
from services.exports.sheets import BOM
from services.models import Service

COLUMNS = ("month", "count_of", "by", "id", "name_bg", "name_en", "count", "is_hidden")
DICTIONARY = {
    "month": "The month as YYYY-MM; of what is counted now, the month of the count.",
    "count_of": "opened: requests received; ended: requests answered; unmet: needs that could not be met; "
    "waiting: people who wait for a place now.",
    "by": "The one property by which the counts are listed: service, settlement (EKATTE code), outcome, kind, age; "
    "all: the sum of each list.",
    "id": "The value's code: slug of a service, EKATTE of a settlement, code of an outcome, kind or age group.",
    "name_bg": "The value in Bulgarian.",
    "name_en": "The value in English.",
    "count": "How many. Empty when it is hidden.",
    "is_hidden": "true: smaller than `least`, or hidden so that a smaller one cannot be worked out.",
}
# What is listed by what; each list is protected by itself.
LISTS = {
    "opened": ("service", "settlement", "age"),
    "ended": ("service", "settlement", "outcome"),
    "unmet": ("service", "settlement", "kind", "age"),
    "waiting": ("service",),
}
FIELD = {"service": "service", "settlement": "settlement", "outcome": "code", "kind": "code", "age": "age_group"}
Named = Mapping[Any, tuple[str, str, str]]


def rows(today: date) -> Iterator[dict[str, Any]]:
    """In the order of LISTS, months and names."""
    names, least, this = _names(), least_shown(today), today.replace(day=1)
    for measure, ways in LISTS.items():
        ended = Figure.objects.filter(measure=measure)
        if measure != "waiting":
            ended = ended.filter(month__lt=this)
        for by in ways:
            counts = sums(ended, "month", FIELD[by])
            for month in sorted({month for month, _key in counts}):
                values = {value: many for (of, value), many in counts.items() if of == month}
                yield from _listed(month, measure, by, values, names[by], least)


def _listed(
    month: date, measure: str, by: str, values: Mapping[Any, int], names: Named, least: int
) -> Iterator[dict[str, Any]]:
    known = [key for key in names if values.get(key)]
    shown = protect([[values[key]] for key in known], least) if known else None
    if shown is None:
        return
    start = {"month": f"{month:%Y-%m}", "count_of": measure}
    for key, count in zip(known, shown.row_sums, strict=True):
        code, bg, en = names[key]
        yield {**start, "by": by, "id": code, "name_bg": bg, "name_en": en, "count": count, "is_hidden": count is None}
    sum_of = {"by": by, "id": "all", "name_bg": "всички", "name_en": "all"}
    yield {**start, **sum_of, "count": shown.total, "is_hidden": shown.total is None}


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
