"""A former application as a new draft: what stays the same is filled in, what changes with time is to be confirmed."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from applications import moving
from applications.actions import drafts
from applications.models import Application, Origin
from people.models import User
from services.formschema import FormSchema, Question, schema_of
from services.models import Service

# A step with one of these is asked again: it changes with time, is the word of a day, or a file of the other one.
ANEW = frozenset({"household", "income", "money", "declaration", "file"})


class NotOffered(Exception):
    """None of the services of the former application can be asked for online."""


@transaction.atomic
def copy(former: Application, services: list[Service], *, by: User) -> Application:
    """The draft; the one that is open already when somebody presses twice. Raises NotOffered."""
    return _copied(former, services, lambda: drafts.start(by, services, by=by), {"applicant_user": by}, by=by)


@transaction.atomic
def copy_at_counter(former: Application, services: list[Service], *, by: User) -> Application:
    """The same for the person whom a clerk serves: who they are comes from the record. Raises NotOffered."""
    person = former.about

    def start() -> Application:
        return drafts.start_at_counter(person, services, by=by, origin=Origin.COUNTER)

    return _copied(former, services, start, {"filed_by__isnull": False}, by=by)


def _copied(
    former: Application, services: list[Service], start: Callable[[], Application], mine: dict[str, Any], *, by: User
) -> Application:
    Application.objects.select_for_update(of=("self",)).get(pk=former.pk)
    known = Application.objects.drafts_of(by).filter(follows=former, **mine).order_by("-pk").first()
    if known is not None:
        return known
    if not services:
        raise NotOffered
    draft = start()
    Application.objects.filter(pk=draft.pk).update(follows=former)
    written = set(draft.step_answers.values_list("step", flat=True))
    is_same = draft.filed_by_id is not None or former.applicant_user_id == by.pk
    to = moving.current_versions(draft)
    result = moving.moved(moving.stored_versions(former), to, former.answers or {})
    for key, answers in result.answers.items():
        scope, _dot, step = key.partition(".")
        if key not in written and scope in to and _stays(schema_of(to[scope]), step, is_same_login=is_same):
            drafts.save_step(draft, key, answers, by=by)
    return draft


def _stays(form: FormSchema, key: str, *, is_same_login: bool) -> bool:
    """Whether the step's answers are still true by themselves. The others are proposed and confirmed (`prefill`)."""
    questions = [question for step in form.steps if step.key == key for question in step.questions]
    if {question.kind for question in questions} & ANEW:
        return False
    return is_same_login or not any(_is_of_applicant(question) for question in questions)


def _is_of_applicant(question: Question) -> bool:
    """It says who applies and for whom: another login is another applicant."""
    return question.prefill.startswith("person") or question.key.startswith(("other_", "mandate_", "capacity"))
