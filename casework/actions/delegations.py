"""Orders that let somebody sign for the mayor: recorded, and ended; never changed, because acts refer to them."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.models import Delegation
from people.models import User
from records import audit
from services.models import Service


@transaction.atomic
def record(facts: dict[str, Any], services: list[Service], *, by: User) -> Delegation:
    """`facts`: user, issuer, acts, order_number, order_date, valid_from, valid_to."""
    row = Delegation.objects.create(**facts, recorded_by=by)
    row.services.set(services)
    words = {"signs": str(row.user.uid), "order": row.order, "services": sorted(one.slug for one in services)}
    audit.record("delegation_recorded", row, by=by, acts=row.acts, **words)
    return row


@transaction.atomic
def end(row: Delegation, *, by: User) -> None:
    """From this moment nobody signs by it. What is signed stays valid."""
    if Delegation.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now()):
        audit.record("delegation_ended", row, by=by)
