"""Corrections: named questions reopen, the answers before are kept."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from applications import hooks
from applications.actions import cosigning
from applications.models import Application, Correction
from people.models import User
from records import audit
from records.workflow import move


@transaction.atomic
def ask(
    application: Application,
    *,
    case_uid: UUID,
    fields: list[str],
    reason: str,
    due_on: date,
    by: User,
    proposed: dict[str, dict[str, Any]] | None = None,
) -> Correction:
    """`fields` are `step:question` names of answered questions, or `slot:document` names.

    `proposed`: what the officer would write there, by step and stored name.
    """
    correction = Correction(
        application=application,
        case_uid=case_uid,
        fields=fields,
        due_on=due_on,
        is_proposal=proposed is not None,
        data_key=application.data_key,
    )
    correction.reason, correction.proposed = reason, proposed
    correction.save()
    verb = "correction_asked" if proposed is None else "correction_proposed"
    audit.record(verb, correction, by=by, application=str(application.uid), fields=fields)
    return correction


@transaction.atomic
def answer(correction: Correction, changed: dict[str, dict[str, Any]], *, by: User) -> None:
    """`changed` maps step keys to the new values of reopened questions; nothing else can change. Raises WrongStatus."""
    application = (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("data_key")
        .get(pk=correction.application_id)
    )
    answers = dict(application.answers or {})
    before: dict[str, dict[str, Any]] = {}
    for name in correction.fields:
        step, _colon, key = name.partition(":")
        for stored in [field for field in changed.get(step, {}) if field == key or field.startswith(f"{key}_")]:
            before.setdefault(step, {})[stored] = answers.get(step, {}).get(stored)
            answers[step] = {**answers.get(step, {}), stored: changed[step][stored]}
    move(correction, "answer", by=by, answered_at=timezone.now(), before=before)
    application.answers = answers
    application.save(update_fields=["answers", "changed_at"])
    hooks.on_corrected(correction, by)
    cosigning.ask_again_if_changed(application, by=by)


def confirm(correction: Correction, *, by: User) -> None:
    """Yes to the value that the officer proposed. Raises WrongStatus."""
    answer(correction, correction.proposed or {}, by=by)


@transaction.atomic
def refuse(correction: Correction, *, by: User) -> None:
    """The person keeps their own answer. Raises WrongStatus."""
    move(correction, "refuse", by=by, answered_at=timezone.now())
    hooks.on_corrected(correction, by)


def close(correction: Correction, *, by: User | None) -> None:
    """Without an answer: the day has passed, or it is no longer needed. Raises WrongStatus."""
    move(correction, "close", by=by)
