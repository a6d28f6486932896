from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.roles import CASE_ROLES
from records.models import UidModel
from records.statements import Given


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date | Given) -> AbsenceQuerySet:
        return self.filter(starts_on__lte=day, ends_on__gte=day, cancelled_at=None)

    def to_come(self, day: date) -> AbsenceQuerySet:
        """Those that run or begin later."""
        return self.filter(ends_on__gte=day, cancelled_at=None)

    def visible_to(self, user: User) -> AbsenceQuerySet:
        """Who works in the same unit sees who stands in for whom."""
        units = user.organisations_as(*CASE_ROLES)
        return self.filter(user__in=User.objects.working_in_any(units).order_by().values("pk"))


class Absence(UidModel):
    """A colleague is away between two days, both of them included; somebody else answers for the work meanwhile.

    No reason is kept: why somebody is away is not the desk's business.
    """

    user = models.ForeignKey("people.User", models.CASCADE, related_name="absences")
    substitute = models.ForeignKey("people.User", models.PROTECT, related_name="stands_in")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    set_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        indexes = [models.Index(fields=["substitute", "ends_on"], name="absences_by_substitute")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(substitute=F("user")), name="nobody_stands_in_for_themselves"),
            ExclusionConstraint(
                name="one_absence_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        Func("starts_on", "ends_on", Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.starts_on} – {self.ends_on})"
