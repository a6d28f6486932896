"""Which analyses there are by the rules of a day, of which years, and what is due when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Min, OuterRef
from django.db.models.functions import JSONObject

from casework.models import Analysis, AnalysisRule, AnalysisStatus, Figure

SHOWN = 40
YEARS = 5
STANDING = (AnalysisStatus.DRAFT, AnalysisStatus.SENT, AnalysisStatus.APPROVED)


def rules(day: date) -> list[AnalysisRule]:
    """One of each kind, with what there is of the year before: `standing`, the approved one first."""
    rows = Analysis.objects.filter(kind=OuterRef("kind"), year=day.year - 1, status__in=STANDING)
    found: dict[str, AnalysisRule] = {}
    for rule in AnalysisRule.objects.in_force(day).annotate(
        standing=ArraySubquery(
            rows.order_by("status", "-version").values(pair=JSONObject(uid="uid", status="status"))[:1]
        )
    ):
        found.setdefault(rule.kind, rule)
    return list(found.values())


def years(today: date) -> list[int]:
    """Ended years of which there are figures, the last one first; the last one always."""
    first = Figure.objects.aggregate(first=Min("month"))["first"]
    earliest = max(first.year if first else today.year, today.year - YEARS)
    return list(range(today.year - 1, min(earliest, today.year - 1) - 1, -1))


def to_approve() -> list[Analysis]:
    """What waits for the leadership."""
    return list(Analysis.objects.listed().filter(status=AnalysisStatus.SENT)[:SHOWN])


@dataclass(frozen=True)
class Due:
    """An analysis of the year before that is not approved yet; `analysis` is what there is of it."""

    rule: AnalysisRule
    year: int
    on: date
    days: int
    analysis: Analysis | None

    @property
    def is_late(self) -> bool:
        return self.days < 0

    @property
    def late_days(self) -> int:
        return -self.days


def due(found: list[AnalysisRule], today: date) -> list[Due]:
    """Of the rules of the day: from the first reminder on until it is approved."""
    year, near = today.year - 1, []
    for rule in found:
        on = rule.due_on(year)
        if not on or not rule.remind_days or today < on - timedelta(days=max(rule.remind_days)):
            continue
        standing = next((Analysis(kind=rule.kind, year=year, **row) for row in rule.standing), None)  # type: ignore[attr-defined]
        if standing is None or standing.status != AnalysisStatus.APPROVED:
            near.append(Due(rule, year, on, (on - today).days, standing))
    return near
