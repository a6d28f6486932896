"""A former application as a new draft: what stays the same is filled in, what changes with time is to be confirmed."""

from typing import Any

from django.db import transaction

from applications import moving
from applications.actions import drafts
from applications.models import Application
from applications.steps import COPIED
from people.models import User
from services.formschema import FormSchema, schema_of
from services.models import Service

# Steps with one of these are shown filled in, and count as answered only once the person has saved them.
CHANGES_WITH_TIME = frozenset({"household", "income", "money"})
# Given anew each time: the word of a day, and files that lie with the former application.
NEVER_COPIED = frozenset({"declaration", "file"})


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
    later: dict[str, Any] = {}
    for key, answers in result.answers.items():
        scope, _dot, step = key.partition(".")
        if scope not in to or (former.applicant_user_id != by.pk and _is_of_applicant(schema_of(to[scope]), step)):
            continue
        kinds, kept = _sorted(schema_of(to[scope]), step, answers)
        if kinds & CHANGES_WITH_TIME or len(kept) < len(answers):
            later[key] = kept
        else:
            drafts.save_step(draft, key, kept, by=by)
    drafts.save_step(draft, COPIED, later, by=by)
    return draft


def _is_of_applicant(form: FormSchema, key: str) -> bool:
    """Whether the step says who applies and for whom: another login is another applicant."""
    questions = [question for step in form.steps if step.key == key for question in step.questions]
    return any(
        question.prefill.startswith("person") or question.key.startswith(("other_", "mandate_", "capacity"))
        for question in questions
    )


def _sorted(form: FormSchema, key: str, answers: dict[str, Any]) -> tuple[set[str], dict[str, Any]]:
    """The kinds of the step's questions, and its answers without those that are given anew."""
    questions = [question for step in form.steps if step.key == key for question in step.questions]
    anew = {name for question in questions if question.kind in NEVER_COPIED for name in question.names}
    kept = {name: value for name, value in answers.items() if name not in anew}
    return {question.kind for question in questions}, kept
