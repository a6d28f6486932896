from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Origin
from records.crypto import EncryptedTextField
from records.models import SealedModel

if TYPE_CHECKING:
    from casework.models.case import Case


class Side(models.TextChoices):
    PERSON = "person", _("the person")
    OFFICE = "office", _("the municipality")


class CaseMessageQuerySet(models.QuerySet["CaseMessage"]):
    def of(self, case: Case) -> CaseMessageQuerySet:
        """The talk of a case that the caller's scope has already allowed, oldest first."""
        return self.filter(case=case).select_related("author__person").order_by("id")

    def unread(self, written_by: Side) -> CaseMessageQuerySet:
        return self.filter(side=written_by, read_at__isnull=True)


class CaseMessage(SealedModel):
    """One message of the talk between the person and the officer of a case.

    Personal and encrypted under the application's key: the text; its files are attachments of the application.
    Never changed and never deleted by itself: kept with the case.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="talk")
    side = models.CharField(_("written by"), max_length=8, choices=Side)
    # How the person's words came here: a clerk may have written them down.
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.ONLINE)
    author = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    text = EncryptedTextField(_("text"), null=True, blank=True)
    # Of the form that was sent: the same form sent twice is one message.
    form_uid = models.UUIDField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    read_at = models.DateTimeField(_("read by the other side at"), null=True, blank=True)

    objects = CaseMessageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("message of a case")
        verbose_name_plural = _("messages of a case")
        constraints = [models.UniqueConstraint(fields=["case", "form_uid"], name="a_form_sent_twice_is_one_message")]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def slot(self) -> str:
        """Under which its files lie among the attachments of the application."""
        return f"message:{self.uid}"
