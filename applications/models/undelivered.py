from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.roles import COUNTER_ROLES, Role
from records.crypto import EncryptedTextField
from records.models import SealedModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from people.models import User


class UndeliveredStatus(models.TextChoices):
    OPEN = "open", _("to be done")
    RESOLVED = "resolved", _("done")


class HowResolved(models.TextChoices):
    AGAIN = "again", _("sent again the same way")
    OTHER_CHANNEL = "channel", _("sent another way")
    BY_HAND = "by_hand", _("told in person or by phone")
    ARRIVED = "arrived", _("it arrived after all")
    NOT_NEEDED = "not_needed", _("no longer needed")


class UndeliveredQuerySet(models.QuerySet["Undelivered"]):
    def visible_to(self, user: User) -> UndeliveredQuerySet:
        """Officers and heads see their units' rows; clerks all: people come to any counter."""
        if user.is_anonymous:
            return self.none()
        if user.organisations_as(*COUNTER_ROLES):
            return self.all()
        return self.filter(unit__in=user.organisations_as(Role.OFFICER, Role.HEAD))

    def open(self) -> UndeliveredQuerySet:
        return self.filter(status=UndeliveredStatus.OPEN)

    def with_parts(self) -> UndeliveredQuerySet:
        return self.select_related("delivery__message__data_key", "data_key", "unit", "assignee")


class Undelivered(Workflow, SealedModel):
    """A message that did not reach somebody by a channel, or of which nobody knows: a unit owns it until it is done.

    Uses the message's data key. Encrypted: the note. Kept with the message.
    """

    STEPS = {
        "take": step(UndeliveredStatus.OPEN, to=UndeliveredStatus.OPEN),
        "resolve": step(UndeliveredStatus.OPEN, to=UndeliveredStatus.RESOLVED),
        "reopen": step(UndeliveredStatus.RESOLVED, to=UndeliveredStatus.OPEN),
    }

    delivery = models.OneToOneField("records.Delivery", models.PROTECT, related_name="undelivered")
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("unit"))
    status = models.CharField(_("status"), max_length=10, choices=UndeliveredStatus, default=UndeliveredStatus.OPEN)
    since = models.DateTimeField(_("since"), default=timezone.now)
    assignee = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=HowResolved, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    note = EncryptedTextField(_("note"), null=True, blank=True)

    objects = UndeliveredQuerySet.as_manager()

    class Meta:
        verbose_name = _("undelivered message")
        verbose_name_plural = _("undelivered messages")
        indexes = [
            models.Index(fields=["since", "id"], name="undelivered_open", condition=models.Q(status="open")),
            models.Index(fields=["unit", "since", "id"], name="undelivered_of_unit", condition=models.Q(status="open")),
            models.Index(fields=["-since", "-id"], name="undelivered_done", condition=models.Q(status="resolved")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="open", outcome="", resolved_at__isnull=True)
                | (models.Q(status="resolved", resolved_at__isnull=False) & ~models.Q(outcome="")),
                name="resolved_has_an_outcome_and_a_date",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def get_absolute_url(self) -> str:
        return reverse("undelivered_one", args=[self.uid])
