"""What the desk shows beside cases: a shared list, a planned absence, a rule that spreads the work."""

from datetime import timedelta

from django.utils import timezone

from casework.actions import absences, filters, routing
from casework.models import RoutingRule
from casework.wanted import Wanted
from people.models import Organisation, User
from services.models import Service


def show(users: dict[str, User]) -> None:
    today = timezone.localdate()
    centre, head = Organisation.objects.get(slug="unit-centre"), users["head"]
    filters.save(Wanted(service="home-patronage"), "Домашен патронаж", centre, by=head)
    filters.save(Wanted(status="waiting"), "Чакащи за място", centre, by=head)
    absences.announce(
        users["officer2"], substitute=head, starts_on=today + timedelta(days=14), ends_on=today + timedelta(days=25),
        by=users["officer2"],
    )  # fmt: skip
    rule = RoutingRule(
        service=Service.objects.get(slug="assistant-support"), unit=centre, spreads=True, valid_from=today, position=50
    )
    routing.add(rule, by=head)
