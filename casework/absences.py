"""Who stands in for whom on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from casework.models import Absence
from people.models import User
from records.statements import Given, Statement

STEPS = 3  # a substitute may be away too, and theirs; then nobody is left


@dataclass(frozen=True)
class Today:
    """`own`: the user is away; `covers`: for whom the user stands in."""

    own: Absence | None
    covers: list[Absence]

    @property
    def officers(self) -> list[int]:
        return [absence.user_id for absence in self.covers]


def _absent() -> QuerySet[Absence]:
    rows = Absence.objects.on(Given("day")).filter(Q(user=Given("user")) | Q(substitute=Given("user")))
    return rows.select_related("user", "substitute").only("starts_on", "ends_on", "user__name", "substitute__name")


ABSENT = Statement(_absent)


def today_of(user: User, day: date) -> Today:
    rows: list[Absence] = ABSENT.objects(day=day, user=user.pk)
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
