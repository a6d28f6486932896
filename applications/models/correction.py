from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField, EncryptedTextField
from records.models import SealedModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from people.models import Person, User


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def open_for(self, user: User) -> CorrectionQuerySet:
        from applications.models.application import Application

        mine = Application.objects.visible_to(user)
        rows = self.filter(application__in=mine, status="open")
        return rows.select_related("data_key", "application__data_key", "application__beneficiary")


class Correction(Workflow, SealedModel):
    """The officer asked to mend named fields; only those reopen. Encrypted under the application's key."""

    class Status(models.TextChoices):
        OPEN = "open", _("waiting for the applicant")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    STEPS = {
        "answer": step(Status.OPEN, to=Status.ANSWERED),
        "close": step(Status.OPEN, to=Status.CLOSED),
    }

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="corrections")
    case_uid = models.UUIDField(_("case"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    fields = models.JSONField(_("fields to mend"))
    reason = EncryptedTextField(_("what is to be mended"))
    before = EncryptedJSONField(_("answers before"), null=True, blank=True)
    due_on = models.DateField(_("due on"))
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.UniqueConstraint(
                fields=["case_uid"], condition=models.Q(status="open"), name="one_open_correction_a_case"
            )
        ]

    def __str__(self) -> str:
        return str(self.due_on)

    @property
    def concerns(self) -> Person | None:
        """Whom messages about it are about."""
        return self.application.beneficiary
