from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.crypto import EncryptedTextField
from records.dated import in_force
from records.models import SealedModel, UidModel
from records.workflow import Workflow, step

if TYPE_CHECKING:
    from people.models import User
    from services.models import Offer


class RuleKind(models.TextChoices):
    GROUP = "group", _("priority group")
    POINTS = "points", _("points")


class DatedQuerySet(models.QuerySet):
    def in_force(self, day: date) -> DatedQuerySet:
        return self.filter(in_force(day))


class WaitingRule(models.Model):
    """What moves a person forward among those who wait: a group that comes first, or points. No personal data.

    Holds when the coded `fact` (`common.lives`, `needs.daily_living`) has one of `values`; without a fact it is given
    by hand alone. `amount`: the number of the group (1 is first), or the points. Without a service: of every service.
    """

    service = models.ForeignKey("services.Service", models.CASCADE, null=True, blank=True, related_name="+")
    code = models.SlugField(_("code"))
    kind = models.CharField(_("kind"), max_length=6, choices=RuleKind)
    fact = models.CharField(_("coded fact"), max_length=80, blank=True)
    values = ArrayField(models.CharField(max_length=40), verbose_name=_("values"), default=list, blank=True)
    amount = models.PositiveSmallIntegerField(_("points or number of the group"))
    text_bg = models.CharField(_("text in Bulgarian"), max_length=120)
    text_en = models.CharField(_("text in English"), max_length=120)
    # The same to the person.
    told_bg = models.CharField(_("text to the person in Bulgarian"), max_length=120)
    told_en = models.CharField(_("text to the person in English"), max_length=120)
    legal_ground_bg = models.CharField(_("legal ground in Bulgarian"), max_length=200, blank=True)
    legal_ground_en = models.CharField(_("legal ground in English"), max_length=200, blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("rule of the waiting list")
        verbose_name_plural = _("rules of the waiting list")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "code", "valid_from"], nulls_distinct=False, name="a_waiting_rule_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.text_en if get_language() == "en" else self.text_bg

    @property
    def told(self) -> str:
        return self.told_en if get_language() == "en" else self.told_bg


class WaitingTerms(models.Model):
    """How a turn is told: in bands, exact from so many people on, at most once in so many days. No personal data.

    `bands`: the last turn of each band. `least_ended`: with fewer ended waits nothing is said of
    how long it takes.
    """

    exact_from = models.PositiveSmallIntegerField(_("exact turn from so many people"))
    bands = ArrayField(models.PositiveIntegerField(), verbose_name=_("last turn of each band"))
    tell_every = models.PositiveSmallIntegerField(_("days between two messages"))
    least_ended = models.PositiveSmallIntegerField(_("least number of ended waits"))
    valid_from = models.DateField(_("in force from"), unique=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        verbose_name = _("terms of the waiting list")
        verbose_name_plural = _("terms of the waiting list")

    def __str__(self) -> str:
        return str(self.valid_from)


class Ended(models.TextChoices):
    OFFERED = "offered", _("a place was offered")
    LEFT = "left", _("left the list")
    OTHER = "other", _("the case went on without a place")


class WaitingEntryQuerySet(models.QuerySet["WaitingEntry"]):
    def open(self) -> WaitingEntryQuerySet:
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user: User) -> WaitingEntryQuerySet:
        """Of the cases of the officer's units."""
        from casework.models.case import Case

        return self.filter(case__in=Case.objects.visible_to(user))

    def fitting(self, offer: Offer) -> WaitingEntryQuerySet:
        """Whom a place there may be offered, in order: they chose it or any, and agree that the provider knows."""
        chosen = models.Q(offers=[]) | models.Q(offers__contains=[offer.pk])
        withdrawn = models.Q(case__disclosures__recipient=offer.provider_id) & models.Q(
            case__disclosures__withdrawn_at__isnull=False
        )
        rows = self.open().filter(chosen, service=offer.service_id, case__status="waiting")
        return rows.exclude(pk__in=self.open().filter(withdrawn).values("pk")).order_by("rank")


