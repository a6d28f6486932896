"""Who has to know a decision, and from which day each of them does: for the officer's and the citizen's page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet

from applications.models import Application
from casework import deadlines
from casework.actions import acts
from casework.models import Case, Decision
from casework.models.decision import STANDING
from people.models import Person, User
from records.models import Method, Notification
from records.notifications import Act, Known, known_since


@dataclass(frozen=True)
class Told:
    """`known` is None while the person has not been told; the appeal is counted from the day it names."""

    name: str
    known: Known | None
    appeal_until: date | None

    @property
    def how(self) -> str:
        return str(Method(self.known.method).label) if self.known else ""


def act_of(decision: Decision) -> Act:
    return Act(decision._meta.label_lower, decision.uid, decision.data_key)


def addressees(case: Case) -> list[Person]:
    """Who applied, and whom it is for."""
    application = case.request.application
    found = {person.pk: person for person in (application.applicant, case.beneficiary) if person is not None}
    return list(found.values())


def standing(case: Case) -> Decision | None:
    """The newest act of the case that was published, also if it was revoked since."""
    return case.decisions.answers().standing().first()


def application_of(number: str) -> QuerySet[Any, Any]:
    """The key of the application that was answered by the act of this number, once the act is published."""
    return Decision.objects.standing().filter(number=number).values("case__request__application")


def told(decision: Decision | None, case: Case) -> list[Told]:
    """Each addressee of a published decision; one query, and two for the term once somebody knows it."""
    if decision is None or decision.status not in STANDING:
        return []
    known, term = known_since([decision.uid]), cache(_appeal)
    return [_told(person.short_name, known.get((decision.uid, person.uid)), term) for person in addressees(case)]


def told_to(user: User, application: Application, decisions: dict[int, Decision]) -> dict[int, Told]:
    """What the person behind the login knows, by the key of the case. Empty for whoever is no checked addressee."""
    own = user.checked_person_id
    persons = (application.applicant, application.beneficiary) if own and decisions else ()
    person = next((person for person in persons if person is not None and person.pk == own), None)
    if person is None:
        return {}
    known, term = known_since([decision.uid for decision in decisions.values()]), cache(_appeal)
    return {
        case: _told(person.short_name, known.get((decision.uid, person.uid)), term)
        for case, decision in decisions.items()
    }


def _appeal(day: date) -> date:
    return deadlines.term("appeal", day)


def _told(name: str, known: Known | None, term: Callable[[date], date]) -> Told:
    return Told(name, known, term(known.on) if known else None)


def on_became_known(row: Notification) -> None:
    """The decision can be appealed until the last of those who know it can (APK art. 84, 149)."""
    if row.subject_kind != Decision._meta.label_lower:
        return
    known = {person: one.on for (_act, person), one in known_since([row.subject_uid]).items()}
    decision = Decision.objects.select_related("case__beneficiary", "case__request__application__applicant").filter(
        uid=row.subject_uid
    )
    for found in decision:
        whole = all(person.uid in known for person in addressees(found.case))
        facts: dict[str, date | None] = {"delivered_on": max(known.values()) if known and whole else None}
        if known:
            facts["appeal_until"] = _appeal(max(known.values()))
        if not facts["delivered_on"]:
            facts["final_on"] = None  # what had made it final was struck out
        Decision.objects.filter(pk=found.pk).update(**facts)
        acts.settle(found.case)
