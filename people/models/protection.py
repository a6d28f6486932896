from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.roles import Permission
from records.crypto import EncryptedTextField
from records.models import SealedModel

if TYPE_CHECKING:
    from people.models.user import User


class ProtectionQuerySet(models.QuerySet["Protection"]):
    def in_force(self) -> ProtectionQuerySet:
        return self.filter(ended_at__isnull=True)

    def with_person(self) -> ProtectionQuerySet:
        return self.select_related("data_key", "person", "person__data_key", "set_by")

    def visible_to(self, user: User) -> ProtectionQuerySet:
        """Every head of a counter: the one who set it may be away on the day on which it must end."""
        return self if Permission.PROTECT_PERSON in user.permissions else self.none()


class Protection(SealedModel):
    """From when until when somebody is hidden, by whose word, and why.

    Both reasons are encrypted under the person's key and kept with the person. Whether one is in force says
    `Person.is_protected`, too.
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="protections")
    reason = EncryptedTextField(_("why"))
    set_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    end_reason = EncryptedTextField(_("why it ended"), null=True, blank=True)
    ended_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = ProtectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("protection")
        verbose_name_plural = _("protections")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at__isnull=True), name="one_protection_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_protection_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)
