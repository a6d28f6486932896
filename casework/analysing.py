"""Which analyses there are by the rules of a day, of which years, and what is due when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min

from casework.models import Analysis, AnalysisRule, AnalysisStatus, Figure

SHOWN = 40
YEARS = 5
STANDING = (AnalysisStatus.DRAFT, AnalysisStatus.SENT, AnalysisStatus.APPROVED)


def rules(day: date) -> list[AnalysisRule]:
    """One of each kind."""
    found: dict[str, AnalysisRule] = {}
    for rule in AnalysisRule.objects.in_force(day):
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
    """From the first reminder on until it is approved; one query where something is due."""
    year = today.year - 1
    near = []
    for rule in found:
        on = rule.due_on(year)
        if on and rule.remind_days and today >= on - timedelta(days=max(rule.remind_days)):
            near.append((rule, on))
    if not near:
        return []
    kinds = [rule.kind for rule, _on in near]
    rows = Analysis.objects.listed().filter(kind__in=kinds, year=year, status__in=STANDING).order_by("version")
    standing = {row.kind: row for row in rows}
    return [
        Due(rule, year, on, (on - today).days, standing.get(rule.kind))
        for rule, on in near
        if not (rule.kind in standing and standing[rule.kind].status == AnalysisStatus.APPROVED)
    ]
