"""The in-portal messages that a login may read. The row is the message; nobody switches it off."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Subquery
from django.utils.translation import get_language

from people.models import Person, User
from records import texts
from records.models import Message
from records.models.message import MessageQuerySet
from records.notices import notice_of

PAGE = 20


@dataclass(frozen=True)
class Line:
    uid: UUID
    title: str
    at: Any
    is_unread: bool


def of(user: User) -> MessageQuerySet:
    """To the login, or to its checked person; nothing about somebody who is hidden from it."""
    own = user.checked_person_id
    person_uid = Subquery(Person.objects.filter(pk=own).values("uid")) if own else None
    hidden = Person.objects.hiding_from(user).values("uid")
    found: MessageQuerySet = Message.objects.inbox_of(user.uid, person_uid)
    return found.not_about(hidden)


def page(user: User, before: UUID | None) -> tuple[list[Line], UUID | None]:
    """Newest first, PAGE a page; `before` is the last one of the page that was read. The next page's start, if any."""
    rows = of(user)
    if before is not None:
        rows = rows.filter(pk__lt=Message.objects.filter(uid=before).values("pk"))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    texts.prefetch(shown)
    return [_line(row) for row in shown], shown[-1].uid if len(found) > PAGE else None


def unread(user: User) -> int:
    return of(user).filter(read_at=None).order_by().count()


def title_of(message: Message) -> str:
    return notice_of(message).title(_language(), message)


def text_of(message: Message) -> str:
    return notice_of(message).text(message, _language())


def _line(row: Message) -> Line:
    return Line(row.uid, title_of(row), row.created_at, row.read_at is None)


def _language() -> str:
    return get_language() or "bg"
