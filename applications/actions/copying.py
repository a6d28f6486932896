"""A former application as a new draft: what stays the same is filled in, what changes with time is to be confirmed."""

from django.db import transaction

from applications import moving
from applications.actions import drafts
from applications.models import Application
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
    Application.objects.select_for_update(of=("self",)).get(pk=former.pk)
    known = Application.objects.drafts_of(by).filter(follows=former, applicant_user=by).order_by("-pk").first()
    if known is not None:
        return known
    if not services:
        raise NotOffered
    draft = drafts.start(by, services, by=by)
    Application.objects.filter(pk=draft.pk).update(follows=former)
    to = moving.current_versions(draft)
    result = moving.moved(moving.stored_versions(former), to, former.answers or {})
    for key, answers in result.answers.items():
        scope, _dot, step = key.partition(".")
        if scope in to and _stays(schema_of(to[scope]), step, is_same_login=former.applicant_user_id == by.pk):
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
