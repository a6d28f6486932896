from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.need import AgeGroup
from people.roles import Permission, Role

if TYPE_CHECKING:
    from people.models import User


class Measure(models.TextChoices):
    """What is counted. Flows have the month in which it happened; stocks the month in which they were counted."""

    OPENED = "opened", _("requests that came in")
    ENDED = "ended", _("requests that were answered")
    TOOK = "took", _("days to the answer")
    OPEN = "open", _("requests that are open")
    ANSWERED = "answered", _("answers of providers")
    PLACES = "places", _("places")
    WAITING = "waiting", _("people who wait")
    WAITED = "waited", _("people who waited")
    UNMET = "unmet", _("unmet need")
    USED = "used", _("people who used a service in a year")
    APPEALED = "appealed", _("appeals")


class FigureQuerySet(models.QuerySet["Figure"]):
    def visible_to(self, user: User) -> FigureQuerySet:
        """Leadership sees the whole municipality; officers and heads their units and what belongs to none."""
        if user.is_anonymous:
            return self.none()
        if Permission.SEE_ALL_FIGURES in user.permissions:
            return self
        units = user.organisations_as(Role.OFFICER, Role.HEAD)
        return self.filter(models.Q(unit__in=units) | models.Q(unit__isnull=True)) if units else self.none()

    def between(self, first: date, last: date) -> FigureQuerySet:
        """Both months included; days inside a month do not matter."""
        return self.filter(month__gte=first.replace(day=1), month__lte=last)


class Figure(models.Model):
    """How many, of what, where: counted ahead from all rows, so that a report reads thousands and not millions.

    No row is about a person, but a count of one might be: small ones are hidden from whoever sees no cases
    (`casework/reports/suppression.py`). `days` is what a distribution is counted by, zero elsewhere.
    """

    measure = models.CharField(max_length=10, choices=Measure)
    month = models.DateField()
    unit = models.ForeignKey("people.Organisation", models.CASCADE, null=True, related_name="+")
    service = models.ForeignKey("services.Service", models.CASCADE, null=True, related_name="+")
    need = models.ForeignKey("services.Need", models.CASCADE, null=True, related_name="+")
    settlement = models.ForeignKey("people.Settlement", models.CASCADE, null=True, related_name="+")
    target_group = models.ForeignKey("services.TargetGroup", models.CASCADE, null=True, related_name="+")
    offer = models.ForeignKey("services.Offer", models.CASCADE, null=True, related_name="+")
    age_group = models.CharField(max_length=8, choices=AgeGroup, default="")
    code = models.CharField(max_length=20, default="")
    reason = models.CharField(max_length=50, default="")
    days = models.IntegerField(default=0)
    count = models.IntegerField()

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        indexes = [models.Index(fields=["measure", "month"], include=["count"], name="figures_of_month")]

    def __str__(self) -> str:
        return f"{self.measure} {self.month:%Y-%m}: {self.count}"


class FiguresMade(models.Model):
    """When the figures were counted last, and how long it took. One row."""

    counted_at = models.DateTimeField()
    seconds = models.FloatField()

    class Meta:
        verbose_name = _("counting of figures")
        verbose_name_plural = _("countings of figures")

    def __str__(self) -> str:
        return str(self.counted_at)
