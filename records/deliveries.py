"""What becomes of a delivery: one table of what may follow what, one function that writes it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from records import audit, outbox
from records.hooks import delivery_moved
from records.models import Delivery, DeliveryEvent, DeliveryStatus, Message
from records.models.message import DIGEST

S = DeliveryStatus
WRONG = (S.FAILED, S.WORKLIST, S.RETURNED)
ARRIVED = (S.DELIVERED, S.READ)
# Reports come late, twice and in any order: what is not here is heard and changes nothing.
MAY_FOLLOW: dict[str, tuple[str, ...]] = {
    S.QUEUED: (S.FAILED, S.NOT_ALLOWED),
    S.GATHERED: (S.NOT_ALLOWED,),
    S.SENDING: (S.TO_PRINT, S.SENT, S.FAILED, S.WORKLIST, S.NOT_ALLOWED, *ARRIVED),
    S.TO_PRINT: (S.PRINTED, S.FAILED, S.NOT_ALLOWED),
    S.PRINTED: (S.TO_PRINT, S.SENT),
    S.SENT: (*ARRIVED, S.RETURNED, S.FAILED, S.WORKLIST),
    S.DELIVERED: (S.READ, S.RETURNED),
    S.WORKLIST: (S.QUEUED, S.SENT, *ARRIVED, S.RETURNED, S.FAILED),
    S.FAILED: (S.QUEUED, *ARRIVED),
    S.RETURNED: (S.QUEUED, *ARRIVED),
}


@transaction.atomic
def note(pk: int, status: str, *, source: str, by: Any, detail: str = "", **columns: Any) -> bool:
    """Moves the delivery, keeps the history, tells `delivery_moved`. False when the status may not follow.

    `source` is who said it: worker, gateway, bounce, register or office. `detail` is a code, never an address.
    """
    rows = Delivery.objects.filter(pk=pk)
    delivery = rows.select_for_update(of=("self",)).select_related("message__data_key").first()
    if delivery is None or status not in MAY_FOLLOW.get(delivery.status, ()):
        return False
    DeliveryEvent.objects.create(
        delivery=delivery,
        from_status=delivery.status,
        to_status=status,
        source=source,
        detail=detail[:300],
        **audit.who(by),
    )
    columns = {"status": status, "failure": detail[:300] if status in WRONG else "", **columns}
    if status == S.SENT:
        columns.setdefault("sent_at", timezone.now())
    rows.update(**columns)
    if delivery.message.kind == DIGEST and status in (S.SENT, *ARRIVED):
        Delivery.objects.filter(digest=pk, status=S.GATHERED).update(status=S.SENT, sent_at=timezone.now())
    for name, value in columns.items():
        setattr(delivery, name, value)
    delivery_moved(delivery)
    return True


def again(delivery: Delivery, *, by: Any) -> bool:
    """The same message by the same channel once more, because somebody decided so."""
    if not note(delivery.pk, S.QUEUED, source="office", by=by, tries=0, next_try_at=timezone.now()):
        return False
    outbox.announce()
    return True


@transaction.atomic
def by_channel(message: Message, channel: str, *, by: Any) -> Delivery:
    """The message by another channel; one that was tried before is tried again."""
    known = Delivery.objects.filter(message=message, channel=channel).first()
    if known is not None:
        again(known, by=by)
        return known
    delivery = Delivery.objects.create(message=message, channel=channel, mail_id=outbox.mail_id(message, channel))
    audit.record("message_by_another_channel", message, by=by, channel=channel)
    outbox.announce()
    return delivery
