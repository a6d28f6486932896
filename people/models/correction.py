from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField, EncryptedTextField
from records.models import SealedModel, UidModel


class Proof(models.TextChoices):
    """What a clerk has seen. Documents are shown and not copied, and their numbers are not written down."""

    IDENTITY_CARD = "identity_card", _("identity card")
    PASSPORT = "passport", _("passport")
    RESIDENCE = "residence", _("residence permit")
    BIRTH_CERTIFICATE = "birth_certificate", _("birth certificate")
    OTHER_DOCUMENT = "other_document", _("another official document")
    WORD = "word", _("no document: the person said so")


class PersonCorrection(SealedModel):
    """What was wrong in a person's record, what stands there now, why, and what proved it. Never changed.

    Personal and encrypted under the person's key: both values and the reason. Kept as long as the record.
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="corrections")
    before = EncryptedJSONField(_("before"))
    after = EncryptedJSONField(_("after"))
    fields = models.JSONField(_("what was corrected"), default=list)
    reason = EncryptedTextField(_("reason"))
    proof = models.CharField(_("proof"), max_length=20, choices=Proof)
    corrected_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("correction of a record")
        verbose_name_plural = _("corrections of records")

    def __str__(self) -> str:
        return ", ".join(self.fields)


class IdentityCheck(UidModel):
    """Somebody stood at the counter with a document; with an account, it is theirs from then on until undone.

    Personal by its links alone. Kept as long as the record.
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="identity_checks")
    account = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="identity_checks")
    proof = models.CharField(_("proof"), max_length=20, choices=Proof)
    checked_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="an_undone_check_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(undone_at__isnull=True, account__isnull=False),
                name="an_account_is_checked_once",
            ),
        ]

    def __str__(self) -> str:
        return self.get_proof_display()
