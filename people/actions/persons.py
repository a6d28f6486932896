"""Registering people: once each, found again by number, never overwritten by what a stranger typed."""

from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q

from people.identifiers import egn_facts
from people.models import IdType, Person, Settlement, User
from people.models.person import hashes_of
from people.sounds import sound
from records import audit
from records.models import DataKey


@dataclass(frozen=True)
class PersonFacts:
    """What a form knows of a person; everything beyond the name may be missing."""

    given_name: str
    family_name: str
    middle_name: str = ""
    id_type: str = IdType.EGN
    id_number: str = ""
    no_id_reason: str = ""
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    settlement: Settlement | None = None
    address: dict[str, str] = field(default_factory=dict)
    language: str = "bg"
    channels: tuple[str, ...] = ()


@transaction.atomic
def register(facts: PersonFacts, *, by: User | None, is_apart: bool = False) -> Person:
    """A new person with a data key of their own. Raises IntegrityError when the number is already known."""
    uid = uuid4()
    key = DataKey.objects.create_for("person", uid)
    person = Person(uid=uid, data_key=key, is_apart=is_apart, **_columns(facts))
    person.save()
    audit.record("person_registered", person, by=by)
    return person


@transaction.atomic
def register_at_counter(facts: PersonFacts, *, by: User) -> Person:
    """As `register`; but that a protected person has this number is not told by a refusal. Raises IntegrityError.

    The record is then set apart: the clerk works on as with anybody, and finds it by the number again.
    """
    known = _known(facts)
    if known is None:
        return register(facts, by=by)
    if Person.objects.may_come(by).filter(pk=known.pk).exists():
        raise IntegrityError("one_person_a_number")
    person = register(facts, by=by, is_apart=True)
    audit.record("number_of_a_protected_person", person, by=by, other=str(known.uid))
    return person


@transaction.atomic
def find_or_register(facts: PersonFacts, *, by: User | None) -> Person:
    """The known person with this number, unchanged; otherwise a new one. Without a number: always a new one."""
    known = _known(facts)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return register(facts, by=by)
    except IntegrityError:
        known = _known(facts)
        if known is None:
            raise
        return known


def with_numbers(*numbers: tuple[str, str]) -> list[Person | None]:
    """The person of each (kind, number), locked: a merge of this very moment is waited for, and the kept record found.

    In one order for everybody: two people who apply for each other at once wait, and do not stop each other. A double
    may have had another kind of number than the record it was joined to: both are the person's.
    """
    sought = [Q(id_type=kind, id_hmac__in=hashes_of(kind, number)) for kind, number in numbers if number]
    if not sought:
        return [None for _number in numbers]
    rows = Person.objects.select_for_update(of=("self",), no_key=True).with_key()
    found = list(rows.filter(reduce(or_, sought)).order_by("pk"))
    return [_kept(found, kind, number) for kind, number in numbers]


def _kept(found: list[Person], kind: str, number: str) -> Person | None:
    hashes = hashes_of(kind, number) if number else []
    having = [one for one in found if one.id_type == kind and one.id_hmac and bytes(one.id_hmac) in hashes]
    kept = min(having, key=lambda one: (one.merged_into_id or 0, one.is_apart), default=None)
    while kept is not None and kept.merged_into_id:
        rows = Person.objects.select_for_update(of=("self",), no_key=True).with_key()
        kept = rows.get(pk=kept.merged_into_id)
    return kept


def own_of(user: User, facts: PersonFacts) -> Person | None:
    """The login's own record, locked, where it and not the number says who this is: a person without a number is
    otherwise somebody new each time. None where a number was typed that may be another's, or other names.

    A login that was never checked has declared its record itself (ADR 4): it is linked, and opens nothing.
    """
    rows = Person.objects.with_key().filter(user=user, merged_into__isnull=True)
    own: Person | None = rows.first()
    if own is None or not same_names(facts, own):
        return None
    numbers = bool(facts.id_number) + bool(own.id_hmac)
    # Locked only once it is who applies: a login that applies for many people does not wait for itself.
    return (
        rows.select_for_update(of=("self",), no_key=True).first() if numbers <= bool(user.checked_person_id) else None
    )


def same_names(facts: PersonFacts, person: Person) -> bool:
    return all(sound(getattr(facts, name)) == sound(getattr(person, name)) for name in ("given_name", "family_name"))


def _known(facts: PersonFacts) -> Person | None:
    return with_numbers((facts.id_type, facts.id_number))[0]


def _columns(facts: PersonFacts) -> dict[str, Any]:
    born, sex = facts.birth_date, ""
    if facts.id_type == IdType.EGN and facts.id_number:
        read = egn_facts(facts.id_number)
        born, sex = read.born_on, read.sex
    return {
        "id_type": facts.id_type if facts.id_number else IdType.NONE,
        "id_number": facts.id_number or None,
        "no_id_reason": "" if facts.id_number else facts.no_id_reason,
        "given_name": facts.given_name,
        "middle_name": facts.middle_name,
        "family_name": facts.family_name,
        "birth_date": born.isoformat() if born else None,
        "sex": sex,
        "phone": facts.phone or None,
        "email": facts.email or None,
        "settlement": facts.settlement,
        "address": facts.address or None,
        "language": facts.language,
        "channels": list(facts.channels),
    }
