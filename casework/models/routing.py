from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.roles import Role
from records.models import UidModel

USUAL_PLACE = 100


class RoutingRuleQuerySet(models.QuerySet["RoutingRule"]):
    def in_force(self, day: date) -> RoutingRuleQuerySet:
        return self.filter(in_force_on(day))

    def to_come(self, day: date) -> RoutingRuleQuerySet:
        """Those in force and those that begin later."""
        return self.exclude(valid_to__lt=day)

    def versions_of(self, rule: RoutingRule) -> RoutingRuleQuerySet:
        """Every version of the rule, the newest first."""
        first = rule.first_id or rule.pk
        return self.filter(Q(pk=first) | Q(first=first)).order_by("-valid_from", "-pk")

    def kept_by(self, user: User) -> RoutingRuleQuerySet:
        """A head keeps the rules that send work to the own units."""
        return self.filter(unit__in=user.organisations_as(Role.HEAD))


def in_force_on(day: date, rule: str = "") -> Q:
    """As a condition on the rule itself, or on a link to it („routing_rules__“)."""
    begun = Q(**{f"{rule}valid_from": None}) | Q(**{f"{rule}valid_from__lte": day})
    return begun & (Q(**{f"{rule}valid_to": None}) | Q(**{f"{rule}valid_to__gte": day}))


class RoutingRule(UidModel):
    """Who takes cases of a settlement, a service and coded answers. Empty means any.

    The lowest `position` that fits wins; of equal ones the most exact. It sends to the unit's queue, to a named
    officer, or to the officer of the unit with the fewest open cases. A rule that has begun is never changed: a new
    version replaces it from a day on, and the old one stays readable.
    """

    settlement = models.ForeignKey("people.Settlement", models.CASCADE, null=True, blank=True, related_name="+")
    service = models.ForeignKey("services.Service", models.CASCADE, null=True, blank=True, related_name="+")
    # Coded answers, all of which must be there: {"common.lives": "alone"}.
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="routing_rules")
    officer = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    spreads = models.BooleanField(_("to the officer with the fewest open cases"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=USUAL_PLACE)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    # The first of its versions; empty for the first itself.
    first = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="versions")
    # Empty for those that come with the municipality's data.
    made_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "service"],
                condition=Q(made_by=None),
                nulls_distinct=False,
                name="one_rule_a_pair",
            ),
            models.CheckConstraint(condition=Q(officer=None) | Q(spreads=False), name="one_way_to_an_officer"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="routing_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit)
