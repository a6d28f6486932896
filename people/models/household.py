from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models import UidModel


class Relation(models.TextChoices):
    SELF = "self", _("the person")
    SPOUSE = "spouse", _("husband or wife")
    PARTNER = "partner", _("partner")
    CHILD = "child", _("son or daughter")
    PARENT = "parent", _("mother or father")
    SIBLING = "sibling", _("brother or sister")
    GRANDCHILD = "grandchild", _("grandchild")
    OTHER = "other", _("somebody else")


class Household(UidModel):
    """People who live together. Kept once and confirmed, never retyped."""

    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self) -> str:
        return str(self.uid)


class HouseholdMemberQuerySet(models.QuerySet["HouseholdMember"]):
    def current(self, today: date) -> HouseholdMemberQuerySet:
        return self.filter(valid_from__lte=today).exclude(valid_to__lt=today)


class HouseholdMember(models.Model):
    """Who lived in the household and when. Personal by its links alone."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="household_memberships")
    relation = models.CharField(_("relation"), max_length=12, choices=Relation)
    valid_from = models.DateField(_("since"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = HouseholdMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("household member")
        verbose_name_plural = _("household members")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person"],
                condition=models.Q(valid_to__isnull=True),
                name="once_in_a_household",
            )
        ]

    def __str__(self) -> str:
        return self.get_relation_display()
