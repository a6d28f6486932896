"""Editions of the handbook: asked for by an editor, made once by a worker."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from records import audit, outbox
from records.documents import DamagedDocument
from services import version
from services.handbook import changes, content, rendering
from services.models import CatalogueState, Edition

Status = Edition.Status
UNDER_WAY = (Status.QUEUED, Status.RENDERING)
MAX_TRIES = 4


@transaction.atomic
def request(audience: str, language: str, *, by: Any) -> Edition:
    """Freezes the catalogue and queues the edition. One that is being made already is returned instead."""
    CatalogueState.objects.select_for_update().get_or_create(pk=1)
    rows = Edition.objects.filter(audience=audience, language=language)
    if waiting := rows.filter(status__in=UNDER_WAY).first():
        return waiting
    today = timezone.localdate()
    edition = Edition.objects.create(
        audience=audience,
        language=language,
        number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
        issued_on=today,
        content=_content(audience, language, rows.ready().order_by("-number").first()),
        made_by=by,
        next_try_at=timezone.now(),
    )
    audit.record("edition_requested", edition, by=by, audience=audience, language=language)
    outbox.announce()
    return edition


def _content(audience: str, language: str, last: Edition | None) -> dict[str, Any]:
    new = content.freeze(audience, language, timezone.localdate())
    if last is None:
        return {**new, "changes": {"with": None, "rows": []}}
    with_last = {"number": last.number, "issued_on": last.issued_on.isoformat()}
    return {**new, "changes": {"with": with_last, "rows": changes.against(last.content, new)}}


@transaction.atomic
def again(edition: Edition, *, by: Any) -> None:
    """A failed edition is tried once more; any other stays as it is."""
    values = {"status": Status.QUEUED, "tries": 0, "failure": "", "next_try_at": timezone.now()}
    if Edition.objects.filter(pk=edition.pk, status=Status.FAILED).update(**values):
        audit.record("edition_tried_again", edition, by=by)
        outbox.announce()


def begin(edition_id: int) -> Edition | None:
    """The row, marked as being made. None when it is done, or was begun too often."""
    rows = Edition.objects.filter(pk=edition_id, status__in=UNDER_WAY)
    edition = rows.first()
    if edition is None:
        return None
    if edition.tries >= MAX_TRIES:
        rows.update(status=Status.FAILED, failure=edition.failure or "the worker ended unexpectedly")
        return None
    total = rendering.expected_pages(edition)
    rows.update(status=Status.RENDERING, tries=F("tries") + 1, pages_done=0, pages_total=total)
    return edition


def tell_progress(edition: Edition, page: int) -> None:
    """In a transaction of its own, so that the waiting editor sees it."""
    rows = Edition.objects.filter(pk=edition.pk, status=Status.RENDERING, pages_done__lt=page)
    rows.update(pages_done=page)


@transaction.atomic
def finish(edition: Edition, pdf: bytes, pages: int) -> None:
    """Stores the bytes under the edition's own name, once: whoever comes second finds the row ready."""
    row = Edition.objects.select_for_update().filter(pk=edition.pk, status__in=UNDER_WAY).first()
    if row is None:
        return
    name = f"handbook/{row.uid}.pdf"
    default_storage.delete(name)  # what a worker left that was killed before its commit
    now, digest = timezone.now(), hashlib.sha256(pdf).hexdigest()
    stored = default_storage.save(name, ContentFile(pdf))
    Edition.objects.filter(pk=row.pk).update(
        status=Status.READY, storage_key=stored, sha256=digest, size=len(pdf), ready_at=now, failure="",
        pages_done=pages, pages_total=pages,
    )  # fmt: skip
    version.bump()
    audit.record("edition_ready", row, by=None, sha256=digest)


def read(edition: Edition) -> bytes:
    """The bytes as they were made. Raises DamagedDocument when they are changed."""
    with default_storage.open(edition.storage_key) as stored:
        pdf: bytes = stored.read()
    if hashlib.sha256(pdf).hexdigest() != edition.sha256:
        raise DamagedDocument(str(edition.uid))
    return pdf


def fail(edition: Edition, failure: str) -> None:
    """Waits for the next claim, or for a person after the last."""
    rows = Edition.objects.filter(pk=edition.pk, status=Status.RENDERING)
    rows.update(failure=failure[:300], status=Status.QUEUED)
    rows.model.objects.filter(pk=edition.pk, tries__gte=MAX_TRIES, status=Status.QUEUED).update(status=Status.FAILED)
