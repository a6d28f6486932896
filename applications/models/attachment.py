from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedTextField
from records.models import ScannedModel
from records.models.scanned import to_scan

if TYPE_CHECKING:
    from people.models import User


class AttachmentKind(models.TextChoices):
    FILE = "file", _("attached")
    LATER = "later", _("will be brought later")
    OFFICIAL = "official", _("the municipality checks it")
    NONE = "none", _("there is no such document")
    SIGNED = "signed", _("page signed on paper")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> AttachmentQuerySet:
        from applications.models.application import Application

        return self.filter(application__in=Application.objects.visible_to(user))


class Attachment(ScannedModel):
    """A file that came with an application. Name and bytes are encrypted under the application's key."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="attachments")
    slot = models.CharField(_("for"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=AttachmentKind, default=AttachmentKind.FILE)
    name = EncryptedTextField(_("file name"), null=True, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [to_scan("attachments_to_scan")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "slot", "sha256"],
                condition=~models.Q(sha256=""),
                name="the_same_file_once",
            )
        ]

    def __str__(self) -> str:
        return self.slot
