"""Which text a message says: the administrators' that was in force when it was written, or the built-in one."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from records.models import Message, MessageText

_KEPT = "_wording"


def wording_of(message: Message) -> MessageText | None:
    """None for the built-in text. Asked once a message; `prefetch` asks for a whole list."""
    if _KEPT not in message.__dict__:
        prefetch([message])
    found: MessageText | None = message.__dict__[_KEPT]
    return found


def prefetch(rows: Iterable[Message]) -> None:
    """One query for the texts of all of them; none where a scope knows that nobody wrote another (`has_texts`)."""
    listed = list(rows)
    for row in listed:
        row.__dict__[_KEPT] = None
    listed = [row for row in listed if getattr(row, "has_texts", True)]
    if not listed:
        return
    texts: dict[str, list[MessageText]] = {}
    for text in MessageText.objects.filter(kind__in={row.kind for row in listed}).order_by("-number"):
        texts.setdefault(text.kind, []).append(text)
    for row in listed:
        known = texts.get(row.kind, [])
        slug = str((row.context or {}).get("service_slug") or "") if known else ""
        row.__dict__[_KEPT] = choose(known, slug, row.created_at or timezone.now())


def is_builtin(message: Message) -> None:
    """It is known already that nobody wrote another text."""
    message.__dict__[_KEPT] = None


def choose(texts: list[MessageText], slug: str, moment: datetime) -> MessageText | None:
    """`texts` newest first. The service's own comes before the one for all; returning to built-in is a text, too."""
    for scope in dict.fromkeys((slug, "")):
        newest = next((text for text in texts if text.service == scope and text.was_in_force(moment)), None)
        if newest is not None and not newest.is_builtin:
            return newest
    return None
