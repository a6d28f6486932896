"""Which unit takes a case. Never fails: the default unit takes what no rule routes."""

from uuid import UUID

from casework.models import Case, RoutingRule
from people.models import Organisation, OrganisationKind, Settlement
from services.models import Service


def unit_for(service: Service, settlement: Settlement | None) -> Organisation:
    """The most exact rule: settlement and service, then settlement, then service, then the default unit."""
    rules = {
        (rule.settlement_id, rule.service_id): rule.unit
        for rule in RoutingRule.objects.select_related("unit").filter(
            settlement__in=[settlement.pk if settlement else None], service__isnull=True
        )
        | RoutingRule.objects.select_related("unit").filter(service=service)
    }
    place = settlement.pk if settlement else None
    for key in ((place, service.pk), (place, None), (None, service.pk)):
        if key in rules and key != (None, None):
            return rules[key]
    units = Organisation.objects.filter(kind=OrganisationKind.UNIT).order_by("-is_default_unit", "pk")
    return units[0]


def unit_of(subject_kind: str, subject_uid: UUID) -> Organisation | None:
    """The unit whose case a message is about; of several cases, the first one's."""
    if subject_kind != "applications.application":
        return None
    cases = Case.objects.filter(request__application__uid=subject_uid).select_related("unit")
    case = cases.order_by("request__position").first()
    return case.unit if case else None
