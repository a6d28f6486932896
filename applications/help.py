"""Who helps with a draft and what each has changed, as the applicant reads it."""

from datetime import datetime
from typing import NamedTuple

from applications.models import Helper
from applications.steps import Walk


class Change(NamedTuple):
    at: datetime
    step: str
    questions: str


class Helping(NamedTuple):
    helper: Helper
    changes: list[Change]


def shown(walk: Walk) -> list[Helping]:
    """Two queries however many there are; newest change first."""
    helpers = Helper.objects.of_draft(walk.application).prefetch_related("changes")
    places = {place.key: place for place in walk.places}
    found = []
    for helper in helpers:
        changes = []
        for change in sorted(helper.changes.all(), key=lambda one: one.pk, reverse=True)[:20]:
            place = places.get(change.step)
            if place is not None:
                asked = [question for question in place.step.questions if set(question.names) & set(change.names)]
                labels = ", ".join(str(question.label) for question in asked)
                changes.append(Change(change.at, str(place.step.title), labels))
        found.append(Helping(helper, changes))
    return found
