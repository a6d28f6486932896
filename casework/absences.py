"""Who stands in for whom on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from casework.models import Absence
from people.models import User

STEPS = 3  # a substitute may be away too, and theirs; then nobody is left


@dataclass(frozen=True)
class Today:
    """`own`: the user is away; `covers`: for whom the user stands in."""

    own: Absence | None
    covers: list[Absence]

    @property
    def officers(self) -> list[int]:
        return [absence.user_id for absence in self.covers]


def today_of(user: User, day: date) -> Today:
    rows = list(Absence.objects.on(day).filter(Q(user=user) | Q(substitute=user)).select_related("user", "substitute"))
    own = next((row for row in rows if row.user_id == user.pk), None)
    return Today(own, [row for row in rows if row.substitute_id == user.pk])


def substitutes_on(day: date) -> dict[int, User]:
    """Who stands in for whom on that day, by the key of who is away; one query."""
    return {row.user_id: row.substitute for row in Absence.objects.on(day).select_related("substitute")}


def receiver(officer: User, day: date) -> User:
    """Who gets what is assigned to the officer: the substitute while the officer is away."""
    found = officer
    for _step in range(STEPS):
        away = Absence.objects.on(day).filter(user=found).select_related("substitute").first()
        if away is None:
            return found
        found = away.substitute
    return officer
