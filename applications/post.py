"""What the page of the post shows: how much waits where, and letters in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from applications.undelivered import people_of, secret_from, title_of
from people.models import User
from records.models import Batch, Letter

PAGE, CAP, BATCHES = 40, 1000, 20


@dataclass(frozen=True)
class Line:
    """`to` is the first line of the address, as it stands in the window."""

    letter: Letter
    to: str
    title: str
    person_uid: UUID


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    after: str
    has_more: bool


def lines(rows: Sequence[Letter], *, by: User) -> list[Line]:
    """A protected person is named on the paper alone: the number says which letter it is."""
    people = people_of([row.delivery.message for row in rows])
    secret = secret_from(by, people.values())
    found = []
    for row in rows:
        message = row.delivery.message
        address = (row.document.context or {}).get("address") or ["—"]
        person = people.get(message.person_uid or message.user_uid)
        to = _("protected person") if person and person.pk in secret else address[0]
        found.append(Line(row, to, title_of(message), person.uid if person else message.uid))
    return found


def waiting() -> dict[str, Any]:
    """Counts for the printer, and batches of which something has not been posted yet."""
    batches = Batch.objects.annotate(
        number=Count("letters"), left=Count("letters", filter=Q(letters__delivery__status="printed"))
    )
    return {
        "to_print": _capped(Letter.objects.to_print()),
        "being_made": _capped(Letter.objects.being_made()),
        "batches": list(batches.filter(left__gt=0).order_by("-pk")[:BATCHES]),
    }


def _capped(rows: Any) -> str:
    number = rows.order_by()[: CAP + 1].count()
    return f"{CAP}+" if number > CAP else str(number)


def awaiting_proof(after: str, *, by: User) -> Page:
    """Registered letters of which the post has not told, the oldest first; `after` is `day|id`."""
    rows = Letter.objects.awaiting_proof().with_parts().order_by("posted_on", "pk")
    day, _bar, pk = after.partition("|")
    try:
        since, key = date.fromisoformat(day), int(pk)
    except ValueError:
        pass
    else:
        rows = rows.filter(Q(posted_on__gte=since) & (Q(posted_on__gt=since) | Q(pk__gt=key)))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    last = f"{shown[-1].posted_on}|{shown[-1].pk}" if shown else ""
    return Page(lines(shown, by=by), last, len(found) > PAGE)