class WaitingEntry(UidModel):
    """A person waits for a place of a service.

    `rank` orders the list of a service as text: group, points, day of the request, number
    (`casework.waiting.rank_of`).
    `applied`: the rules that hold, as [code, amount]; coded facts, plain. `rules`: the mark of the rules by
    which it was ranked, empty when its facts have changed. `told_from`: the first turn of the band that the person
    was told.
    """

    case = models.OneToOneField("casework.Case", models.PROTECT, related_name="waiting_entry")
    service = models.ForeignKey("services.Service", models.PROTECT, related_name="waiting_entries")
    since = models.DateTimeField(_("since"))
    # Keys of the chosen offers; none: any.
    offers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    rank = models.CharField(_("rank"), max_length=60, default="", db_collation="C")
    rules = models.CharField(max_length=16, default="", editable=False)
    applied = models.JSONField(_("rules that hold"), default=list, blank=True)
    moved_at = models.DateTimeField(_("moved at"), default=timezone.now)
    told_from = models.PositiveIntegerField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_as = models.CharField(_("how it ended"), max_length=8, choices=Ended, blank=True)

    objects = WaitingEntryQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        verbose_name = _("waiting entry")
        verbose_name_plural = _("waiting entries")
        indexes = [
            models.Index(
                fields=["service", "rank"], name="waiting_in_order", condition=models.Q(ended_at__isnull=True)
            ),
            models.Index(
                fields=["service", "rules"], name="waiting_by_rules", condition=models.Q(ended_at__isnull=True)
            ),
            models.Index(fields=["service", "ended_at"], name="waits_ended"),
        ]

    def __str__(self) -> str:
        return str(self.since)


class WaitingTime(models.Model):
    """How long those waited who got a place of a service within a year: half of them from `least` to `most` days.

    Counted, never typed; a service with too few has no row.
    """

    service = models.OneToOneField("services.Service", models.CASCADE, related_name="waiting_time")
    people = models.PositiveIntegerField(_("people who got a place"))
    least = models.PositiveIntegerField(_("a quarter waits less"))
    most = models.PositiveIntegerField(_("a quarter waits more"))
    counted_at = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("waiting time")
        verbose_name_plural = _("waiting times")

    def __str__(self) -> str:
        return f"{self.least}/{self.most}"


class ExceptionStatus(models.TextChoices):
    ASKED = "asked", _("waits for the head")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")


class WaitingExceptionQuerySet(models.QuerySet["WaitingException"]):
    def visible_to(self, user: User) -> WaitingExceptionQuerySet:
        return self.filter(entry__in=WaitingEntry.objects.visible_to(user))


class WaitingException(Workflow, SealedModel):
    """A rule given to a person by hand, or taken from them: proposed with a reason, approved by another one.

    Personal and encrypted under the application's key: the reason.
    """

    STEPS = {
        "approve": step(ExceptionStatus.ASKED, to=ExceptionStatus.APPROVED),
        "refuse": step(ExceptionStatus.ASKED, to=ExceptionStatus.REFUSED),
    }

    entry = models.ForeignKey(WaitingEntry, models.PROTECT, related_name="exceptions")
    code = models.SlugField(_("rule"))
    is_given = models.BooleanField(_("the rule holds"))
    reason = EncryptedTextField(_("reason"))
    status = models.CharField(_("status"), max_length=8, choices=ExceptionStatus, default=ExceptionStatus.ASKED)
    asked_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    decided_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = WaitingExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("exception from the order")
        verbose_name_plural = _("exceptions from the order")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="an_exception_has_four_eyes",
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(status="asked"), name="one_open_exception_an_entry"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class WhyMoved(models.TextChoices):
    ENTERED = "entered", _("came to the list")
    FACTS = "facts", _("the facts changed")
    RULES = "rules", _("the rules changed")
    BY_HAND = "by_hand", _("by hand, approved by the head")
    OFFERED = "offered", _("a place was offered")
    LEFT = "left", _("left the list")
    OTHER = "other", _("the case went on without a place")


class WaitingMove(models.Model):
    """A movement of one entry: who, from where to where, why. Only added, never changed. Codes and uids alone."""

    entry = models.ForeignKey(WaitingEntry, models.PROTECT, related_name="moves")
    why = models.CharField(_("why"), max_length=8, choices=WhyMoved)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("at"), default=timezone.now)
    actor_uid = models.UUIDField(_("actor"), null=True, blank=True)
    actor_label = models.CharField(_("name of the actor"), max_length=120)
    from_rank = models.CharField(max_length=60, blank=True)
    to_rank = models.CharField(max_length=60, blank=True)
    # Turns in the list at that moment; above the most that is counted: none.
    from_turn = models.PositiveIntegerField(null=True, blank=True)
    to_turn = models.PositiveIntegerField(null=True, blank=True)
    exception = models.ForeignKey(WaitingException, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = _("movement in the waiting list")
        verbose_name_plural = _("movements in the waiting list")

    def __str__(self) -> str:
        return f"{self.why} {self.at}"
