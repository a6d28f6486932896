"""What the municipality knows of the person already, proposed and marked; nothing is taken without being shown."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.steps import Place, Walk
from people.models import Capacity, HouseholdMember, Person, User
from services.formschema import Question, StepForm


def proposals(walk: Walk, place: Place, user: User) -> dict[str, Any]:
    """By the names of a step's answers: from the record of the person at the counter, or of the checked login."""
    asked = [question for question in place.step.questions if question.prefill]
    pk = (walk.application.applicant_id or user.checked_person_id) if asked else None
    if pk is None:
        return {}
    person = Person.objects.with_key().select_related("settlement").get(pk=pk)
    found: dict[str, Any] = {}
    for question in asked:
        if question.prefill == "household":
            if walk.answers().get("capacity", Capacity.SELF) == Capacity.SELF:
                found[question.key] = _household(person)
        else:
            found.update(_of_person(question, person))
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _of_person(question: Question, person: Person) -> dict[str, Any]:
    names = {"given_name": person.given_name, "family_name": person.family_name}
    number = {"type": person.id_type, "number": person.id_number or "", "reason": person.no_id_reason}
    match question.prefill:
        case "person.identity":
            values = number
        case "person.address":
            line = (person.address or {}).get("line", "")
            values = {"settlement": person.settlement.ekatte if person.settlement else "", "line": line}
        case "person":
            identity = {f"identity_{name}": value for name, value in number.items()}
            values = {**names, **identity, "birth_date": person.birth_date}
        case source:
            return {question.key: getattr(person, source.removeprefix("person."))}
    return {f"{question.key}_{name}": value for name, value in values.items()}


def _household(person: Person) -> list[dict[str, str]]:
    """Those who live with the person now."""
    today = timezone.localdate()
    own = HouseholdMember.objects.current(today).filter(person=person).values("household")
    rows = HouseholdMember.objects.current(today).filter(household__in=own).exclude(person=person)
    return [
        {
            "name": member.person.full_name,
            "relation": member.relation,
            "year": str(member.person.birth_year or ""),
            "income": "",
        }
        for member in rows.select_related("person__data_key")
    ]


def mark_proposals(form: StepForm, found: dict[str, Any], words: str = "") -> None:
    """Says beside each proposed answer where it comes from."""
    words = words or _("From our records: check it.")
    for name in found:
        if name in form.fields:
            hint = form.fields[name].help_text
            form.fields[name].help_text = f"{words} {hint}".strip()
