"""Which unit takes a case. Never fails: the default unit takes what no rule routes."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from casework.models import Case, RoutingRule
from people.models import Organisation, OrganisationKind, Settlement
from services.models import Service


def unit_for(service: Service, settlement: Settlement | None) -> Organisation:
    """The most exact rule: settlement and service, then settlement, then service, then the default unit."""
    return units_for([service], settlement)[service.pk]


def units_for(services: Iterable[Service], settlement: Settlement | None) -> dict[int, Organisation]:
    """By the key of the service; one query, and one more where no rule routes."""
    place, wanted = settlement.pk if settlement else None, [service.pk for service in services]
    fitting = Q(service__in=wanted) | Q(settlement=place, service=None) if place else Q(service__in=wanted)
    rules = {
        (rule.settlement_id, rule.service_id): rule.unit
        for rule in RoutingRule.objects.filter(fitting).select_related("unit")
    }
    found: dict[int, Organisation] = {}
    default: Organisation | None = None
    for service in wanted:
        exact_first = ((place, service), (place, None), (None, service))
        unit = next((rules[key] for key in exact_first if key in rules), None)
        if unit is None:
            unit = default = default or _default_unit()
        found[service] = unit
    return found


def _default_unit() -> Organisation:
    units = Organisation.objects.filter(kind=OrganisationKind.UNIT).order_by("-is_default_unit", "pk")
    return units[0]


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
