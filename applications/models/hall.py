"""The queue in a counter's hall: rows of purposes, and numbers that begin anew each day.

Nothing is kept of whoever took a number.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.roles import COUNTER_ROLES
from records.models import UidModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from people.models import User


class HallQuerySet(models.QuerySet["Hall"]):
    def in_use(self) -> HallQuerySet:
        """For whoever knows its address: the screens in the hall."""
        return self.filter(is_on=True).select_related("counter")

    def staffed_by(self, user: User) -> HallQuerySet:
        return self.filter(is_on=True, counter__in=user.organisations_as(*COUNTER_ROLES))


class Hall(UidModel):
    """Whether a counter gives out numbers. Its uid is the secret address of the screens in the hall."""

    counter = models.OneToOneField(
        "people.Organisation", models.CASCADE, related_name="hall", verbose_name=_("one-stop counter")
    )
    is_on = models.BooleanField(_("gives out numbers"), default=False)

    objects = HallQuerySet.as_manager()

    class Meta:
        verbose_name = _("hall with a queue")
        verbose_name_plural = _("halls with a queue")

    def __str__(self) -> str:
        return str(self.counter)


class Row(models.Model):
    """What people come for; each row has its letter and its own numbers."""

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="rows")
    letter = models.CharField(_("letter"), max_length=1)
    name_bg = models.CharField(_("name in Bulgarian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    is_open = models.BooleanField(_("numbers are given out"), default=True)

    class Meta:
        ordering = ["letter"]
        verbose_name = _("row of the queue")
        verbose_name_plural = _("rows of the queue")
        constraints = [models.UniqueConstraint(fields=["hall", "letter"], name="one_row_a_letter")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_bg


ON_BOARD = 6


class TicketStatus(models.TextChoices):
    WAITING = "waiting", _("waits")
    CALLED = "called", _("called")
    SERVED = "served", _("served")
    ABSENT = "absent", _("did not come")


class Median(models.Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: Any = models.DurationField()


class TicketQuerySet(models.QuerySet["Ticket"]):
    def of_day(self, hall: Hall, day: date) -> TicketQuerySet:
        return self.filter(row__hall=hall, day=day)

    def on_board(self) -> list[Ticket]:
        """Called last, newest call first."""
        shown = self.filter(status__in=[TicketStatus.CALLED, TicketStatus.SERVED]).select_related("row")
        return list(shown.order_by("-shown_at")[:ON_BOARD])

    def by_row(self) -> dict[str, int]:
        """How many wait, by the letter of the row."""
        return dict(self.waiting().order_by().values_list("row__letter").annotate(models.Count("pk")))

    def ahead_of(self, ticket: Ticket) -> int:
        return self.waiting().filter(row=ticket.row_id, pk__lt=ticket.pk).count()

    def waiting(self) -> TicketQuerySet:
        """In the order in which they came."""
        return self.filter(status=TicketStatus.WAITING).order_by("pk")

    def figures(self, hall: Hall, first: date, last: date) -> list[dict[str, Any]]:
        """Newest day first: taken, served, absent, left (nobody called them), usual and longest wait."""
        waited = models.F("called_at") - models.F("taken_at")

        def counted(*statuses: str) -> models.Count:
            return models.Count("pk", filter=models.Q(status__in=statuses))

        days = self.filter(row__hall=hall, day__gte=first, day__lte=last).values("day")
        found = days.annotate(
            taken=models.Count("pk"),
            served=counted(TicketStatus.SERVED, TicketStatus.CALLED),
            absent=counted(TicketStatus.ABSENT),
            left=counted(TicketStatus.WAITING),
            usual=Median(waited),
            longest=models.Max(waited, output_field=models.DurationField()),
        )
        return list(found.order_by("-day"))


class Ticket(UidModel, Workflow):
    """A number of one day. `place` is the work place that called it; `once` is the press of the button."""

    STEPS = {
        "call": step(TicketStatus.WAITING, to=TicketStatus.CALLED),
        "call_again": step(TicketStatus.CALLED, to=TicketStatus.CALLED),
        "serve": step(TicketStatus.CALLED, to=TicketStatus.SERVED),
        "miss": step(TicketStatus.CALLED, to=TicketStatus.ABSENT),
    }

    row = models.ForeignKey(Row, models.CASCADE, related_name="tickets")
    day = models.DateField(_("day"))
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=TicketStatus, default=TicketStatus.WAITING)
    once = models.UUIDField(unique=True, editable=False)
    taken_at = models.DateTimeField(_("taken at"))
    called_at = models.DateTimeField(_("called at"), null=True, blank=True)
    # When its call was last shown and said: it moves when the number is called again.
    shown_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    place = models.CharField(_("work place"), max_length=20, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("number of the queue")
        verbose_name_plural = _("numbers of the queue")
        indexes = [models.Index(fields=["day", "status"], name="tickets_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["row", "day", "number"], name="a_number_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(status=TicketStatus.WAITING, called_at=None, place="")
                | (~models.Q(status=TicketStatus.WAITING) & models.Q(called_at__isnull=False) & ~models.Q(place="")),
                name="a_called_number_has_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row.letter} {self.number}"
