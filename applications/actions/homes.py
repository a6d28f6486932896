"""The people of the home, kept from an application as it is sent."""

from typing import Any

from django.utils import timezone

from applications.models import Application, Origin
from applications.steps import Walk
from people.actions import households
from people.models.household import Source
from services.formschema import holds

ALONE = "alone"


def keep_home(application: Application, walk: Walk, *, by: Any) -> None:
    """Nothing is kept where nothing was asked."""
    rows = _told(walk)
    if rows is not None:
        word = households.Word(_source(application), timezone.localdate(), by, application.uid)
        households.keep(application.about, rows, word)


def _told(walk: Walk) -> list[dict[str, Any]] | None:
    answers = walk.answers()
    for step in walk.forms[0][1].steps:
        question = next((one for one in step.questions if one.prefill == "household"), None)
        if question is not None:
            is_asked = holds(step.when, answers) and holds(question.when, answers)
            return answers.get(question.key) or [] if is_asked else _said_alone(answers)
    return None


def _said_alone(answers: dict[str, Any]) -> list[dict[str, Any]] | None:
    return [] if answers.get("lives") == ALONE else None


def _source(application: Application) -> Source:
    """Who speaks for somebody else is no more trusted than a login whose identity nobody has checked."""
    user = application.applicant_user
    if application.applicant_id != application.beneficiary_id:
        return Source.DECLARED
    if application.filed_by_id and application.origin in {Origin.COUNTER, Origin.ORAL}:
        return Source.COUNTER
    is_checked = user is not None and user.checked_person_id == application.beneficiary_id
    return Source.PERSON if is_checked else Source.DECLARED
