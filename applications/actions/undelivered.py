"""Whatever did not arrive has an owner until somebody says what was done about it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from applications import hooks
from applications.models import HowResolved, Undelivered, UndeliveredStatus
from people.models import Organisation, OrganisationKind, User
from records import deliveries
from records.models import Delivery, DeliveryStatus
from records.workflow import move

BATCH = 500


class CannotSend(Exception):
    """The message is no longer where it was: somebody else has sent it, or it has arrived."""


@transaction.atomic
def follow(delivery: Delivery) -> None:
    """Keeps the work list in step with a delivery that has moved, in the transaction of the move."""
    known = Undelivered.objects.filter(delivery=delivery).first()
    if delivery.status in deliveries.WRONG:
        if known is None:
            Undelivered.objects.create(
                delivery=delivery, data_key=delivery.message.data_key, unit=_owner(delivery), since=timezone.now()
            )
        elif known.status == UndeliveredStatus.RESOLVED:
            move(known, "reopen", by=None, outcome="", resolved_at=None, since=timezone.now(), assignee=None)
    elif known is not None and known.status == UndeliveredStatus.OPEN and _went(delivery):
        move(known, "resolve", by=None, outcome=HowResolved.ARRIVED, resolved_at=timezone.now())


def _went(delivery: Delivery) -> bool:
    return delivery.status in (DeliveryStatus.SENT, *deliveries.ARRIVED)


def _owner(delivery: Delivery) -> Organisation:
    """The unit of the case that the message is about, or the unit that takes what nobody else does."""
    message = delivery.message
    if message.subject_uid is not None:
        for unit in hooks.unit_of(message.subject_kind, message.subject_uid):
            if unit is not None:
                return unit
    return Organisation.objects.filter(kind=OrganisationKind.UNIT).order_by("-is_default_unit", "pk")[0]


def catch_up() -> int:
    """Rows that went wrong, or right, without `deliveries.note` having told: none, unless a worker was cut off."""
    wrong = Delivery.objects.filter(status__in=deliveries.WRONG, undelivered__isnull=True)
    right = Delivery.objects.filter(undelivered__status="open", status__in=(DeliveryStatus.SENT, *deliveries.ARRIVED))
    found = [*wrong.select_related("message__data_key")[:BATCH], *right.select_related("message__data_key")[:BATCH]]
    for delivery in found:
        follow(delivery)
    return len(found)


def take(row: Undelivered, *, by: User) -> None:
    move(row, "take", by=by, assignee=by)


@transaction.atomic
def resolve(row: Undelivered, *, how: str, note: str, by: User) -> None:
    """`how` is an outcome, or `channel:sms` for the other channel. Raises WrongStatus or CannotSend."""
    outcome, _colon, channel = how.partition(":")
    facts: dict[str, Any] = {"outcome": outcome, **({"channel": channel} if channel else {})}
    columns: dict[str, Any] = {"outcome": outcome, "resolved_at": timezone.now(), "assignee": by, "note": note or None}
    move(row, "resolve", by=by, public_facts=facts, **columns)
    if outcome == HowResolved.AGAIN and not deliveries.again(row.delivery, by=by):
        raise CannotSend
    if outcome == HowResolved.OTHER_CHANNEL:
        deliveries.by_channel(row.delivery.message, channel, by=by)
