"""Which unit takes a case. Never fails: the default unit takes what no rule routes."""

from casework.models import RoutingRule
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
    return unit_of_place(None)


def unit_of_place(settlement: Settlement | None) -> Organisation:
    """The unit of a settlement whatever the service; the default unit otherwise."""
    if settlement is not None:
        rule = RoutingRule.objects.select_related("unit").filter(settlement=settlement, service__isnull=True).first()
        if rule is not None:
            return rule.unit
    return Organisation.objects.filter(kind=OrganisationKind.UNIT).order_by("-is_default_unit", "pk")[0]
