"""What a helper organisation does for a person who allowed it. The person stays the one who applies, and is told."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from applications import notices
from applications.actions import drafts
from applications.models import Application
from people.actions import mandates
from people.models import HelperMandate, MandateScope, Organisation, Person, User
from records import messages
from services.models import Service


class NotAllowed(Exception):
    """The mandate has ended, or is for looking only."""


@transaction.atomic
def allow(
    person: Person, *, organisation: Organisation, scope: str, proof: str, valid_to: date, by: User
) -> HelperMandate:
    mandate = mandates.give(person, organisation, scope=scope, proof=proof, valid_to=valid_to, by=by)
    messages.send(
        notices.MANDATE_GIVEN,
        subject=person,
        data_key=person.data_key,
        by=by,
        person_uid=person.uid,
        context={
            "organisation": organisation.name_bg,
            "organisation_en": organisation.name_en,
            "until": f"{valid_to:%d.%m.%Y}",
            "may_apply": scope == MandateScope.APPLY,
        },
        dedupe_key=f"mandate:{mandate.uid}",
    )
    return mandate


@transaction.atomic
def begin(mandate: HelperMandate, services: list[Service], *, by: User) -> Application:
    """A draft in the person's name. Raises NotAllowed when the mandate ended a moment ago."""
    rows = HelperMandate.objects.in_force(timezone.localdate()).select_for_update(of=("self",))
    found = rows.select_related("person__data_key").filter(pk=mandate.pk, scope=MandateScope.APPLY).first()
    if found is None:
        raise NotAllowed
    return drafts.start_by_helper(found, services, by=by)
