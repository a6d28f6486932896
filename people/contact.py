"""Answers records' question where and how a message may reach somebody, at the moment of sending."""

from uuid import UUID

from django.db import connection

from people.models import Person
from records.hooks import Address

# Asked for each message; a plain statement costs half of a composed one.
LOGIN = """
    SELECT login.language, login.name, login.email, person.channels @> '["letter"]'
    FROM people_user AS login LEFT JOIN people_person AS person ON person.id = login.person_id AND person.uid = %s
    WHERE login.uid = %s AND login.is_active
"""


def address_of(person_uid: UUID | None, user_uid: UUID | None = None) -> Address:
    """A login is written to at its own address, and by post if its person chose so; others only as they allowed."""
    if user_uid is not None:
        with connection.cursor() as cursor:
            cursor.execute(LOGIN, [person_uid, user_uid])
            for language, name, email, by_post in cursor:
                postal = _postal(Person.objects.with_key().get(uid=str(person_uid))) if by_post else None
                channels = ["email", "letter"] if postal else ["email"]
                return Address(language=language, name=name, email=email, postal=postal, channels=channels)
    person = Person.objects.with_key().filter(uid=person_uid).first() if person_uid else None
    if person is None:
        return Address(language="bg", name="", channels=[])
    return Address(
        language=person.language,
        name=person.full_name,
        email=person.email or None,
        phone=person.phone or None,
        postal=_postal(person),
        channels=list(person.channels),
    )


def _postal(person: Person) -> str | None:
    address = person.address or {}
    if not address.get("line"):
        return None
    town = f"{person.settlement.post_code} {person.settlement}" if person.settlement else address.get("place", "")
    return "\n".join(part for part in (person.full_name, address["line"], town) if part)
