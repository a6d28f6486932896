"""Numbers of the hall: taken at the kiosk, called by a clerk, served or missed."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from applications.models import Hall, Row, Ticket
from people.models import Organisation, User
from records import audit
from records.workflow import WrongStatus, move

ONE_PRESS = timedelta(minutes=1)


class NoMoreNumbers(Exception):
    """The row has given out as many numbers as a day may have: somebody plays with the kiosk."""


@transaction.atomic
def take(row: Row, *, once: UUID) -> Ticket:
    """The next number of the day. The same press of the button gives the same number. Raises NoMoreNumbers."""
    # The row is the queue: two kiosks wait here for each other.
    Row.objects.select_for_update(of=("self",)).get(pk=row.pk)
    now, today = timezone.now(), timezone.localdate()
    known = Ticket.objects.filter(once=once).select_related("row").first()
    if known is not None:
        if now - known.taken_at < ONE_PRESS:
            return known
        once = uuid4()  # somebody came back to a page that the one before had left
    last = Ticket.objects.filter(row=row, day=today).order_by("-number").first()
    number = last.number + 1 if last else 1
    if number > settings.QUEUE_MOST_A_DAY:
        raise NoMoreNumbers
    return Ticket.objects.create(row=row, day=today, number=number, once=once, taken_at=now)


@transaction.atomic
def call_next(hall: Hall, letters: list[str], *, place: str, by: User) -> Ticket | None:
    """The number that has waited longest in these rows; two clerks at once get two. None when nobody waits."""
    waiting = Ticket.objects.of_day(hall, timezone.localdate()).waiting()
    wanted = waiting.filter(row__letter__in=letters) if letters else waiting
    ticket = wanted.select_related("row").select_for_update(of=("self",), skip_locked=True).first()
    if ticket is not None:
        now = timezone.now()
        move(ticket, "call", by=by, is_locked=True, called_at=now, shown_at=now, place=place)
    return ticket


def call_again(uid: UUID, *, by: User) -> None:
    """Shown and said once more. Raises WrongStatus when it is no longer open."""
    move(Ticket.objects.select_related("row").get(uid=uid), "call_again", by=by, shown_at=timezone.now())


def close(uid: UUID, verb: str, *, by: User) -> None:
    """`serve` or `miss`. One that is closed already stays as it is: a second window of the clerk."""
    ticket = Ticket.objects.filter(uid=uid).first()
    if ticket is None:
        return
    try:
        move(ticket, verb, by=by, closed_at=timezone.now())
    except WrongStatus:
        return


@transaction.atomic
def set_up(counter: Organisation, *, is_on: bool, rows: list[dict[str, Any]], by: User) -> Hall:
    """Rows that are no longer named give out no numbers any more; theirs of today are still called."""
    hall, _is_new = Hall.objects.update_or_create(counter=counter, defaults={"is_on": is_on})
    for row in rows:
        Row.objects.update_or_create(hall=hall, letter=row["letter"], defaults={**row, "is_open": True})
    Row.objects.filter(hall=hall).exclude(letter__in=[row["letter"] for row in rows]).update(is_open=False)
    audit.record("hall_set_up", hall, by=by, is_on=is_on, letters=[row["letter"] for row in rows])
    return hall
