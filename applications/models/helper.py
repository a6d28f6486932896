from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedTextField
from records.models import SealedModel


class HelperQuerySet(models.QuerySet["Helper"]):
    def active(self) -> HelperQuerySet:
        """Until the applicant ends it, or the draft is sent or gone."""
        return self.filter(ended_at=None, application__status="draft")

    def of_draft(self, application: Any) -> HelperQuerySet:
        return self.filter(application=application).select_related("data_key").order_by("pk")

    def helping(self, uid: str, draft: UUID) -> Helper | None:
        """The helper of a visit, if still invited; of the own columns no more than the audit needs."""
        rows = self.active().filter(uid=uid, application__uid=draft)
        return rows.only("uid", "application").first()


class Helper(SealedModel):
    """Somebody invited to fill in one draft: reads and writes its answers, never sends it, sees no record of anybody.

    Encrypted under the application's key: how the applicant calls them, and their e-mail.
    """

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="helpers")
    name = EncryptedTextField(_("name"))
    email = EncryptedTextField(_("e-mail"), null=True, blank=True)
    code_hash = models.CharField(max_length=128, editable=False)
    invited_at = models.DateTimeField(_("invited at"), auto_now_add=True)
    came_at = models.DateTimeField(_("came at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = HelperQuerySet.as_manager()

    # How history and audit name this actor.
    label = "helper"
    is_authenticated = True

    class Meta:
        verbose_name = _("invited helper")
        verbose_name_plural = _("invited helpers")

    def __str__(self) -> str:
        return str(self.uid)


class HelperChange(models.Model):
    """Which answers a helper has changed: names of questions, no answer."""

    helper = models.ForeignKey(Helper, models.CASCADE, related_name="changes")
    step = models.CharField(max_length=80)
    names = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change by a helper")
        verbose_name_plural = _("changes by helpers")

    def __str__(self) -> str:
        return self.step
