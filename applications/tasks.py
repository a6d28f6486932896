from celery import shared_task
from django.db import transaction
from django.utils import timezone

from applications import keeping
from applications.actions import cosigning, drafts, preparing, signals, undelivered
from applications.models import Application, Attachment
from records import scanning

BATCH = 500


@shared_task(name="applications.warn_of_old_drafts")
def warn_of_old_drafts() -> None:
    """Tells each writer once that the last day comes. A row is locked while it is told of."""
    now, rule = timezone.now(), keeping.rule()
    for pk in keeping.to_warn(now, rule).values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            rows = keeping.to_warn(now, rule).filter(pk=pk).select_for_update(of=("self",), skip_locked=True)
            draft = rows.select_related("data_key", "applicant_user", "filed_by").first()
            if draft is not None:
                drafts.warn(draft, keeping.last_day(draft, rule))


@shared_task(name="applications.forget_old_drafts")
def forget_old_drafts() -> None:
    """Deletes drafts past their last day with their files, and shreds their keys."""
    now, rule = timezone.now(), keeping.rule()
    for draft in Application.objects.filter(pk__in=keeping.to_forget(now, rule).values("pk")[:BATCH]):
        drafts.discard(draft, by=None)


@shared_task(name="applications.forget_signals")
def forget_signals() -> None:
    """The words of signals finished SIGNAL_DAYS ago."""
    signals.forget_old()


@shared_task(name="applications.own_undelivered")
def own_undelivered() -> None:
    undelivered.catch_up()


@shared_task(name="applications.remind_cosigners")
def remind_cosigners() -> None:
    """Tells once that the term ends; closes what was not signed in time."""
    cosigning.remind_and_expire(timezone.localdate())


@shared_task(name="applications.forget_prepared")
def forget_prepared() -> None:
    """What institutions prepared and nobody opened in time."""
    preparing.forget_unclaimed(timezone.localdate())


@shared_task(name="applications.scan_attachment")
def scan_attachment(attachment_id: int) -> None:
    scanning.look_at(Attachment, attachment_id)
