from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from applications.actions import signals
from applications.models import Application, ApplicationStatus
from records import erasure


@shared_task(name="applications.forget_old_drafts")
def forget_old_drafts() -> None:
    """Deletes drafts nobody touched for DRAFT_DAYS, their files, and shreds their keys."""
    before = timezone.now() - timedelta(days=settings.DRAFT_DAYS)
    old = Application.objects.filter(status=ApplicationStatus.DRAFT, changed_at__lt=before)
    for draft in old.select_related("data_key"):
        with transaction.atomic():
            for attachment in draft.attachments.exclude(storage_key=""):
                default_storage.delete(attachment.storage_key)
            key = draft.data_key
            draft.delete()
            erasure.shred(key, by=None)


@shared_task(name="applications.forget_signals")
def forget_signals() -> None:
    """The words of signals finished SIGNAL_DAYS ago."""
    signals.forget_old()
