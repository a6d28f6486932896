"""Services that nobody has looked through for longer than their owner promised."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from services.models import Revision, Service

REMINDED_EVERY = timedelta(days=30)
SHOWN = 50


class _MonthsLater(Func):
    template = (
        "(SELECT (since + make_interval(months => months))::date FROM (VALUES (%(expressions)s)) AS v(since, months))"
    )
    output_field = DateField()


def due_by(day: date) -> QuerySet[Service]:
    """Published services due on that day or before, the longest due first; never checked ones count from their first
    revision. Annotated: `since`, `due_on`."""
    first = Revision.objects.filter(kind="service", slug=OuterRef("slug"), number=1).annotate(on=TruncDate("at"))
    rows = Service.objects.published().annotate(since=Coalesce("reviewed_on", Subquery(first.values("on")[:1])))
    rows = rows.annotate(due_on=_MonthsLater(F("since"), Func(F("review_months"), template="%(expressions)s::int")))
    return rows.filter(due_on__lte=day).order_by("due_on", "slug")


def shown(day: date) -> tuple[list[Any], int]:
    """What an editor's page lists, and how many there are in all."""
    rows = due_by(day)
    return list(_told(rows)[:SHOWN]), rows.count()


def _told(rows: QuerySet[Service]) -> QuerySet[Service]:
    columns = ("slug", "name_bg", "name_en", "reviewed_on", "owner__slug", "owner__name_bg", "owner__name_en")
    return rows.select_related("owner").only(*columns)


def to_remind(day: date) -> QuerySet[Service]:
    """Nobody is reminded of the same entry twice a month."""
    long_ago = Q(reminded_on__isnull=True) | Q(reminded_on__lte=day - REMINDED_EVERY)
    return due_by(day).filter(long_ago)
