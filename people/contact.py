"""Answers records' question where and how a message may reach somebody, at the moment of sending."""

from uuid import UUID

from django.db import connection

from people.models import Person
from records.hooks import Address

# Asked for each message; a plain statement costs half of a composed one.
LOGIN = "SELECT language, name, email FROM people_user WHERE uid = %s AND is_active"


def address_of(person_uid: UUID | None, user_uid: UUID | None = None) -> Address:
    """A login is written to at its own address; a person only through the channels the person allowed."""
    if user_uid is not None:
        with connection.cursor() as cursor:
            cursor.execute(LOGIN, [user_uid])
            for language, name, email in cursor:
                return Address(language=language, name=name, email=email, channels=["email"])
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
    town = f"{person.settlement.post_code} {person.settlement}" if person.settlement else ""
    return "\n".join(part for part in (person.full_name, address["line"], town) if part)
