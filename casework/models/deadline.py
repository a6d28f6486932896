from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.dated import in_force

# The term of looking for a place after the decision stands: the approved one came to nothing, or was ended.
ANOTHER_PLACE = "another-place"


class Unit(models.TextChoices):
    CALENDAR = "calendar", _("calendar days")
    WORKING = "working", _("working days")
    MONTH = "month", _("months")


class StartEvent(models.TextChoices):
    """From what a term is counted."""

    APPLICATION = "application", _("the application came")
    ASKED = "asked", _("it was asked for")
    HELD = "held", _("a place was offered")
    KNOWN = "known", _("the act became known")
    TERM_ENDED = "term_ended", _("our time to answer ended")
    OTHER = "other", _("the day that the law names")


class DeadlineRuleQuerySet(models.QuerySet["DeadlineRule"]):
    def in_force(self, day: date, service_id: int | None = None) -> DeadlineRuleQuerySet:
        """Those of every service and of the named one; its own come first, then the newest."""
        whose = models.Q(service=None) | models.Q(service=service_id)
        own_first = models.F("service").desc(nulls_last=True)
        return self.filter(in_force(day), whose).order_by(own_first, "-valid_from")


class DeadlineRule(models.Model):
    """How long something may take, by which provision, in force between dates. Configuration, never code.

    `is_main`: the term of the whole procedure, by which lists are sorted and of which the person is told.
    `silence_refuses`: when it passes without an answer the person may act as after a refusal (APK art. 58).
    """

    code = models.SlugField(_("code"))
    # Empty: for every service.
    service = models.ForeignKey(
        "services.Service", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=200)
    legal_ground_en = models.CharField(_("legal ground in English"), max_length=200)
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    start_event = models.CharField(_("counted from"), max_length=12, choices=StartEvent, default=StartEvent.OTHER)
    is_main = models.BooleanField(_("term of the procedure"), default=False)
    silence_refuses = models.BooleanField(_("silence counts as a refusal"), default=False)
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
    def leads(self) -> bool:
        """Whether lists are sorted by it: the procedure's, and after the decision that of looking for another place."""
        return self.is_main or self.code == ANOTHER_PLACE

    @property
    def legal_ground(self) -> str:
        return self.legal_ground_en if get_language() == "en" else self.legal_ground_bg


class Deadline(models.Model):
    """A clock of a case, with its ground, start and every stop. No personal data.

    Amount and unit are those of the rule on the day it started: a rule that changes later moves no running clock.
    """

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
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule"], condition=models.Q(met_on__isnull=True), name="a_clock_runs_once_a_case"
            )
        ]
        indexes = [models.Index(fields=["due_on"], name="running_clocks", condition=models.Q(met_on__isnull=True))]

    def __str__(self) -> str:
        return str(self.due_on)


class SuspensionGroundQuerySet(models.QuerySet["SuspensionGround"]):
    def in_force(self, day: date) -> SuspensionGroundQuerySet:
        return self.filter(in_force(day)).order_by("-valid_from")


class SuspensionGround(models.Model):
    """Why clocks stand still, and which of them, by which provision (APK art. 54). Configuration, never code.

    `by_officer`: an officer may choose it; the others come with a verb of their own.
    """

    code = models.SlugField(_("code"))
    stops = ArrayField(models.SlugField(), verbose_name=_("codes of the terms that it stops"))
    by_officer = models.BooleanField(_("chosen by an officer"), default=False)
    # „стоя 3 дни: …“, to the person.
    text_bg = models.CharField(_("text in Bulgarian"), max_length=200)
    text_en = models.CharField(_("text in English"), max_length=200)
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=200)
    legal_ground_en = models.CharField(_("legal ground in English"), max_length=200)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = SuspensionGroundQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("ground for stopping a clock")
        verbose_name_plural = _("grounds for stopping a clock")
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="a_ground_once_a_day")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_bg

    @property
    def legal_ground(self) -> str:
        return self.legal_ground_en if get_language() == "en" else self.legal_ground_bg


class Suspension(models.Model):
    """The clock stood still (Administrative Procedure Code, art. 54 and 55). Several grounds may hold it at once."""

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
                fields=["deadline", "reason"],
                condition=models.Q(ended_on__isnull=True),
                name="one_open_suspension_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("started_on")),
                name="a_suspension_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class WarningKind(models.TextChoices):
    HALF = "half", _("half of the term has passed")
    SOON = "soon", _("the term ends in a few days")
    OVERDUE = "overdue", _("the term has passed")


class DeadlineWarning(models.Model):
    """That an officer was warned of a clock; each kind once."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="warnings")
    kind = models.CharField(_("kind"), max_length=8, choices=WarningKind)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("warning of a term")
        verbose_name_plural = _("warnings of terms")
        constraints = [models.UniqueConstraint(fields=["deadline", "kind"], name="a_warning_once_a_clock")]

    def __str__(self) -> str:
        return self.kind
