"""For whom somebody may apply: what is known already, and what no longer holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from applications.models import Application
from people.models import Capacity, Person, Representation, User
from services.formschema import StepForm

if TYPE_CHECKING:
    from applications.steps import Place, Walk

OTHER_PERSON = "other_given_name"


def known(application: Application, answers: dict[str, Any]) -> Representation | None:
    """The checked representation in force between who applies and the person named in the answers."""
    writer = application.applicant_id or _checked_person(application)
    number = answers.get("other_identity_number")
    if writer is None or not number:
        return None
    named = Person.objects.with_number(answers.get("other_identity_type", ""), number)
    rows = Representation.objects.in_force(timezone.localdate()).checked()
    return rows.filter(representative=writer, capacity=answers.get("capacity", ""), represented__in=named).first()


def _checked_person(application: Application) -> int | None:
    user = application.applicant_user
    return user.checked_person_id if user else None


def of_user(user: User, capacity: str) -> list[Representation]:
    """Whom the login may apply for in that capacity, their proof having been seen."""
    rows = Representation.objects.in_force(timezone.localdate()).checked()
    rows = (
        rows.filter(representative=user.checked_person_id, capacity=capacity) if user.checked_person_id else rows.none()
    )
    return list(rows.select_related("represented__data_key", "represented__settlement").order_by("pk")[:20])


def answers_about(person: Person) -> dict[str, Any]:
    """What the form asks of the represented person, from the record."""
    return {
        "other_given_name": person.given_name,
        "other_middle_name": person.middle_name,
        "other_family_name": person.family_name,
        "other_identity_type": person.id_type,
        "other_identity_number": person.id_number or "",
        "other_identity_reason": person.no_id_reason,
        "other_birth_date": person.birth_date,
    }


def beside(walk: Walk, form: StepForm, user: User | None) -> dict[str, Any]:
    """Beside the question for whom: the way for a neighbour; beside who it is: the people the login may act for."""
    people = of_user(user, walk.answers().get("capacity", "")) if user and OTHER_PERSON in form.fields else []
    return {"people": people, "asks_for_whom": "capacity" in form.fields}


def chosen(walk: Walk, place: Place, user: User | None, person_uid: str) -> dict[str, Any]:
    """Names and number of somebody the login may act for, to be looked at; nothing for anybody else."""
    asks_who = any(question.key == OTHER_PERSON for question in place.step.questions)
    for mandate in of_user(user, walk.answers().get("capacity", "")) if user and person_uid and asks_who else []:
        if str(mandate.represented.uid) == person_uid:
            return answers_about(mandate.represented)
    return {}


def is_expired(answers: dict[str, Any]) -> bool:
    """The power of attorney named in the answers has ended: nothing can be sent by it."""
    until = answers.get("mandate_until")
    applies_for_another = answers.get("capacity", Capacity.SELF) not in {Capacity.SELF, Capacity.PARENT}
    return bool(applies_for_another and until and date.fromisoformat(until) < timezone.localdate())
