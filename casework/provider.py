"""Lists of the provider's desk."""

from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils import timezone

from casework.actions import individual
from casework.actions.capacity import free_by_offer
from casework.models import (
    Assessment,
    Case,
    Domain,
    PlaceHold,
    Placement,
    ProviderMessage,
    ProviderSide,
    UseChange,
    UseStatus,
)
from casework.models.assessing import LEVELS
from casework.models.plan import SERVED
from casework.using import SOON, Wish, part_names, wish_of
from people.models import Organisation, User
from people.roles import Role
from services.models import Offer

SHOWN = 100


def holds_of(user: User, today: date) -> list[Any]:
    """Active ones, newest first; people, service and site loaded.

    `news`: unread words of the officers; `asks_start`: the provider has to say whether the help has begun.
    """
    begun = Placement.objects.awaiting_word(today).filter(hold=OuterRef("pk"), provider_said="")
    words = ProviderMessage.objects.filter(case=OuterRef("case")).unread(ProviderSide.OFFICE)
    rows = PlaceHold.objects.visible_to(user).active().annotate(
        # No „exists“: the plan would gather every start of the town first.
        asks_start=Subquery(begun.values("pk")[:1]),
        news=Coalesce(Subquery(words.order_by().values("case").annotate(number=Count("pk")).values("number")), 0),
    )  # fmt: skip
    return list(
        rows.select_related("offer__provider", "case__service", "case__beneficiary", "case__settlement")[:SHOWN]
    )


def offers_of(user: User) -> list[tuple[Offer, int]]:
    """The provider's offers with the places that are free now."""
    mine = user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
    offers = list(Offer.objects.filter(provider__in=mine).select_related("service", "provider"))
    free = free_by_offer(offers)
    return [(offer, free[offer.pk]) for offer in offers]


def asked_of(user: User) -> list[Wish]:
    """What the people who use its help have asked for and nobody has answered yet, oldest first."""
    rows = UseChange.objects.referred_to(user).filter(status=UseStatus.ASKED).with_case().order_by("id")
    return _in_words(list(rows[:SHOWN]))


def stopped_soon(user: User, today: date) -> list[Wish]:
    """Confirmed pauses that touch the next days, by their first day."""
    pauses = UseChange.objects.referred_to(user).pauses_between(today, today + timedelta(days=SOON))
    return _in_words(list(pauses.filter(status=UseStatus.CONFIRMED).with_case().order_by("starts_on", "id")[:SHOWN]))


def _in_words(changes: list[UseChange]) -> list[Wish]:
    services = {change.case.service_id for change in changes}
    names = {service: part_names(service) for service in services}
    return [wish_of(change, names[change.case.service_id], timezone.localdate()) for change in changes]


def needs_of(assessment: Assessment | None) -> list[tuple[str, str]]:
    """(domain, level) in words, of what the person agreed to tell: where help is needed and how much."""
    codes = assessment.need_codes if assessment and assessment.finished_at else {}
    levels = dict(LEVELS)
    return [(str(Domain(name).label), str(levels[code])) for name, code in codes.items() if code != "0"]


def served_of(hold: PlaceHold) -> dict[str, Any]:
    """What the provider writes of the person once the place is confirmed, and until when."""
    if hold.status not in SERVED:
        return {"due_on": None, "assessed": [], "plan": None}
    assessed = hold.case.individual_assessments.finished().order_by("-version").only("version", "held_on")
    plan = hold.case.plans.in_force().only("version", "review_on", "answer").first()
    return {"due_on": individual.due_on(hold), "assessed": list(assessed), "plan": plan}


def own_offer(user: User, uid: UUID) -> Offer:
    """One of the provider's offers. Raises Http404 for another's."""
    mine = user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
    return get_object_or_404(Offer.objects.filter(provider__in=mine).select_related("service"), uid=uid)


class Said(NamedTuple):
    """A message of the talk of provider and officer."""

    message: ProviderMessage
    who: str
    text: str
    is_mine: bool
    may_be_shared: bool


class ProviderTalk(NamedTuple):
    said: list[Said]
    unread: int


def talk_with(case: Case, provider: Organisation, side: ProviderSide) -> ProviderTalk:
    """One query; the messages lie under the key of the case."""
    rows = list(ProviderMessage.objects.of(case, provider).select_related("author"))
    for row in rows:
        row.data_key = case.data_key
    said = [
        Said(
            row, row.author.name, row.text or "", row.side == side,
            side == ProviderSide.OFFICE and row.side == ProviderSide.PROVIDER and row.shared_at is None,
        )
        for row in rows
    ]  # fmt: skip
    return ProviderTalk(said, sum(row.side != side and row.read_at is None for row in rows))
