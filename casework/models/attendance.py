from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.roles import Role
from records.models import UidModel

if TYPE_CHECKING:
    from people.models import User


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def referred_to(self, user: User) -> AttendanceQuerySet:
        """Of the provider's own offers."""
        providers = user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
        return self.filter(placement__offer__provider__in=providers)


class Attendance(UidModel):
    """How much one person used a service in a month, against what was planned. Numbers alone; the link is personal.

    `month`: its first day. `used`, `planned`: days, or meals or hours where the offer is counted in them.
    """

    placement = models.ForeignKey("casework.Placement", models.PROTECT, related_name="attendance")
    month = models.DateField(_("month"))
    planned = models.PositiveSmallIntegerField(_("planned"))
    used = models.PositiveSmallIntegerField(_("used"))
    written_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["month", "id"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["placement", "month"], name="attendance_once_a_month"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="attendance_is_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"
