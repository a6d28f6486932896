"""Lists of the provider's desk."""

from casework.actions.places import free_by_offer
from casework.forms.casework import DOMAIN_LABELS, LEVELS
from casework.models import Assessment, PlaceHold
from people.models import User
from people.roles import Role
from services.models import Offer

SHOWN = 100


def holds_of(user: User) -> list[PlaceHold]:
    """Active ones, newest first; people, service and site loaded."""
    rows = PlaceHold.objects.visible_to(user).active()
    return list(rows.select_related("offer", "case__service", "case__beneficiary", "case__settlement")[:SHOWN])


def offers_of(user: User) -> list[tuple[Offer, int]]:
    """The provider's offers with the places that are free now."""
    mine = user.organisations_as(Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER)
    offers = list(Offer.objects.filter(provider__in=mine).select_related("service"))
    free = free_by_offer(offers)
    return [(offer, free[offer.pk]) for offer in offers]


def needs_of(assessment: Assessment | None) -> list[tuple[str, str]]:
    """(domain, level) in words, of what the person agreed to tell: where help is needed and how much."""
    codes = assessment.need_codes if assessment and assessment.finished_at else {}
    levels = dict(LEVELS)
    return [(str(DOMAIN_LABELS[name]), str(levels[code])) for name, code in codes.items() if code != "0"]
