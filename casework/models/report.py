from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.dated import in_force


class PublishingRule(models.Model):
    """From which number on a count of people may be shown to who does not work on their cases. Dated configuration."""

    least = models.PositiveSmallIntegerField(_("smallest number that is shown"))
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=200)
    legal_ground_en = models.CharField(_("legal ground in English"), max_length=200)
    valid_from = models.DateField(_("in force from"), unique=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule of publishing")
        verbose_name_plural = _("rules of publishing")

    def __str__(self) -> str:
        return str(self.least)

    @classmethod
    def least_on(cls, day: date) -> int | None:
        return cls.objects.filter(in_force(day)).order_by("-valid_from").values_list("least", flat=True).first()
