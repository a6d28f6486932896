"""Who takes a case. Never fails: the default unit takes what no rule routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, When
from django.db.models import Case as Choice
from django.db.models.functions import Coalesce
from django.utils import timezone

from casework.models import Absence, Case, RoutingRule
from casework.models.routing import in_force_on
from people.models import Membership, Organisation, OrganisationKind, Settlement
from people.roles import Role
from services.models import Service


class Rule(NamedTuple):
    """A rule by its keys, as the dry run and the sending of an application compare it."""

    position: int
    settlement: int | None
    service: int | None
    answers: Mapping[str, Any]
    pk: int

    def order(self) -> tuple[Any, ...]:
        return (self.position, self.settlement is None, self.service is None, -len(self.answers), self.pk)

    def fits(self, settlement: int | None, service: int, coded: Mapping[str, Any]) -> bool:
        is_here = self.settlement in (None, settlement) and self.service in (None, service)
        return is_here and all(_says(coded.get(question), answer) for question, answer in self.answers.items())


def _says(given: Any, wanted: Any) -> bool:
    return wanted in given if isinstance(given, list) else given == wanted


class Target(NamedTuple):
    unit: Organisation
    officer_id: int | None


def unit_for(service: Service, settlement: Settlement | None) -> Organisation:
    return targets_for([service], settlement, {}, timezone.localdate())[service.pk].unit


def targets_for(
    services: Iterable[Service], settlement: Settlement | None, coded: Mapping[str, Any], day: date
) -> dict[int, Target]:
    """By the key of the service; one query, in which the load of officers is counted only where a rule asks for it."""
    place, wanted = settlement.pk if settlement else None, [service.pk for service in services]
    rows = list(_rows(place, wanted, day))
    default = Target(next(row for row in rows if row.is_default), None)
    ruled = [(_rule(row), Target(row, row.officer)) for row in rows if row.rule_pk is not None]
    found: dict[int, Target] = {}
    for service in wanted:
        fitting = [(rule.order(), target) for rule, target in ruled if rule.fits(place, service, coded)]
        found[service] = min(fitting, key=lambda pair: pair[0])[1] if fitting else default
    return found


def _rule(row: Any) -> Rule:
    return Rule(row.rule_position, row.rule_settlement, row.rule_service, row.rule_answers, row.rule_pk)


def _rows(place: int | None, services: Sequence[int], day: date) -> QuerySet[Any]:
    """A row for each rule of each unit that may fit; the default unit is there in any case."""
    here = Q(routing_rules__settlement=None) | Q(routing_rules__settlement=place)
    asked = Q(routing_rules__service=None) | Q(routing_rules__service__in=services)
    fitting = here & asked & in_force_on(day, "routing_rules__")
    is_default = Q(pk=Subquery(_default_units().values("pk")[:1]))
    units = Organisation.objects.annotate(rule=FilteredRelation("routing_rules", condition=fitting))
    substitute = Absence.objects.on(day).filter(user=OuterRef("rule__officer")).values("substitute")[:1]
    return units.filter(Q(rule__isnull=False) | is_default).annotate(
        rule_pk=F("rule__pk"),
        rule_position=F("rule__position"),
        rule_settlement=F("rule__settlement"),
        rule_service=F("rule__service"),
        rule_answers=F("rule__answers"),
        is_default=is_default,
        officer=Choice(
            When(rule__spreads=True, then=Subquery(_least_loaded(day))),
            default=Coalesce(Subquery(substitute), F("rule__officer"), output_field=BigIntegerField()),
            output_field=BigIntegerField(),
        ),
    )


def _least_loaded(day: date) -> QuerySet[Any, Any]:
    """Of the officers of the unit who are there today, the one with the fewest open cases."""
    burden = Case.objects.filter(assignee=OuterRef("user"), is_open=True).order_by().values("assignee")
    there = Membership.objects.filter(
        organisation=OuterRef("pk"), role=Role.OFFICER, user__is_active=True, valid_from__lte=day
    ).exclude(valid_to__lt=day)
    present = there.exclude(user__in=Absence.objects.on(day).values("user"))
    counted = present.annotate(burden=Coalesce(Subquery(burden.annotate(n=Count("pk")).values("n")), 0))
    return counted.order_by("burden", "user").values("user")[:1]


def _default_units() -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=OrganisationKind.UNIT).order_by("-is_default_unit", "pk")


def default_unit() -> Organisation:
    return _default_units()[0]


def unit_of_place(settlement: Settlement | None) -> Organisation:
    """The unit of a settlement whatever the service and the answers; the default unit otherwise."""
    rules = RoutingRule.objects.in_force(timezone.localdate()).filter(settlement=settlement, service=None, answers={})
    rule = rules.select_related("unit").first() if settlement else None
    return rule.unit if rule else default_unit()


def unit_of(subject_kind: str, subject_uid: UUID) -> Organisation | None:
    """The unit whose case a message is about; of several cases, the first one's."""
    if subject_kind != "applications.application":
        return None
    cases = Case.objects.filter(request__application__uid=subject_uid).select_related("unit")
    case = cases.order_by("request__position").first()
    return case.unit if case else None
