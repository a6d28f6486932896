"""Who may be written to through the system for secure delivery, and under which number."""

from uuid import UUID

from people.models import IdType, Person, SafeContact
from people.models.person import Channel


def secure_number(person_uid: UUID | None) -> str | None:
    """The number of a person who allowed this channel and has one; a safe contact rule comes before their choice."""
    rows = Person.objects.with_key().select_related("safe_contact")
    person = rows.filter(uid=person_uid, id_type__in=(IdType.EGN, IdType.LNCH)).first() if person_uid else None
    if person is None:
        return None
    safe: SafeContact | None = getattr(person, "safe_contact", None)
    return person.id_number if Channel.SSEV in (safe.channels if safe else person.channels) else None
