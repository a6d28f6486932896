"""How long drafts are kept: shown beside each, warned of in time, then forgotten."""

from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone

from applications.models import Application, DraftRule


def rule() -> DraftRule:
    return DraftRule.objects.in_force(timezone.localdate())


def last_day(draft: Application, by: DraftRule) -> date:
    return timezone.localdate(draft.changed_at) + timedelta(days=by.days)


def with_last_day(drafts: list[Application]) -> list[tuple[Application, date]]:
    """Each draft with the last day on which it can be gone on with, if nobody writes in it before."""
    if not drafts:
        return []
    found = rule()
    return [(draft, last_day(draft, found)) for draft in drafts]


def to_warn(now: datetime, by: DraftRule) -> models.QuerySet[Application]:
    """Drafts near their end whose writer has not been told since the last change."""
    untold = models.Q(warned_at=None) | models.Q(warned_at__lt=models.F("changed_at"))
    quiet_since = now - timedelta(days=by.days - by.warn_days)
    return Application.objects.filter(untold, status="draft", changed_at__lt=quiet_since)


def to_forget(now: datetime, by: DraftRule) -> models.QuerySet[Application]:
    """Drafts past their last day. A warning that went out late postpones the end: nobody is surprised."""
    return Application.objects.filter(
        status="draft",
        changed_at__lt=now - timedelta(days=by.days),
        warned_at__gt=models.F("changed_at"),
        warned_at__lt=now - timedelta(days=by.warn_days - 1),
    )
