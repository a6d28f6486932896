"""What a work place knows of the queue: where the clerk sits, which rows they call, which number stands before them.

It lies in the session until the clerk signs out, and holds no word of whoever has the number.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from applications.actions import queueing
from applications.models import Hall, Ticket
from people.models import User

# Kept when the station is wiped between two clients.
QUEUE = "_queue"


def standing(request: HttpRequest) -> dict[str, Any]:
    """`place`, `letters`, and of the called number `ticket` and `label`; empty when the clerk calls nobody."""
    return dict(request.session.get(QUEUE) or {})


def sit(request: HttpRequest, place: str, letters: list[str]) -> None:
    request.session[QUEUE] = {**standing(request), "place": place, "letters": letters}


def call_next(request: HttpRequest, hall: Hall, *, verb: str, by: User) -> Ticket | None:
    """The number before is closed first: `serve` or `miss`."""
    close(request, verb, by=by)
    here = standing(request)
    ticket = queueing.call_next(hall, here["letters"], place=here["place"], by=by)
    if ticket is not None:
        request.session[QUEUE] = {**here, "ticket": str(ticket.uid), "label": str(ticket)}
    return ticket


def close(request: HttpRequest, verb: str, *, by: User) -> None:
    here = standing(request)
    if "ticket" in here:
        queueing.close(UUID(here.pop("ticket")), verb, by=by)
        del here["label"]
        request.session[QUEUE] = here


def leave(request: HttpRequest, *, by: User) -> None:
    close(request, "serve", by=by)
    request.session.pop(QUEUE, None)
