"""Hiding somebody from everybody who has no business with them, and ending it. A head of the counter decides."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from people.models import Person, Protection, User
from records import audit


@transaction.atomic
def protect(person: Person, *, reason: str, by: User) -> Protection:
    """At once and by one head alone: danger does not wait for a second signature. Twice changes nothing."""
    locked = Person.objects.select_for_update(of=("self",)).with_key().get(pk=person.pk)
    known = Protection.objects.in_force().filter(person=locked).first()
    if known is not None:
        return known
    protection = Protection.objects.create(
        uid=uuid4(), data_key=locked.data_key, person=locked, reason=reason, set_by=by
    )
    _hide(locked, is_hidden=True)
    audit.record("protection_set", locked, by=by, protection=str(protection.uid))
    return protection


@transaction.atomic
def lift(protection: Protection, *, reason: str, by: User) -> None:
    """The person is found as anybody is, from now on. Twice changes nothing."""
    person = Person.objects.select_for_update(of=("self",)).with_key().get(pk=protection.person_id)
    row = Protection.objects.in_force().with_person().filter(pk=protection.pk).first()
    if row is None:
        return
    row.end_reason, row.ended_by, row.ended_at = reason, by, timezone.now()
    row.save()
    _hide(person, is_hidden=False)
    audit.record("protection_lifted", person, by=by, protection=str(row.uid))


def _hide(person: Person, *, is_hidden: bool) -> None:
    """Also the doubles that were joined to the record: they keep the name."""
    for row in (person, *Person.objects.with_key().filter(merged_into=person)):
        row.is_protected = is_hidden
        row.save()
