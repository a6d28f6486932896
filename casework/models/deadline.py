from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.dated import in_force


class Unit(models.TextChoices):
    CALENDAR = "calendar", _("calendar days")
    WORKING = "working", _("working days")
    MONTH = "month", _("months")


class DeadlineRuleQuerySet(models.QuerySet["DeadlineRule"]):
    def in_force(self, day: date, service_id: int | None = None) -> DeadlineRuleQuerySet:
        """Those of every service and of the named one; its own come first, then the newest."""
        whose = models.Q(service=None) | models.Q(service=service_id)
        own_first = models.F("service").desc(nulls_last=True)
        return self.filter(in_force(day), whose).order_by(own_first, "-valid_from")


class DeadlineRule(models.Model):
    """How long something may take, by which provision, in force between dates. Configuration, never code."""

    code = models.SlugField(_("code"))
    # Empty: for every service.
    service = models.ForeignKey(
        "services.Service", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=200)
    legal_ground_en = models.CharField(_("legal ground in English"), max_length=200)
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "service", "valid_from"], nulls_distinct=False, name="a_rule_once_a_service_and_day"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def legal_ground(self) -> str:
        return self.legal_ground_en if get_language() == "en" else self.legal_ground_bg


class Deadline(models.Model):
    """A running clock of a case, with its ground, start and every stop. No personal data."""

    case = models.ForeignKey("casework.Case", models.CASCADE, related_name="deadlines")
    rule = models.ForeignKey(DeadlineRule, models.PROTECT, related_name="+")
    started_on = models.DateField(_("started on"))
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    base_due_on = models.DateField(_("due before moving for holidays"))
    due_on = models.DateField(_("due on"))
    met_on = models.DateField(_("met on"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [models.UniqueConstraint(fields=["case", "rule"], name="a_clock_once_a_case")]

    def __str__(self) -> str:
        return str(self.due_on)


class Suspension(models.Model):
    """The clock stood still (Administrative Procedure Code, art. 54 and 55)."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="suspensions")
    reason = models.CharField(_("reason"), max_length=40)
    started_on = models.DateField(_("stopped on"))
    ended_on = models.DateField(_("resumed on"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], condition=models.Q(ended_on__isnull=True), name="one_open_suspension"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("started_on")),
                name="a_suspension_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
