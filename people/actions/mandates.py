"""Mandates of helper organisations: given by the person, ended by the person at any time."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from people.models import HelperMandate, Organisation, Person, User
from records import audit


@transaction.atomic
def give(
    person: Person, organisation: Organisation, *, scope: str, proof: str, valid_to: date, by: User
) -> HelperMandate:
    """A new one takes the place of the organisation's former mandate from the same person."""
    for former in HelperMandate.objects.select_for_update().filter(
        person=person, organisation=organisation, ended_at__isnull=True
    ):
        end(former, by=by)
    mandate = HelperMandate.objects.create(
        person=person,
        organisation=organisation,
        scope=scope,
        proof=proof,
        valid_from=timezone.localdate(),
        valid_to=valid_to,
    )
    facts = {"organisation": str(organisation.uid), "scope": str(scope), "until": str(valid_to)}
    audit.record("mandate_given", person, by=by, mandate=str(mandate.uid), **facts)
    return mandate


@transaction.atomic
def end(mandate: HelperMandate, *, by: User) -> None:
    """At once: the next page that the organisation asks for does not open. Ending it twice is no error."""
    if HelperMandate.objects.filter(pk=mandate.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
        audit.record("mandate_ended", mandate.person, by=by, mandate=str(mandate.uid))
