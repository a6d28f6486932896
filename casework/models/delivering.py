from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.dated import in_force


class Rung(models.TextChoices):
    PORTAL = "portal", _("sent in the portal and by the ways that the person chose")
    LETTER = "letter", _("a registered letter goes out by itself")
    BY_HAND = "by_hand", _("give it by hand, against a signature or before a witness")
    NOTICE = "notice", _("put it up as a notice: the person was not found")


class DeliveryStepQuerySet(models.QuerySet["DeliveryStep"]):
    def in_force(self, day: date) -> list[DeliveryStep]:
        """The ladder of that day, the first rung first."""
        return list(self.filter(in_force(day)).order_by("after_days", "pk"))


class DeliveryStep(models.Model):
    """What is tried so that a decision becomes known, so many days after it was published. Dated configuration."""

    rung = models.CharField(_("step"), max_length=10, choices=Rung)
    after_days = models.PositiveSmallIntegerField(_("days after publishing"))
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=200)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = DeliveryStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of delivery")
        verbose_name_plural = _("steps of delivery")
        constraints = [models.UniqueConstraint(fields=["rung", "valid_from"], name="one_step_of_delivery_a_day")]

    def __str__(self) -> str:
        return str(Rung(self.rung).label)

    def due(self, published: date) -> date:
        return published + timedelta(days=self.after_days)
