"""Where a signal goes, by when, and the list of those that wait."""

from dataclasses import dataclass
from datetime import date

from applications.models import Signal
from casework import deadlines
from casework.routing import unit_of_place
from people.models import Organisation, User

PAGE, MOST_URGENT = 40, 100


def home_of(signal: Signal, today: date) -> tuple[Organisation, date | None]:
    """Unit and term. One that nobody signed starts no proceeding and has no term, unless it cannot wait (A5)."""
    code = "signal-urgent" if signal.is_urgent else "signal" if signal.is_named else ""
    return unit_of_place(signal.settlement), deadlines.term(code, today) if code else None


@dataclass(frozen=True)
class Page:
    """`urgent` on the first page alone; `after` is the key of the next one."""

    urgent: list[Signal]
    rows: list[Signal]
    after: str


def page_of(user: User, after: str) -> Page:
    rows = Signal.objects.visible_to(user).open().select_related("settlement", "assignee").defer("what", "caller")
    key = int(after) if after.isdecimal() and len(after) < 19 else 0
    others = list(rows.exclude(pk__in=Signal.objects.urgent()).filter(pk__gt=key)[: PAGE + 1])
    urgent = [] if key else list(rows.urgent()[:MOST_URGENT])
    return Page(urgent, others[:PAGE], str(others[PAGE - 1].pk) if len(others) > PAGE else "")
