"""The in-portal messages that a login may read. The row is the message; nobody switches it off."""

from people.models import Person, User
from records.models import Message
from records.models.message import MessageQuerySet


def of(user: User) -> MessageQuerySet:
    """To the login, or to its checked person; nothing about somebody who is hidden from it."""
    person_uid = user.person.uid if user.identity_checked_at and user.person else None
    hidden = Person.objects.hiding_from(user).values("uid")
    found: MessageQuerySet = Message.objects.inbox_of(user.uid, person_uid)
    return found.not_about(hidden)
