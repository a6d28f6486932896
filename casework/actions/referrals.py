from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from casework.actions import papers, places
from casework.disclosing import NoConsent, agree
from casework.models import Case, ConsentOverride, Reason, Referral
from people.models import User
from records import audit
from records.workflow import move
from services.models import Offer


class Override(NamedTuple):
    """Why a provider is asked although the person could not be: the ground in the law, and this case in words."""

    ground: Reason
    why: str


@transaction.atomic
def refer(
    case: Case, *, offers: list[Offer], consent: bool, by: User, override: Override | None = None, **wanted: Any
) -> Referral:
    """Насочване on the ground of the finished assessment, with the person's choice of providers in order.

    `wanted`: how many units (`amount`) and the days (`starts_on`, `ends_on`) where they are for a time.
    Raises NoConsent where there is neither consent nor an override.
    """
    if not consent and override is None:
        raise NoConsent
    assessment = case.assessments.filter(finished_at__isnull=False).latest("version")
    facts = {"offers": [str(offer.uid) for offer in offers], "consent": consent}
    move(case, "refer", by=by, public_facts=facts)
    now = timezone.now()
    referral = Referral.objects.create(
        case=case, assessment=assessment, made_at=now, made_by=by, consented_at=now if consent else None,
        preferred_offers=[str(offer.uid) for offer in offers], **wanted,
    )  # fmt: skip
    if override is not None and not consent:
        row = ConsentOverride(referral=referral, data_key=case.data_key, ground=override.ground, made_by=by)
        row.why = override.why
        row.save()
        audit.record("referred_without_consent", case, by=by, ground=override.ground.code)
    agree(referral, [offer.provider for offer in offers], by=by)
    return referral


@transaction.atomic
def begin(case: Case, *, by: User, **choice: Any) -> Referral:
    """Refers as `refer` does, writes the paper, and asks the first chosen provider with a free place at once."""
    referral = refer(case, by=by, **choice)
    papers.referral(referral, case, by=by)
    places.offer_next(case, by=by)
    return referral
