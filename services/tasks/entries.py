from celery import shared_task
from django.utils import timezone

from services.actions import drift, reviews


@shared_task(name="services.remind_stale")
def remind_stale() -> None:
    """Idempotent: what was reminded of today is not due again for a month."""
    reviews.remind(timezone.localdate())


@shared_task(name="services.record_drift")
def record_drift() -> None:
    drift.record(by=None)
