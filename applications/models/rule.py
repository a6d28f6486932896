from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.dated import in_force


class DraftRuleQuerySet(models.QuerySet["DraftRule"]):
    def in_force(self, day: date) -> DraftRule:
        return self.filter(in_force(day)).latest("valid_from")


class VisitRuleQuerySet(models.QuerySet["VisitRule"]):
    def in_force(self, day: date) -> VisitRule:
        later = models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day)
        return self.filter(later, valid_from__lte=day).latest("valid_from")


class DraftRule(models.Model):
    """How long an unsent application is kept after its last change, in force between dates. Configuration."""

    days = models.PositiveSmallIntegerField(_("days a draft is kept"))
    warn_days = models.PositiveSmallIntegerField(_("days before the end when the writer is warned"))
    valid_from = models.DateField(_("in force from"), unique=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = DraftRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule about drafts")
        verbose_name_plural = _("rules about drafts")
        constraints = [
            models.CheckConstraint(condition=models.Q(warn_days__lt=models.F("days")), name="a_warning_before_the_end")
        ]

    def __str__(self) -> str:
        return str(self.days)


class VisitRule(models.Model):
    """After how long without a touch a visit without an account closes its drafts. Configuration, dated.

    Whoever has no code yet could not come back, so such a visit waits longer.
    """

    minutes = models.PositiveSmallIntegerField(_("minutes"))
    minutes_without_code = models.PositiveSmallIntegerField(_("minutes before a code was given"))
    valid_from = models.DateField(_("in force from"), unique=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = VisitRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule about visits")
        verbose_name_plural = _("rules about visits")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0, minutes_without_code__gte=models.F("minutes")),
                name="without_a_code_no_shorter",
            )
        ]

    def __str__(self) -> str:
        return str(self.minutes)
