"""Messages: who is told what. The room that tells defines a Notice; this room delivers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from records import audit, digests, outbox, reach, together
from records.hooks import Address, address_of, secure_number
from records.models import DataKey, Delivery, DeliveryStatus, Document, Message, SealedModel
from records.notices import Notice, define, known_kinds, notice, notice_of

__all__ = ["Notice", "address", "define", "known_kinds", "notice", "notice_of", "open_", "queue_mail", "send", "settle"]


@together.joined()
def send(
    notice: Notice,
    *,
    subject: Any,
    data_key: DataKey,
    by: Any,
    person_uid: UUID | None = None,
    user_uid: UUID | None = None,
    context: dict[str, Any] | None = None,
    dedupe_key: str | None = None,
    documents: Sequence[Document] = (),
) -> Message:
    """Writes the message and a delivery for each allowed channel. The same `dedupe_key` makes one message.

    `documents` go with it wherever the channel can carry them: in the envelope, in the secure delivery.
    """
    if dedupe_key:
        known = Message.objects.filter(dedupe_key=dedupe_key).first()
        if known is not None:
            return known
    about = _about(subject)
    context = dict(context or {})
    if about is not None and about.uid != person_uid:
        context["about"] = about.short_name
    message = Message(
        kind=notice.kind,
        person_uid=person_uid,
        user_uid=user_uid,
        about_uid=about.uid if about is not None else None,
        data_key=data_key,
        context=context,
        dedupe_key=dedupe_key,
        document_uids=[document.uid for document in documents],
        **audit.what(subject),
    )
    to = address(message)
    message.withheld_at = timezone.now() if to.is_withheld else None
    together.add(message)
    _queue(message, notice, with_secure(to, person_uid if documents else None))
    verb = "message_withheld" if to.is_withheld else "message"
    audit.record(f"{verb}:{notice.kind}", subject, by=by, message=str(message.uid))
    return message


def _about(subject: Any) -> Any:
    """The person whom the message is about. A personal subject that does not say so could slip past their rule."""
    if isinstance(subject, SealedModel) and not hasattr(subject, "concerns"):
        raise TypeError(f"{type(subject).__name__} has no `concerns`: the person whom messages about it are about.")
    return getattr(subject, "concerns", None)


def address(message: Message) -> Address:
    """How its reader may be reached now."""
    found: Address = address_of.one(message.person_uid, message.user_uid, message.about_uid)
    return found


def with_secure(to: Address, person_uid: UUID | None) -> Address:
    """An act goes through the state's secure delivery too, where that is configured and the person allows it.

    Nothing but acts does: without a person it is taken out.
    """
    allowed = person_uid and settings.SSEV["url"] and secure_number.one(person_uid) is not None
    others = [channel for channel in to.channels if channel != "ssev"]
    return replace(to, channels=[*others, *(["ssev"] if allowed else [])])


def _queue(message: Message, notice: Notice, to: Address) -> None:
    now = timezone.now()
    rows = [_delivery(message, notice, channel, to, now) for channel in reach.allowed_channels(notice, to)]
    together.add(*rows)
    if rows:
        outbox.announce()


def _delivery(message: Message, notice: Notice, channel: str, to: Address, now: Any) -> Delivery:
    row = Delivery(message=message, channel=channel, mail_id=outbox.mail_id(message, channel))
    if channel == "email" and to.digest_at and notice.may_wait:
        row.status, row.digest = DeliveryStatus.GATHERED, digests.open_digest(message, to, now)
    else:
        row.next_try_at = reach.first_allowed(channel, notice, to, now)
    return row


@transaction.atomic
def queue_mail(to_email: str, subject: str, text: str) -> Message:
    """A mail about the login itself (confirm, reset), written by the account pages. Never sent in a request."""
    message = Message(kind="account", context={})
    message.data_key = DataKey.objects.create_for("mail", message.uid)
    message.context = {"to": to_email, "subject": subject, "text": text}
    message.save()
    Delivery.objects.create(message=message, channel="email", mail_id=outbox.mail_id(message, "email"))
    outbox.announce()
    return message


def settle(delivery: Delivery, status: DeliveryStatus, **facts: Any) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(status=status, **facts)


@transaction.atomic
def open_(message: Message, *, by: Any) -> None:
    """Its reader has opened it in the portal; the first time counts and is audited."""
    opened = Message.objects.filter(pk=message.pk, read_at=None).update(read_at=timezone.now())
    if opened:
        audit.record("message_opened", message, by=by)
