from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedJSONField
from records.dated import in_force
from records.models.base import SealedModel
from records.models.message import Delivery


class Method(models.TextChoices):
    """How somebody came to know an act."""

    PORTAL = "portal", _("confirmed in the portal by the person")
    BY_HAND = "by_hand", _("given by hand, against a signature")
    ORAL = "oral", _("told by word of mouth, with a note signed by the official")
    POST = "post", _("registered letter, with advice of delivery")
    REFUSED = "refused", _("the person refused to take it, before a witness")
    NOTICE = "notice", _("put up as a notice: the person was not found")
    SSEV_OPENED = "ssev_opened", _("opened in the system for secure delivery")
    SSEV_UNOPENED = "ssev_unread", _("sent through the system for secure delivery and not opened in time")


class NotificationRuleQuerySet(models.QuerySet["NotificationRule"]):
    def in_force(self, day: date) -> NotificationRuleQuerySet:
        return self.filter(in_force(day))


class NotificationRule(models.Model):
    """From which day an act counts as known, by the way it was told: dated configuration with its legal ground.

    `days` must have passed in full; with 0 the day itself counts.
    """

    method = models.CharField(_("how"), max_length=12, choices=Method)
    days = models.PositiveSmallIntegerField(_("days that must pass"), default=0)
    needs_proof = models.BooleanField(_("needs the number of a proof"), default=False)
    needs_witness = models.BooleanField(_("needs a witness"), default=False)
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=200)
    legal_ground_en = models.CharField(_("legal ground in English"), max_length=200)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = NotificationRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of notification")
        verbose_name_plural = _("rules of notification")
        constraints = [models.UniqueConstraint(fields=["method", "valid_from"], name="one_rule_a_way_and_day")]

    def __str__(self) -> str:
        return str(Method(self.method).label)

    @property
    def legal_ground(self) -> str:
        return self.legal_ground_en if get_language() == "en" else self.legal_ground_bg

    def known_on(self, happened: date) -> date:
        return happened + timedelta(days=self.days + 1) if self.days else happened


class Notification(SealedModel):
    """One person came to know one act, on a day, in a way, with a proof. Mistakes are struck out, never deleted.

    Personal and encrypted under the key of the act: who took it, who witnessed, the official's note.
    """

    subject_kind = models.CharField(_("kind of subject"), max_length=60)
    subject_uid = models.UUIDField(_("act"))
    person_uid = models.UUIDField(_("whom"))
    method = models.CharField(_("how"), max_length=12, choices=Method)
    rule = models.ForeignKey(NotificationRule, models.PROTECT, related_name="+")
    happened_on = models.DateField(_("happened on"))
    known_on = models.DateField(_("counts as known from"))
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, blank=True, related_name="notifications")
    proof = models.CharField(_("number of the proof"), max_length=60, blank=True)
    details = EncryptedJSONField(_("details"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    actor_uid = models.UUIDField(_("actor"), null=True, blank=True)
    actor_label = models.CharField(_("name of the actor"), max_length=120)
    struck_at = models.DateTimeField(_("struck out at"), null=True, blank=True)

    class Meta:
        ordering = ["known_on", "id"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [models.Index(fields=["subject_uid", "person_uid", "known_on"], name="notifications_of_act")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_uid", "person_uid", "method", "happened_on"],
                condition=models.Q(struck_at__isnull=True),
                name="told_once_a_way_and_day",
            ),
            models.CheckConstraint(
                condition=models.Q(known_on__gte=models.F("happened_on")), name="known_not_before_it_happened"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method}: {self.known_on}"
