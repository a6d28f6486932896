from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField
from records.models.base import SealedModel
from records.models.history import AppendOnly
from records.models.text import MessageText

DIGEST = "digest"
# Mail about the login itself, and the mail of the day that gathers others, have no place in the inbox.
UNLISTED = ("account", DIGEST)


class MessageQuerySet(models.QuerySet["Message"]):
    def inbox_of(self, user_uid: UUID, person_uid: UUID | models.Subquery | None = None) -> MessageQuerySet:
        """What a login may read: addressed to it, or to its person once the identity was checked."""
        mine = models.Q(user_uid=user_uid)
        if person_uid is not None:
            mine |= models.Q(person_uid=person_uid, user_uid__isnull=True)
        rows = self.filter(mine, withheld_at__isnull=True).exclude(kind__in=UNLISTED)
        has_texts = models.Exists(MessageText.objects.filter(kind=models.OuterRef("kind")))
        return rows.annotate(has_texts=has_texts).select_related("data_key").order_by("-id")

    def not_about(self, people: models.QuerySet[Any, Any]) -> MessageQuerySet:
        """Without those about somebody who is hidden from the reader by now; `people` gives their uids."""
        return self.filter(models.Q(about_uid__isnull=True) | ~models.Q(about_uid__in=people))

    def told(self, person_uid: UUID, user_uid: UUID | None) -> MessageQuerySet:
        """Whatever was said to somebody, by either address."""
        to = models.Q(person_uid=person_uid)
        if user_uid is not None:
            to |= models.Q(user_uid=user_uid)
        return self.filter(to).exclude(kind="account").order_by("-id")


class Message(SealedModel):
    """What is to be told to whom. The row is the in-portal message and the legal record: exactly once.

    Personal and encrypted: the context its texts are made of. Lives as long as its subject.
    """

    kind = models.CharField(_("kind"), max_length=50)
    person_uid = models.UUIDField(_("to the person"), null=True, blank=True)
    user_uid = models.UUIDField(_("to the login"), null=True, blank=True)
    # Whom it is about: their safe contact rule decides who may hear of it.
    about_uid = models.UUIDField(_("about the person"), null=True, blank=True)
    subject_kind = models.CharField(_("kind of subject"), max_length=60, blank=True)
    subject_uid = models.UUIDField(_("subject"), null=True, blank=True)
    context = EncryptedJSONField(_("context"))
    # Documents that go with it: enclosed in a letter, attached in the system for secure delivery.
    document_uids = ArrayField(models.UUIDField(), default=list, blank=True)
    dedupe_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    withheld_at = models.DateTimeField(_("kept from the reader since"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["user_uid", "-id"], name="inbox_of_user"),
            models.Index(fields=["person_uid", "-id"], name="inbox_of_person"),
            models.Index(fields=["subject_uid", "id"], name="messages_of_subject"),
        ]

    def __str__(self) -> str:
        return self.kind


class DeliveryStatus(models.TextChoices):
    QUEUED = "queued", _("waiting")
    GATHERED = "gathered", _("waits for the mail of the day")
    SENDING = "sending", _("being sent")
    TO_PRINT = "to_print", _("to be printed")
    PRINTED = "printed", _("printed, to be posted")
    SENT = "sent", _("handed over")
    DELIVERED = "delivered", _("delivered")
    READ = "read", _("opened by the person")
    RETURNED = "returned", _("came back")
    FAILED = "failed", _("failed")
    WORKLIST = "worklist", _("uncertain: somebody must look")
    NOT_ALLOWED = "not_allowed", _("the person does not want this channel")


class Delivery(models.Model):
    """One message through one channel. The attempt is committed before the hand-over.

    The columns say when it was tried and handed over; whatever is heard of it later is a DeliveryEvent.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=10)
    status = models.CharField(_("status"), max_length=12, choices=DeliveryStatus, default=DeliveryStatus.QUEUED)
    mail_id = models.CharField(_("Message-ID"), max_length=120, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    attempted_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(_("failure"), max_length=300, blank=True)
    # What the gateway or the register calls it.
    foreign_id = models.CharField(_("number at the carrier"), max_length=120, blank=True)
    # The mail of the day that takes it along.
    digest = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="gathered")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="a_channel_once_a_message")]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="deliveries_due",
                condition=models.Q(status__in=["queued", "sending"]),
            ),
            models.Index(
                fields=["channel", "foreign_id"],
                name="deliveries_at_carriers",
                condition=~models.Q(foreign_id=""),
            ),
            models.Index(
                fields=["id"],
                name="deliveries_gone_wrong",
                condition=models.Q(status__in=["failed", "worklist", "returned"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.status}"


class DeliveryEvent(AppendOnly):
    """What was heard of a delivery after it was tried: by whom, from which source. Codes alone, no address or text."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="events")
    from_status = models.CharField(_("from"), max_length=12, choices=DeliveryStatus)
    to_status = models.CharField(_("to"), max_length=12, choices=DeliveryStatus)
    source = models.CharField(_("source"), max_length=12)
    detail = models.CharField(_("detail"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("delivery event")
        verbose_name_plural = _("delivery events")

    def __str__(self) -> str:
        return f"{self.from_status} > {self.to_status}"


class DeadAddress(models.Model):
    """An address that its carrier says is not there, by its HMAC: a corrected one is another address."""

    channel = models.CharField(_("channel"), max_length=10)
    hmac = models.BinaryField()
    code = models.CharField(_("code"), max_length=20)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("address that is not there")
        verbose_name_plural = _("addresses that are not there")
        constraints = [models.UniqueConstraint(fields=["channel", "hmac"], name="an_address_is_dead_once")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.code}"
