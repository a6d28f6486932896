"""What public pages say of time, counted from real cases: how long an answer takes and how long people wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, Expression, ExpressionWrapper, F
from django.db.models.functions import Coalesce, TruncDate

from casework import waiting
from casework.models import Case, CaseStatus, WaitingEntry, WaitingTime
from casework.waiting_view import ended_waits
from services.models import ProcessingTime

# Fewer say nothing, and might say something of one person.
LEAST = 5
YEAR = timedelta(days=365)


class _Percentile(Aggregate):
    """The smallest value that this part of all values does not exceed."""

    function = "percentile_disc"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, fraction: float, expression: Expression) -> None:
        super().__init__(expression, fraction=float(fraction), output_field=DurationField())


def _days(start: Any, end: Any) -> ExpressionWrapper:
    """Calendar days between two moments, by the town's dates."""
    return ExpressionWrapper(TruncDate(end) - TruncDate(start), output_field=DurationField())


def processing_times(now: datetime) -> list[ProcessingTime]:
    """By service, from cases that were decided or closed within a year; who withdrew says nothing of the office."""
    end = Coalesce("decided_at", "closed_at")
    ended = Case.objects.exclude(status=CaseStatus.WITHDRAWN).annotate(end=end).filter(end__gt=now - YEAR, end__lte=now)
    took = _days(F("request__application__submitted_at"), F("end"))
    rows = (
        ended.values("service")
        .order_by("service")
        .annotate(cases=Count("pk"), half=_Percentile(0.5, took), most=_Percentile(0.9, took))
    )
    since = (now - YEAR).date()
    return [
        ProcessingTime(
            service_id=row["service"], cases=row["cases"], p50=row["half"].days, p90=row["most"].days,
            since=since, counted_at=now,
        )
        for row in rows
        if row["cases"] >= LEAST
    ]  # fmt: skip


def waits(now: datetime) -> dict[int, int]:
    """Usual days from the request to the offered place, by service: of those who waited and got one within a year."""
    ended = WaitingEntry.objects.filter(ended_at__gt=now - YEAR, ended_at__lte=now, case__placement__isnull=False)
    rows = (
        ended.values("service")
        .order_by("service")
        .annotate(people=Count("pk"), half=_Percentile(0.5, _days(F("since"), F("ended_at"))))
    )
    return {row["service"]: row["half"].days for row in rows if row["people"] >= LEAST}


def waiting_times(now: datetime) -> list[WaitingTime]:
    """By service: the middle half of those who waited and were offered a place within a year, not written yet."""
    took = _days(F("since"), F("ended_at"))
    rows = (
        WaitingEntry.objects.filter(ended_waits(now - YEAR, now))
        .values("service")
        .order_by("service")
        .annotate(people=Count("pk"), least=_Percentile(0.25, took), most=_Percentile(0.75, took))
    )
    fewest = waiting.terms(now.date()).least_ended
    return [
        WaitingTime(
            service_id=row["service"], people=row["people"], least=row["least"].days, most=row["most"].days,
            counted_at=now,
        )
        for row in rows
        if row["people"] >= fewest
    ]  # fmt: skip
