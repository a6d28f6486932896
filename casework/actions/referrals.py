from django.db import transaction
from django.utils import timezone

from casework.actions import places
from casework.disclosing import NoConsent, agree
from casework.models import Case, Referral
from people.models import User
from records.workflow import move
from services.models import Offer


@transaction.atomic
def refer(case: Case, *, offers: list[Offer], consent: bool, by: User) -> Referral:
    """Насочване on the ground of the finished assessment, with the person's choice of providers in order."""
    if not consent:
        raise NoConsent
    assessment = case.assessments.filter(finished_at__isnull=False).latest("version")
    move(case, "refer", by=by, public_facts={"offers": [str(offer.uid) for offer in offers]})
    now = timezone.now()
    referral = Referral.objects.create(
        case=case,
        assessment=assessment,
        made_at=now,
        made_by=by,
        consented_at=now,
        preferred_offers=[str(offer.uid) for offer in offers],
    )
    agree(referral, [offer.provider for offer in offers], by=by)
    return referral


@transaction.atomic
def begin(case: Case, *, offers: list[Offer], consent: bool, by: User) -> Referral:
    """Refers, and asks the first chosen provider with a free place at once."""
    referral = refer(case, offers=offers, consent=consent, by=by)
    places.offer_next(case, by=by)
    return referral
