"""What the system for secure delivery knows of our messages: opened on a day, or not opened in time."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from records import deliveries, notifications
from records.channels import ssev
from records.channels.errors import NotHandedOver, Refused, Uncertain
from records.models import Delivery, DeliveryStatus, Method

AT_ONCE = 200
AGAIN_AFTER = timedelta(hours=1)
WATCHED = timedelta(days=90)


def look() -> int:
    """Asks after what was sent and not opened yet, the longest unasked first. How many were opened."""
    if not settings.SSEV["url"]:
        return 0
    now = timezone.now()
    rows = Delivery.objects.filter(channel="ssev", status=DeliveryStatus.SENT, next_try_at__lte=now)
    watched = rows.filter(sent_at__gt=now - WATCHED).exclude(foreign_id="")
    return sum(_look_at(delivery) for delivery in watched.select_related("message").order_by("next_try_at")[:AT_ONCE])


def _look_at(delivery: Delivery) -> bool:
    Delivery.objects.filter(pk=delivery.pk).update(next_try_at=timezone.now() + AGAIN_AFTER)
    try:
        opened = ssev.opened_at(delivery.foreign_id)
    except (NotHandedOver, Refused, Uncertain):
        return False  # it is asked again in an hour
    proof: dict[str, Any] = {"proof": delivery.foreign_id, "by": None}
    if opened is None:
        _not_opened(delivery, proof)
        return False
    deliveries.note(delivery.pk, DeliveryStatus.READ, source="register", by=None)
    on = timezone.localdate(opened)
    notifications.by_delivery(delivery, method=Method.SSEV_OPENED, on=on, **proof)
    return True


def _not_opened(delivery: Delivery, proof: dict[str, Any]) -> None:
    """Once the days of the rule have passed, the act is known all the same."""
    assert delivery.sent_at is not None
    sent_on = timezone.localdate(delivery.sent_at)
    if notifications.rule_for(Method.SSEV_UNOPENED, sent_on).known_on(sent_on) <= timezone.localdate():
        notifications.by_delivery(delivery, method=Method.SSEV_UNOPENED, on=sent_on, **proof)
