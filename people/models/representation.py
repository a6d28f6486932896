from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models import UidModel


class Capacity(models.TextChoices):
    """In what quality somebody applies (domain.md A4). Kinship alone gives no power to represent an adult."""

    SELF = "self", _("for myself")
    PARENT = "parent", _("parent or adoptive parent")
    GUARDIAN = "guardian", _("guardian")
    CURATOR = "curator", _("curator")
    ATTORNEY = "attorney", _("attorney with a power of attorney")
    FOSTER_FAMILY = "foster_family", _("foster family")
    SERVICE_HEAD = "service_head", _("head of the residential service")
    INSTITUTION = "institution", _("institution")


class Representation(UidModel):
    """A user's person acts for another person; the proof is a document or what the clerk saw.

    Holds no personal data beyond the links. Ends by date or revocation; kept as evidence with the cases.
    """

    representative = models.ForeignKey("people.Person", models.PROTECT, related_name="mandates")
    represented = models.ForeignKey("people.Person", models.PROTECT, related_name="representations")
    capacity = models.CharField(_("capacity"), max_length=16, choices=Capacity)
    proof_note = models.CharField(_("proof"), max_length=200, blank=True)
    proof_uid = models.UUIDField(_("attached proof"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("representation")
        verbose_name_plural = _("representations")

    def __str__(self) -> str:
        return self.get_capacity_display()
