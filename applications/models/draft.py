from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField
from records.models import SealedModel


class StepAnswers(SealedModel):
    """The answers of one step while the application is a draft. Encrypted under the application's key.

    Deleted at submission, when all answers become one JSON on the application.
    """

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="step_answers")
    step = models.CharField(_("step"), max_length=80)
    answers = EncryptedJSONField(_("answers"))
    revision = models.PositiveIntegerField(default=1)
    # As what the last writer wrote: applicant, clerk, helper. Who it was is in the audit.
    saved_by = models.CharField(max_length=10, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("answers of a step")
        verbose_name_plural = _("answers of steps")
        constraints = [models.UniqueConstraint(fields=["application", "step"], name="a_step_once_a_draft")]

    def __str__(self) -> str:
        return self.step
