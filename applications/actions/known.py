"""Confirming what is known: answers that were shown become the draft's own."""

from django.db import transaction
from django.utils import timezone

from applications.actions import drafts
from applications.known import KnownStep
from applications.models import Application, ApplicationStatus, StepAnswers
from applications.steps import Walk
from people.models import User
from records import audit


@transaction.atomic
def confirm(walk: Walk, steps: list[KnownStep], *, by: User, part: str) -> None:
    """A step that was written meanwhile, in another tab, stays as it was written."""
    application = walk.application
    drafts_row = Application.objects.filter(pk=application.pk, status=ApplicationStatus.DRAFT)
    if not steps or not drafts_row.update(changed_at=timezone.now()):
        return
    if walk.moved is not None:
        drafts.move(application, walk.versions, by=by)
    rows = [
        StepAnswers(
            application=application, step=step.key, data_key=application.data_key, answers=step.values, saved_by=part
        )
        for step in steps
    ]
    StepAnswers.objects.bulk_create(rows, ignore_conflicts=True)
    audit.record("known_confirmed", application, by=by, steps=[step.key for step in steps])
