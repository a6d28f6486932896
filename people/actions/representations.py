"""Who may act for whom: declared with an application, opened by nothing but a proof that staff have seen."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from people.models import Person, Representation, User
from records import audit, together


class AlreadyEnded(Exception):
    """Somebody ended it a moment ago."""


@together.joined()
def declare(
    representative: Person,
    represented: Person,
    capacity: str,
    *,
    proof_uid: UUID | None,
    proof_note: str = "",
    valid_to: date | None = None,
    by: User | None,
) -> Representation:
    """The checked one that is in force, used again; otherwise a new one, which opens nothing until it is checked."""
    today = timezone.localdate()
    same = Representation.objects.between(representative, represented).in_force(today).filter(capacity=capacity)
    known = same.checked().first() if proof_uid is None else None
    if known is not None:
        return known
    fresh = Representation(
        representative=representative,
        represented=represented,
        capacity=capacity,
        proof_uid=proof_uid,
        proof_note=proof_note[:200],
        valid_from=today,
        valid_to=valid_to,
    )
    together.add(fresh)
    return fresh


@transaction.atomic
def confirm(representation: Representation, *, seen: str, valid_to: date | None, by: User) -> None:
    """Staff have seen the proof (`seen`: which). From now on it opens what is the represented person's."""
    row = _still_standing(representation)
    row.checked_at, row.checked_by = timezone.now(), by
    row.proof_note, row.valid_to = seen[:200], valid_to
    row.save(update_fields=["checked_at", "checked_by", "proof_note", "valid_to"])
    facts = {"capacity": str(row.capacity), "valid_to": valid_to.isoformat() if valid_to else ""}
    audit.record("representation_confirmed", row, by=by, **facts)


@transaction.atomic
def end(representation: Representation, *, by: User) -> None:
    """Ended by the represented person, the representative, or staff who found the proof wrong."""
    row = _still_standing(representation)
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    audit.record("representation_ended", row, by=by, capacity=str(row.capacity))


def _still_standing(representation: Representation) -> Representation:
    row = Representation.objects.select_for_update(of=("self",)).get(pk=representation.pk)
    if row.revoked_at is not None:
        raise AlreadyEnded
    return row
