"""Which unit takes a case. Never fails: the default unit takes what no rule routes."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet, Subquery

from casework.models import Case, RoutingRule
from people.models import Organisation, OrganisationKind, Settlement
from services.models import Service


def unit_for(service: Service, settlement: Settlement | None) -> Organisation:
    """The most exact rule: settlement and service, then settlement, then service, then the default unit."""
    return units_for([service], settlement)[service.pk]


def units_for(services: Iterable[Service], settlement: Settlement | None) -> dict[int, Organisation]:
    """By the key of the service; one query."""
    place, wanted = settlement.pk if settlement else None, [service.pk for service in services]
    fitting = Q(routing_rules__service__in=wanted)
    if place:
        fitting |= Q(routing_rules__settlement=place, routing_rules__service=None)
    is_default = Q(pk=Subquery(_default_units().values("pk")[:1]))
    ruled = Organisation.objects.annotate(rule=FilteredRelation("routing_rules", condition=fitting))
    # A row for each fitting rule of each unit; the default unit is there in any case.
    units = list(
        ruled.filter(Q(rule__isnull=False) | is_default).annotate(
            of_place=F("rule__settlement"), of_service=F("rule__service"), is_default=is_default
        )
    )
    rules = {(unit.of_place, unit.of_service): unit for unit in units}
    default = next(unit for unit in units if unit.is_default)
    found: dict[int, Organisation] = {}
    for service in wanted:
        exact_first = ((place, service), (place, None), (None, service))
        found[service] = next((rules[key] for key in exact_first if key in rules), default)
    return found


def _default_units() -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=OrganisationKind.UNIT).order_by("-is_default_unit", "pk")


def _default_unit() -> Organisation:
    return _default_units()[0]


def unit_of_place(settlement: Settlement | None) -> Organisation:
    """The unit of a settlement whatever the service; the default unit otherwise."""
    rules = (
        RoutingRule.objects.filter(settlement=settlement, service=None) if settlement else RoutingRule.objects.none()
    )
    rule = rules.select_related("unit").first()
    return rule.unit if rule else _default_unit()


def unit_of(subject_kind: str, subject_uid: UUID) -> Organisation | None:
    """The unit whose case a message is about; of several cases, the first one's."""
    if subject_kind != "applications.application":
        return None
    cases = Case.objects.filter(request__application__uid=subject_uid).select_related("unit")
    case = cases.order_by("request__position").first()
    return case.unit if case else None
