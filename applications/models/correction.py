from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

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

        return self._open().filter(application__in=Application.objects.visible_to(user))

    def open_at_counter(self, user: User) -> CorrectionQuerySet:
        """What a clerk may answer for who has come."""
        from applications.models.application import Application

        return self._open().filter(application__in=Application.objects.at_counter(user))

    def _open(self) -> CorrectionQuerySet:
        rows = self.filter(status="open")
        return rows.select_related("data_key", "application__data_key", "application__beneficiary")

    def of_case(self, case_uid: UUID) -> CorrectionQuerySet:
        """Of a case that the caller's scope has already allowed, newest first."""
        return self.filter(case_uid=case_uid).order_by("-id")

    def due_by(self, day: date) -> CorrectionQuerySet:
        return self.filter(status="open", due_on__lte=day)


class Correction(Workflow, SealedModel):
    """The officer asked to mend named fields; only those reopen. Encrypted under the application's key.

    With `proposed` it is the officer who writes the value, and the person who says yes or no: nobody else changes
    what somebody has declared.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("waiting for the applicant")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("the person keeps their own answer")
        CLOSED = "closed", _("closed")

    STEPS = {
        "answer": step(Status.OPEN, to=Status.ANSWERED),
        "refuse": step(Status.OPEN, to=Status.REFUSED),
        "close": step(Status.OPEN, to=Status.CLOSED),
    }

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="corrections")
    case_uid = models.UUIDField(_("case"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    fields = models.JSONField(_("fields to mend"))
    reason = EncryptedTextField(_("what is to be mended"))
    before = EncryptedJSONField(_("answers before"), null=True, blank=True)
    is_proposal = models.BooleanField(_("the officer proposes a value"), default=False)
    proposed = EncryptedJSONField(_("proposed answers"), null=True, blank=True)
    due_on = models.DateField(_("due on"))
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes = [models.Index(fields=["due_on"], name="open_corrections_by_due", condition=models.Q(status="open"))]
        constraints = [
            models.UniqueConstraint(
                fields=["case_uid", "is_proposal"], condition=models.Q(status="open"), name="one_open_correction_a_case"
            )
        ]

    def __str__(self) -> str:
        return str(self.due_on)

    @property
    def concerns(self) -> Person | None:
        """Whom messages about it are about."""
        return self.application.beneficiary
