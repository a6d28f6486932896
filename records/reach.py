"""Whether and when a message may reach somebody: asked when it is written, and again right before it leaves."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from records import deliveries
from records.hooks import Address
from records.models import Delivery, DeliveryStatus
from records.notices import Notice, Topic

# A letter rings nowhere; what rings keeps the hours.
RINGS = frozenset({"email", "sms"})
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def allowed_channels(notice: Notice, address: Address) -> list[str]:
    """Those the reader allows for this; what the law wants told is not switched off by topic."""
    is_off = notice.topic in address.topics_off and notice.topic != Topic.LEGAL
    return [] if address.is_withheld or is_off else list(address.channels)


def first_allowed(channel: str, notice: Notice, address: Address, now: datetime) -> datetime:
    """`now`, or the first minute in which this may ring at the reader's."""
    return first_minute(_hours(channel, notice, address), now)


def _hours(channel: str, notice: Notice, address: Address) -> tuple[time, time] | None:
    """Safe hours hold for everything; the reader's own for what is not urgent; the house's for text messages."""
    if channel not in RINGS:
        return None
    if address.has_safe_hours:
        return address.hours
    if notice.is_urgent:
        return None
    return address.hours or (address.house_hours if channel == "sms" else None)


def first_minute(hours: tuple[time, time] | None, now: datetime) -> datetime:
    """`now` when the local clock stands within `hours` (they may go over midnight), else the first such minute.

    Minute by minute on the universal clock, so that a skipped or a repeated hour needs no rule of its own.
    """
    if hours is None or _within(hours, now):
        return now
    moment = now.replace(second=0, microsecond=0) + MINUTE
    # Two days: hours that lie wholly in the hour skipped in spring come only on the next day.
    while not _within(hours, moment) and moment < now + 2 * DAY:
        moment += MINUTE
    return moment


def _within(hours: tuple[time, time], moment: datetime) -> bool:
    begin, end = hours
    clock = timezone.localtime(moment).time()
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def stops(delivery: Delivery, notice: Notice, address: Address, now: datetime) -> bool:
    """Ends or postpones a delivery that its reader may not get, or not now. True when it must not leave."""
    if delivery.channel not in allowed_channels(notice, address):
        why = "whom it is about is hidden from the reader" if address.is_withheld else "not by this channel"
        deliveries.note(delivery.pk, DeliveryStatus.NOT_ALLOWED, source="worker", by=None, detail=why)
        return True
    moment = first_allowed(delivery.channel, notice, address, now)
    if moment > now:
        # Nothing was tried: the attempt is given back.
        tries = max(delivery.tries - 1, 0)
        Delivery.objects.filter(pk=delivery.pk).update(status=DeliveryStatus.QUEUED, next_try_at=moment, tries=tries)
        return True
    return False
