from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.dated import in_force
from records.models import UidModel

if TYPE_CHECKING:
    from people.models.person import Person
    from people.models.user import User


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


class RepresentationQuerySet(models.QuerySet["Representation"]):
    def in_force(self, today: date) -> RepresentationQuerySet:
        return self.filter(in_force(today), revoked_at__isnull=True)

    def checked(self) -> RepresentationQuerySet:
        """Whose proof staff have seen: only these open anything."""
        return self.filter(checked_at__isnull=False)

    def between(self, representative: Person | None, represented: Person | None) -> RepresentationQuerySet:
        """Newest first."""
        return self.filter(representative=representative, represented=represented).order_by("-pk")

    def visible_to(self, user: User) -> RepresentationQuerySet:
        """Both sides see it once their identity was checked, a declared one too: the represented person may end it."""
        person = user.checked_person_id if user.is_authenticated else None
        if person is None:
            return self.none()
        return self.filter(models.Q(representative=person) | models.Q(represented=person))


class Representation(UidModel):
    """A user's person acts for another person; the proof is a document or what the clerk saw.

    Declared with an application it opens nothing: `checked_at` says when staff saw the proof. Holds no personal data
    beyond the links. Ends by date or revocation; kept as evidence with the cases.
    """

    representative = models.ForeignKey("people.Person", models.PROTECT, related_name="mandates")
    represented = models.ForeignKey("people.Person", models.PROTECT, related_name="representations")
    capacity = models.CharField(_("capacity"), max_length=16, choices=Capacity)
    proof_note = models.CharField(_("proof"), max_length=200, blank=True)
    proof_uid = models.UUIDField(_("attached proof"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    checked_at = models.DateTimeField(_("proof seen at"), null=True, blank=True)
    checked_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        verbose_name = _("representation")
        verbose_name_plural = _("representations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checked_at__isnull=True, checked_by__isnull=True)
                | models.Q(checked_at__isnull=False, checked_by__isnull=False),
                name="a_checked_proof_was_seen_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.get_capacity_display()

    def is_in_force(self, today: date) -> bool:
        return self.revoked_at is None and (self.valid_to is None or self.valid_to >= today)
