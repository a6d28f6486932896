"""Decisions that somebody does not know yet, with the rung of the ladder on which each stands. The unit owns them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from casework.models import Appeal, Decision, DeliveryStep, Rung
from casework.models.case import units_of
from casework.notified import addressees
from casework.returned import came_back
from people.models import User
from records.notifications import known_since

PAGE, SHOWN, DIGITS = 30, 20, 18
BY_HAND = (Rung.BY_HAND, Rung.NOTICE)


@dataclass(frozen=True)
class Line:
    decision: Decision
    names: list[str]
    now: DeliveryStep | None
    following: DeliveryStep | None
    following_on: date | None
    # Whose letter came back, or could not be sent.
    returned: list[str]

    @property
    def is_by_hand(self) -> bool:
        """Whether it is for an official to act now."""
        return self.now is not None and self.now.rung in BY_HAND


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    after: str


def page_of(user: User, after: str, today: date) -> Page:
    """The oldest first; four queries whatever the number of rows."""
    rows = Decision.objects.to_deliver().filter(case__unit__in=units_of(user)).select_related(
        "case__service", "case__assignee", "case__beneficiary__data_key",
        "case__request__application__applicant__data_key",
    )  # fmt: skip
    found = list(_from(rows, after).order_by("published_at", "pk")[: PAGE + 1])
    shown = found[:PAGE]
    steps, known = DeliveryStep.objects.in_force(today), known_since([row.uid for row in shown])
    back = came_back(shown)
    lines = [_line(row, steps, known, back, today) for row in shown]
    last = f"{shown[-1].published_at:%Y%m%dT%H%M%S.%f%z}_{shown[-1].pk}" if len(found) > PAGE else ""
    return Page(lines, last)


def _from(rows: Any, after: str) -> Any:
    moment, _underscore, pk = after.partition("_")
    if not pk.isdecimal() or len(pk) > DIGITS:
        return rows
    try:
        at = datetime.strptime(moment, "%Y%m%dT%H%M%S.%f%z")
    except ValueError:
        return rows
    return rows.filter(Q(published_at__gt=at) | Q(published_at=at, pk__gt=int(pk)))


def _line(
    row: Decision, steps: list[DeliveryStep], known: Any, back: set[tuple[UUID, UUID | None]], today: date
) -> Line:
    """After a letter that came back the ladder goes on at once with what is given by hand."""
    assert row.published_at is not None
    published = timezone.localdate(row.published_at)
    unknown = [person for person in addressees(row.case) if (row.uid, person.uid) not in known]
    names = [person.short_name for person in unknown]
    returned = [person.short_name for person in unknown if (row.uid, person.uid) in back]
    passed = [step for step in steps if step.due(published) <= today]
    now = passed[-1] if passed else None
    if returned and (now is None or now.rung not in BY_HAND):
        now = next((step for step in steps if step.rung in BY_HAND), now)
    ahead = [step for step in steps if step.due(published) > today and step != now]
    following = ahead[0] if ahead else None
    return Line(row, names, now, following, following.due(published) if following else None, returned)


def appeals_to_send(user: User) -> list[Appeal]:
    """Handed in and not sent on yet, the most urgent first."""
    rows = Appeal.objects.to_send().filter(case__unit__in=units_of(user))
    return list(rows.select_related("case__service").order_by("send_by", "pk")[:SHOWN])
