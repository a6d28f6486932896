from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from records.calendar import midnight
from records.models import UidModel


class CallOutcome(models.TextChoices):
    REQUEST = "request", _("became a request")
    SIGNAL = "signal", _("a signal about somebody in need")
    INFORMATION = "information", _("information was given")


class CallQuerySet(models.QuerySet["Call"]):
    def taken_by(self, user: User) -> CallQuerySet:
        return self.filter(taken_by=user)

    def between(self, first: date, last: date) -> CallQuerySet:
        """Both days included, by the municipality's clock."""
        return self.filter(at__gte=midnight(first), at__lt=midnight(last + timedelta(days=1)))

    def by_day(self) -> list[tuple[date, str, int]]:
        """(day, outcome, how many), newest day first."""
        days = self.annotate(day=TruncDate("at")).values_list("day", "outcome").annotate(count=models.Count("pk"))
        return list(days.order_by("-day", "outcome"))


class Call(UidModel):
    """A call to the hotline, counted by what came of it. Nothing is kept of who called or what was said:

    that stands in the application or the signal it became.
    """

    at = models.DateTimeField(_("at"), default=timezone.now)
    taken_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("taken by"))
    outcome = models.CharField(_("what came of it"), max_length=12, choices=CallOutcome)
    service = models.ForeignKey(
        "services.Service", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    settlement = models.ForeignKey(
        "people.Settlement", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settlement")
    )
    application = models.ForeignKey(
        "applications.Application", models.SET_NULL, null=True, blank=True, related_name="calls"
    )
    signal_uid = models.UUIDField(null=True, blank=True, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = [models.Index(fields=["at"], name="calls_by_time")]

    def __str__(self) -> str:
        return str(CallOutcome(self.outcome).label)
