from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.dated import in_force


class RegisterCounter(models.Model):
    """The last number given in a register and year."""

    register = models.CharField(_("register"), max_length=10)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("register counter")
        verbose_name_plural = _("register counters")
        constraints = [models.UniqueConstraint(fields=["register", "year"], name="one_counter_a_register_and_year")]

    def __str__(self) -> str:
        return f"{self.register} {self.year}: {self.last}"


class CalendarDay(models.Model):
    """A day that differs from the public holidays computed for the year, by an act of the Council of Ministers."""

    date = models.DateField(_("date"), unique=True)
    is_working = models.BooleanField(_("working day"))
    label = models.CharField(_("reason"), max_length=200)
    # When a worker had moved the running terms by it.
    applied_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["date"]
        verbose_name = _("calendar exception")
        verbose_name_plural = _("calendar exceptions")

    def __str__(self) -> str:
        return f"{self.date}: {self.label}"


class CalendarYear(models.Model):
    """Somebody looked through the days off of a year. Terms are not counted into a year that nobody confirmed."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), default=timezone.now)
    actor_uid = models.UUIDField(_("confirmed by"), null=True, blank=True)
    actor_label = models.CharField(_("name of who confirmed it"), max_length=120)

    class Meta:
        ordering = ["year"]
        verbose_name = _("calendar of a year")
        verbose_name_plural = _("calendars of years")

    def __str__(self) -> str:
        return str(self.year)


class QuietHoursQuerySet(models.QuerySet["QuietHours"]):
    def in_force(self, day: date) -> QuietHours | None:
        return self.filter(in_force(day)).order_by("-valid_from").first()


class QuietHours(models.Model):
    """When the house sends no text messages, and when the mail of the day leaves; local time, between two dates."""

    begins = models.TimeField(_("quiet from"))
    ends = models.TimeField(_("quiet until"))
    digest_at = models.TimeField(_("mail of the day at"))
    valid_from = models.DateField(_("in force from"), unique=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = QuietHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"
