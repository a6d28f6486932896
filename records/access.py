"""Who looked: scopes and views note what was opened, one row a response is written."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest

ATTRIBUTE = "_seen"


@dataclass
class Seen:
    purpose: str
    kind: str
    case_uid: UUID | None = None
    person_uids: set[UUID] = field(default_factory=set)


def note_seen(
    request: HttpRequest, *person_uids: UUID, purpose: str, case_uid: UUID | None = None, kind: str = "page"
) -> None:
    """`kind` is page, list or file. A list is logged as one row that names everybody in it."""
    seen: Seen | None = getattr(request, ATTRIBUTE, None)
    if seen is None:
        seen = Seen(purpose, kind, case_uid)
        setattr(request, ATTRIBUTE, seen)
    seen.person_uids.update(person_uids)


def seen_of(request: HttpRequest) -> Any:
    return getattr(request, ATTRIBUTE, None)
