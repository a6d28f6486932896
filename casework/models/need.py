from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.roles import Role
from records.models import UidModel
from records.models.history import AppendOnly, AppendOnlyQuerySet

if TYPE_CHECKING:
    from people.models import User


class ShortfallKind(models.TextChoices):
    NO_PLACE = "no_place", _("there is no free place")
    NO_SERVICE = "no_service", _("there is no such service here")
    DECLINED = "declined", _("it was declined")


class ShortfallSource(models.TextChoices):
    COUNTER = "counter", _("at the counter")
    PHONE = "phone", _("by phone")
    VISIT = "visit", _("at a visit in the field")
    REFERRAL = "referral", _("at a referral")
    WAITING_LIST = "waiting_list", _("waiting list")
    REFUSAL = "refusal", _("decision")


# What a person writes down; the others are written by the steps of a case.
TOLD = (ShortfallSource.COUNTER, ShortfallSource.PHONE, ShortfallSource.VISIT)


class AgeGroup(models.TextChoices):
    """The groups of the needs analysis."""

    CHILD = "child", _("0–17 years")
    ADULT = "adult", _("18–64 years")
    OLD = "old", _("65 years and over")
    UNKNOWN = "unknown", _("not known")


def age_group_of(birth_year: int | None, year: int) -> AgeGroup:
    """By the age reached in the year: the day of birth is not read for it."""
    if birth_year is None:
        return AgeGroup.UNKNOWN
    age = year - birth_year
    return AgeGroup.CHILD if age < 18 else AgeGroup.ADULT if age < 65 else AgeGroup.OLD


class ShortfallQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: User) -> ShortfallQuerySet:
        """What the user wrote down; for officers and heads also what concerns their units."""
        units = user.organisations_as(Role.OFFICER, Role.HEAD)
        return self.filter(models.Q(actor_uid=user.uid) | models.Q(unit__in=units))


class Shortfall(AppendOnly, UidModel):
    """Something asked for that could not be given (N2): one row an event, told or left behind by a step of a case.

    No name and no words: codes for planning, and the case's uid where there is one, so that a case with three
    refusals can be counted as one person's need.
    """

    kind = models.CharField(_("what happened"), max_length=12, choices=ShortfallKind)
    source = models.CharField(_("where it was told"), max_length=12, choices=ShortfallSource)
    service = models.ForeignKey("services.Service", models.PROTECT, null=True, blank=True, related_name="+")
    # What was asked for, when no service of ours answers it.
    need = models.ForeignKey("services.Need", models.PROTECT, null=True, blank=True, related_name="+")
    settlement = models.ForeignKey("people.Settlement", models.PROTECT, null=True, blank=True, related_name="+")
    target_group = models.ForeignKey("services.TargetGroup", models.PROTECT, null=True, blank=True, related_name="+")
    age_group = models.CharField(_("age"), max_length=8, choices=AgeGroup, default=AgeGroup.UNKNOWN)
    reason = models.ForeignKey("casework.Reason", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    case_uid = models.UUIDField(null=True, blank=True, editable=False)
    # The event's own name: what is told twice is counted once.
    once = models.CharField(max_length=120, unique=True, editable=False)

    objects = ShortfallQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-id"]
        verbose_name = _("entry in the ledger of unmet need")
        verbose_name_plural = _("ledger of unmet need")
        indexes = [
            models.Index(fields=["unit", "at"], name="shortfalls_of_unit"),
            models.Index(fields=["actor_uid", "-id"], name="shortfalls_of_writer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(service__isnull=False) | models.Q(need__isnull=False),
                name="a_shortfall_says_what_was_asked_for",
            )
        ]

    def __str__(self) -> str:
        return str(ShortfallKind(self.kind).label)
