"""Who may be written to through the system for secure delivery, and under which number."""

from uuid import UUID

from people.models import IdType, Person
from people.models.person import Channel


def secure_number(person_uid: UUID | None) -> str | None:
    """The number of a person who allowed this channel and has one; None for everybody else."""
    rows = Person.objects.with_key().filter(id_type__in=(IdType.EGN, IdType.LNCH), channels__contains=[Channel.SSEV])
    person = rows.filter(uid=person_uid).first() if person_uid else None
    return person.id_number if person is not None else None
