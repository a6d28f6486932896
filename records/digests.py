"""The one mail of the day, for who wants it: deliveries gathered under the delivery of a message of its own.

Gathering locks the digest's row, so that a mail which is leaving takes nothing more and nothing falls between two.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy, ngettext

from records import deliveries, outbox, reach, texts
from records.hooks import Address, address_of
from records.models import DataKey, Delivery, DeliveryStatus, Message
from records.models.message import DIGEST
from records.notices import Notice, Topic, define, notice_of

DAY = timedelta(days=1)
NOTICE = define(
    Notice(
        kind=DIGEST,
        subject=gettext_lazy("News of the day from the municipality"),
        brief=gettext_lazy("There is news for you. You can read it in your profile."),
        topic=Topic.LEGAL,  # whether each of its parts may go is asked part by part
    )
)


def open_digest(message: Message, to: Address, now: datetime) -> Delivery:
    """The delivery of the reader's next daily mail, locked; the next day's where it is leaving already."""
    assert to.digest_at is not None
    due = timezone.localtime(reach.first_minute(_minute(to.digest_at), now))
    while (found := _locked(message, due)).status != DeliveryStatus.QUEUED:
        due += DAY
    return found


def _minute(at: time) -> tuple[time, time]:
    return at, time(at.hour, at.minute + 1) if at.minute < 59 else time((at.hour + 1) % 24)


def _locked(message: Message, due: datetime) -> Delivery:
    key = f"digest:{message.user_uid or message.person_uid}:{due:%Y-%m-%d}"
    digest = Message.objects.filter(dedupe_key=key).first() or _begun(message, key)
    mail = {"mail_id": outbox.mail_id(digest, "email"), "next_try_at": due}
    Delivery.objects.get_or_create(message=digest, channel="email", defaults=mail)
    return Delivery.objects.select_for_update().get(message=digest, channel="email")


def _begun(message: Message, key: str) -> Message:
    fresh = Message(kind=DIGEST, person_uid=message.person_uid, user_uid=message.user_uid)
    values = {"uid": fresh.uid, "kind": DIGEST, "person_uid": fresh.person_uid, "user_uid": fresh.user_uid}
    values |= {"data_key": DataKey.objects.create_for("mail", fresh.uid), "context": {}}
    return Message.objects.get_or_create(dedupe_key=key, defaults=values)[0]


def has_parts(digest: Delivery) -> bool:
    """Asks for each part whether it may still go; those that may not are settled. False when none is left."""
    for row in _parts_of(digest):
        message = row.message
        to = address_of.one(message.person_uid, message.user_uid, message.about_uid)
        if "email" not in reach.allowed_channels(notice_of(message), to):
            deliveries.note(row.pk, DeliveryStatus.NOT_ALLOWED, source="worker", by=None, detail="not by this channel")
    return _parts_of(digest).exists()


def _parts_of(digest: Delivery) -> models.QuerySet[Delivery]:
    rows = Delivery.objects.filter(digest=digest.pk, status=DeliveryStatus.GATHERED)
    return rows.select_related("message__data_key").order_by("message_id")


def written(digest: Delivery, language: str) -> tuple[str, str, str]:
    """Subject, text and HTML: what happened and when, no service and no name; the rest is in the profile."""
    with translation.override(language):
        parts = [row.message for row in _parts_of(digest)]
        texts.prefetch(parts)
        rows = [(notice_of(message).title(language, message), message.created_at) for message in parts]
        count = len(rows)
        subject = ngettext(
            "%(count)d piece of news from the municipality", "%(count)d pieces of news from the municipality", count
        ) % {"count": count}
        context = {"rows": rows, "subject": subject, "url": settings.PUBLIC_URL + inbox_path(language)}
        text, html = (render_to_string(f"messages/digest.{ending}", context) for ending in ("txt", "html"))
    return subject, text, html


def inbox_path(language: str) -> str:
    return "/en/my/messages/" if language == "en" else "/my/messages/"


@transaction.atomic
def mark_sent(digest: Delivery) -> None:
    """The mail and all that it took. Until then its parts wait under it: one that failed is sent again whole."""
    rows = Delivery.objects.filter(digest=digest.pk, status=DeliveryStatus.GATHERED)
    rows.update(status=DeliveryStatus.SENT, sent_at=timezone.now())
    outbox.mark_sent(digest)
