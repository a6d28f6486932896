from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models.base import UidModel
from records.models.document import Document
from records.models.message import Delivery, DeliveryStatus


class BatchQuerySet(models.QuerySet["Batch"]):
    def by_office(self) -> BatchQuerySet:
        """Whoever handles the post may open any batch: letters go out from one place."""
        return self.all()


class Batch(UidModel):
    """Letters that were printed in one go."""

    made_at = models.DateTimeField(_("printed at"), default=timezone.now)
    actor_uid = models.UUIDField(_("who printed"))

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of letters")
        verbose_name_plural = _("batches of letters")

    def __str__(self) -> str:
        return str(self.made_at)


class ReturnReason(models.TextChoices):
    UNKNOWN = "unknown", _("unknown at this address")
    NOT_CALLED_FOR = "not_called", _("not called for at the post office")
    REFUSED = "refused", _("the person refused to take it")
    MOVED = "moved", _("moved away")
    DECEASED = "deceased", _("the person has died")
    BAD_ADDRESS = "address", _("there is no such address")


class LetterQuerySet(models.QuerySet["Letter"]):
    def with_parts(self) -> LetterQuerySet:
        return self.select_related("document__data_key", "delivery__message__data_key", "batch")

    def to_print(self) -> LetterQuerySet:
        """Rendered and not yet printed."""
        return self.filter(batch=None, delivery__status=DeliveryStatus.TO_PRINT, document__status="rendered")

    def being_made(self) -> LetterQuerySet:
        return self.filter(batch=None, delivery__status=DeliveryStatus.TO_PRINT, document__status="queued")

    def awaiting_proof(self) -> LetterQuerySet:
        """Registered letters that were posted and of which the post has not yet told us."""
        return self.filter(is_registered=True, posted_on__isnull=False, ended_on=None)


class Letter(UidModel):
    """A message on paper: rendered, printed in a batch, posted with a proof, received or returned.

    No personal data of its own: the address is in the document.
    """

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="letters")
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    number = models.CharField(_("outgoing number"), max_length=34, unique=True)
    is_registered = models.BooleanField(_("registered, with advice of delivery"), default=False)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="letters")
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    proof = models.CharField(_("number at the post"), max_length=40, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    reason = models.CharField(_("why it came back"), max_length=12, choices=ReturnReason, blank=True)
    # For indexes: the day on which the post told us anything.
    ended_on = models.GeneratedField(
        expression=Coalesce("received_on", "returned_on"),
        output_field=models.DateField(null=True),
        db_persist=True,
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["id"], name="letters_to_print", condition=models.Q(batch__isnull=True)),
            models.Index(
                fields=["posted_on", "id"],
                name="letters_awaiting_proof",
                condition=models.Q(is_registered=True, posted_on__isnull=False, ended_on__isnull=True),
            ),
            models.Index(fields=["proof"], name="letters_by_proof", condition=~models.Q(proof="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(posted_on__isnull=True)
                | (models.Q(batch__isnull=False) & (models.Q(is_registered=False) | ~models.Q(proof=""))),
                name="posted_was_printed_and_registered_has_a_number",
            ),
            models.CheckConstraint(
                condition=models.Q(received_on__isnull=True) | models.Q(returned_on__isnull=True),
                name="received_or_returned",
            ),
        ]

    def __str__(self) -> str:
        return self.number
