"""The ledger of what is shown to whom, written by those who show it, in their transaction."""

from django.utils import timezone

from casework import deadlines
from casework.models import Case, Disclosure, Fact, ForwardTo, Ground, PlaceHold, Referral
from people.models import Organisation, User

TO_PROVIDERS = [Fact.NAME, Fact.PHONE, Fact.ADDRESS, Fact.NEEDS]


class NoConsent(Exception):
    """The person's agreement to share the data with the provider was not recorded, or was withdrawn."""


def agree(referral: Referral, recipients: list[Organisation], *, by: User | None) -> None:
    """The person agreed, or the law allows, that these learn who needs what; they learn it when a place is held."""
    at = referral.consented_at or referral.made_at
    until = deadlines.term("sharing", timezone.localdate(at))
    ground = Ground.CONSENT if referral.consented_at else Ground.LAW
    Disclosure.objects.bulk_create(
        Disclosure(
            case=referral.case, referral=referral, recipient=recipient, ground=ground, facts=TO_PROVIDERS,
            agreed_at=at, recorded_by=by, until=until,
        )
        for recipient in dict.fromkeys(recipients)
    )  # fmt: skip


def require_consent(referral: Referral, recipient: Organisation) -> None:
    """Raises NoConsent when what was agreed was withdrawn for this provider."""
    if referral.disclosures.withdrawn().filter(recipient=recipient).exists():
        raise NoConsent


def show(held: PlaceHold, *, by: User | None) -> None:
    """From now on the provider of the held place sees the person."""
    if not held.referral.disclosures.filter(recipient=held.offer.provider).exists():
        agree(held.referral, [held.offer.provider], by=by)
    row = held.referral.disclosures.get(recipient=held.offer.provider)
    row.shared_at, row.hold = row.shared_at or held.held_at, held
    row.save(update_fields=["shared_at", "hold"])


def send_on(case: Case, to: ForwardTo, *, by: User | None) -> None:
    """The law sends the application on."""
    now = timezone.now()
    Disclosure.objects.create(
        case=case,
        authority=to,
        ground=Ground.LAW,
        facts=[Fact.APPLICATION],
        agreed_at=now,
        shared_at=now,
        recorded_by=by,
    )
