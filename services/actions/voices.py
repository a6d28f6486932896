"""What readers tell us: what they do not find, and what they say of a page. Nobody is asked who they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from records import audit, erasure, tries
from records.models import DataKey
from services.models import Feedback, Service, UnmetNeed, language

WINDOW, AN_ADDRESS = 600, 10
Voice = UnmetNeed | Feedback


def may_send(address: str) -> bool:
    """Counts the try: ten in ten minutes an address. A hash alone is kept, in memory; without it nobody is refused."""
    return tries.count_from(address, "voices", WINDOW) <= AN_ADDRESS


@transaction.atomic
def ask_for(answers: dict[str, Any]) -> UnmetNeed:
    """„Кажете ни какво търсите“: the words under a key of their own, beside what the statutory reports count."""
    uid = uuid4()
    return UnmetNeed.objects.create(
        uid=uid,
        data_key=DataKey.objects.create_for("services.unmetneed", uid),
        text=answers["text"],
        settlement=answers["settlement"],
        target_group=answers["target_group"],
        language=language(),
    )


@transaction.atomic
def tell(page: str, service: Service | None, answers: dict[str, Any]) -> Feedback:
    uid = uuid4()
    return Feedback.objects.create(
        uid=uid,
        data_key=DataKey.objects.create_for("services.feedback", uid),
        page=page,
        service=service,
        kind=answers["kind"],
        text=answers["text"],
        version=answers["version"],
        language=language(),
    )


@transaction.atomic
def mark_read(voice: Voice, *, by: Any) -> None:
    """The first who has read it stays on record."""
    if type(voice).objects.filter(pk=voice.pk, handled_at__isnull=True).update(handled_at=timezone.now()):
        audit.record("voice_read", voice, by=by)


def forget_old_texts() -> int:
    """Texts past their days are gone for good; kind, service and place stay for the counts. How many."""
    now, forgotten = timezone.now(), 0
    limits: tuple[tuple[type[Voice], int], ...] = (
        (UnmetNeed, settings.UNMET_TEXT_DAYS),
        (Feedback, settings.FEEDBACK_TEXT_DAYS),
    )
    for model, days in limits:
        for voice in model.objects.to_be_forgotten(now - timedelta(days=days)).select_related("data_key"):
            with transaction.atomic():
                model.objects.filter(pk=voice.pk).update(text=None)
                erasure.shred(voice.data_key, by=None)
            forgotten += 1
    return forgotten
