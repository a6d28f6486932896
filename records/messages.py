"""Messages: who is told what. The room that tells defines a Notice; this room delivers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import Promise

from records import audit, outbox, reach
from records.hooks import Address, address_of, secure_number
from records.models import DataKey, Delivery, DeliveryStatus, Document, Message, SealedModel

_NOTICES: dict[str, "Notice"] = {}


@dataclass(frozen=True)
class Notice:
    """A kind of message. Its full text is templates/messages/<kind>.txt; `subject` is a translated sentence.

    `brief` is the one sentence for e-mail, text message and lock screens: no service, illness or name.
    """

    kind: str
    subject: str | Promise
    brief: str | Promise

    def text(self, message: Message, language: str) -> str:
        context = dict(message.context)
        if language == "en":
            # A name that has an English form is stored beside the Bulgarian one.
            context.update({key[:-3]: value for key, value in context.items() if key.endswith("_en")})
        with translation.override(language):
            return render_to_string(f"messages/{self.kind}.txt", context).strip()

    def title(self, language: str) -> str:
        with translation.override(language):
            return str(self.subject)


def define(notice: Notice) -> Notice:
    _NOTICES[notice.kind] = notice
    return notice


def notice(kind: str) -> Notice:
    return _NOTICES[kind]


def notice_of(message: Message) -> Notice:
    return notice(message.kind)


def known_kinds() -> list[str]:
    return sorted(_NOTICES)


@transaction.atomic
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
    message = Message(
        kind=notice.kind,
        person_uid=person_uid,
        user_uid=user_uid,
        about_uid=_about(subject),
        data_key=data_key,
        context=context or {},
        dedupe_key=dedupe_key,
        document_uids=[document.uid for document in documents],
        **audit.what(subject),
    )
    to = address(message)
    message.withheld_at = timezone.now() if to.is_withheld else None
    message.save(force_insert=True)
    _queue(message, with_secure(to, person_uid if documents else None))
    verb = "message_withheld" if to.is_withheld else "message"
    audit.record(f"{verb}:{notice.kind}", subject, by=by, message=str(message.uid))
    return message


def _about(subject: Any) -> UUID | None:
    """Whom the message is about. A personal subject that does not say so could slip past their safe contact."""
    if isinstance(subject, SealedModel) and not hasattr(subject, "concerns"):
        raise TypeError(f"{type(subject).__name__} has no `concerns`: the person whom messages about it are about.")
    person = getattr(subject, "concerns", None)
    return person.uid if person is not None else None


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


def _queue(message: Message, to: Address) -> None:
    now = timezone.now()
    rows = [
        Delivery(
            message=message,
            channel=channel,
            mail_id=f"<{message.uid}.{channel}@{_domain()}>",
            next_try_at=reach.first_allowed(channel, to, now),
        )
        for channel in reach.allowed_channels(to)
    ]
    Delivery.objects.bulk_create(rows)
    if rows:
        outbox.announce()


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")


@transaction.atomic
def queue_mail(to_email: str, subject: str, text: str) -> Message:
    """A mail about the login itself (confirm, reset), written by the account pages. Never sent in a request."""
    message = Message(kind="account", context={})
    message.data_key = DataKey.objects.create_for("mail", message.uid)
    message.context = {"to": to_email, "subject": subject, "text": text}
    message.save()
    Delivery.objects.create(message=message, channel="email", mail_id=f"<{message.uid}.email@{_domain()}>")
    outbox.announce()
    return message


def settle(delivery: Delivery, status: DeliveryStatus, **facts: Any) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(status=status, **facts)
