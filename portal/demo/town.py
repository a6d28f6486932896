"""What the demo's rows point to, loaded once: services, offers with free seats, officers, counters of registers."""

from collections import defaultdict
from datetime import date, datetime
from functools import lru_cache

from applications.steps import REPRESENTATION
from casework.models import (
    DeadlineRule,
    DecisionTemplate,
    Delegation,
    Reason,
    ReasonKind,
)
from casework.routing import unit_for
from people.models import User
from people.roles import Role
from records import notifications
from records.calendar import add_days
from records.models import Method, RegisterCounter
from records.numbers import format_number
from services import admission
from services.models import FormVersion, Offer, Service, ServiceDocument


class Town:
    """Everything the rows point to, loaded once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.services = list(Service.objects.published().exclude(access="general").filter(emergency=False))
        # Without quotas: those of the past were never reached.
        self.seasons = [
            (service, [window._replace(quota=None) for window in windows])
            for service, windows in admission.limited(self.services)
        ]
        self.by_slug = {service.slug: service for service in self.services}
        self.offers: dict[int, list[Offer]] = defaultdict(list)
        for offer in Offer.objects.select_related("provider"):
            self.offers[offer.service_id].append(offer)
        forms = FormVersion.objects.published()
        self.common = forms.get(service__isnull=True)
        self.forms = {form.service_id: form for form in forms.exclude(service__isnull=True)}
        self.templates = {
            (row.act, row.outcome): row for row in DecisionTemplate.objects.filter(service=None, is_used=True)
        }
        self.reasons = list(Reason.objects.filter(kind=ReasonKind.REFUSAL))
        self.rules = {rule.code: rule for rule in DeadlineRule.objects.all()}
        self.by_hand = notifications.rule_for(Method.BY_HAND, now.date())
        self.head = User.objects.filter(memberships__role=Role.HEAD).earliest("pk")
        self.order = Delegation.objects.filter(user=self.head).earliest("pk")
        self.clerk = User.objects.filter(memberships__role=Role.CLERK).earliest("pk")
        self.officers: dict[int, list[User]] = defaultdict(list)
        for user in User.objects.filter(memberships__role=Role.OFFICER).order_by("pk"):
            for unit in user.organisations_as(Role.OFFICER):
                self.officers[unit].append(user)
        self.managers = {
            unit: user
            for user in User.objects.filter(memberships__role=Role.PROVIDER_MANAGER)
            for unit in user.organisations_as(Role.PROVIDER_MANAGER)
        }
        self.seats: dict[int, list[int]] = {
            offer.pk: list(range(offer.capacity, 0, -1)) for rows in self.offers.values() for offer in rows
        }
        self.documents: dict[int, list[str]] = defaultdict(list)
        for row in ServiceDocument.objects.filter(document_type__issued_by_office=False).select_related(
            "document_type"
        ):
            if row.document_type.slug not in REPRESENTATION:
                self.documents[row.service_id].append(row.document_type.slug)
        self.counters: dict[tuple[str, int], int] = {
            (row.register, row.year): row.last for row in RegisterCounter.objects.all()
        }
        self.unit_for = lru_cache(maxsize=None)(unit_for)
        self.due_after = lru_cache(maxsize=None)(add_days)

    def number(self, register: str, on: date) -> str:
        key = (register, on.year)
        self.counters[key] = self.counters.get(key, 0) + 1
        return format_number(register, self.counters[key], on)

    def keep_counters(self) -> None:
        for (register, year), last in self.counters.items():
            RegisterCounter.objects.update_or_create(register=register, year=year, defaults={"last": last})
