from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models.application import Origin
from people.roles import Role
from records.crypto import EncryptedJSONField, EncryptedTextField
from records.models import SealedModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from people.models import User


class AgeGroup(models.TextChoices):
    CHILD = "child", _("a child")
    ADULT = "adult", _("an adult")
    OLD = "old", _("an old person")
    UNKNOWN = "unknown", _("I do not know")


class SignalQuerySet(models.QuerySet["Signal"]):
    def visible_to(self, user: User) -> SignalQuerySet:
        """Officers and heads see what came to their own units; nobody else sees signals."""
        if user.is_anonymous:
            return self.none()
        return self.filter(unit__in=user.organisations_as(Role.OFFICER, Role.HEAD))

    def open(self) -> SignalQuerySet:
        return self.exclude(status=Signal.Status.CLOSED)

    def urgent(self) -> SignalQuerySet:
        return self.filter(URGENT)

    def with_parts(self) -> SignalQuerySet:
        return self.select_related("data_key", "settlement", "unit", "assignee", "filed_by")


class Signal(Workflow, SealedModel):
    """Somebody tells of a person in need (сигнал): no application, and no proceeding when nobody signed it.

    Encrypted under a key of its own: what was seen, of whom, where, who tells, what was done. The key is shredded
    `settings.SIGNAL_DAYS` after the signal was finished; codes stay for the counts.
    """

    class Status(models.TextChoices):
        NEW = "new", _("new")
        TAKEN = "taken", _("an officer works on it")
        CLOSED = "closed", _("finished")

    class Outcome(models.TextChoices):
        HELPED = "helped", _("we talked with the person and help was arranged")
        INFORMED = "informed", _("the person was told what help there is and wants none now")
        CHILD = "child", _("passed on to the Child Protection Department")
        PASSED = "passed", _("passed on to another institution")
        NOT_FOUND = "not_found", _("we could not find the person")
        NO_NEED = "no_need", _("no help is needed")

    STEPS = {
        "take": step(Status.NEW, to=Status.TAKEN),
        "finish": step(Status.TAKEN, to=Status.CLOSED),
    }

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    number = models.CharField(_("incoming number"), max_length=30, unique=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.ONLINE)
    language = models.CharField(_("language"), max_length=5, default="bg")
    what = EncryptedTextField(_("what was seen"))
    whom = EncryptedTextField(_("who the person is"), null=True, blank=True)
    where = EncryptedTextField(_("where the person is"))
    settlement = models.ForeignKey("people.Settlement", models.PROTECT, null=True, blank=True, related_name="+")
    age_group = models.CharField(_("age group"), max_length=8, choices=AgeGroup, default=AgeGroup.UNKNOWN)
    is_danger = models.BooleanField(_("in danger now"), default=False)
    # {name, phone} of who tells; nothing when they wish to stay unnamed.
    caller = EncryptedJSONField(_("who tells"), null=True, blank=True)
    is_named = models.BooleanField(_("somebody signed it"), default=False)
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    filed_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    assignee = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    answer = EncryptedTextField(_("what was done"), null=True, blank=True)
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    closed_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        indexes = [
            models.Index(fields=["unit", "id"], name="open_signals", condition=~models.Q(status="closed")),
            models.Index(fields=["closed_at"], name="signals_to_forget", condition=models.Q(status="closed")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="closed") | (models.Q(closed_at__isnull=False) & ~models.Q(outcome="")),
                name="a_finished_signal_has_an_outcome",
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("signal_page", args=[self.uid])

    @property
    def is_urgent(self) -> bool:
        return self.is_danger or self.age_group == AgeGroup.CHILD


URGENT = models.Q(is_danger=True) | models.Q(age_group=AgeGroup.CHILD)
