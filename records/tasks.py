"""Celery tasks: each takes an id, loads, looks whether it is done, acts, marks."""

import logging
import smtplib
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from records import (
    audit,
    deliveries,
    digests,
    documents,
    letters,
    messages,
    outbox,
    pdf,
    reach,
    scanning,
    secure,
    sweeping,
)
from records.channels import CHANNELS, bounces
from records.channels.errors import NoAddress, NotHandedOver, Refused, Uncertain
from records.hooks import Address, document_ready
from records.models import Delivery, DeliveryStatus, Document, DocumentStatus
from records.models.message import DIGEST

log = logging.getLogger(__name__)
MAX_TRIES = 8
QUICK_SECONDS, SLOW_SECONDS = 5.0, 60.0


@shared_task(name="records.send_delivery")
def send_delivery(delivery_id: int) -> None:
    """At most once where the hand-over is uncertain: the attempt is committed before it."""
    delivery = outbox.attempt(delivery_id)
    if delivery is None:
        if outbox.was_interrupted(delivery_id):
            # A worker died between the attempt and its mark. Whether the message arrived nobody knows: a person looks.
            _wrong(delivery_id, DeliveryStatus.WORKLIST, "interrupted while being handed over")
        return
    message = delivery.message
    try:
        address = Address("bg", "") if message.kind == "account" else messages.address(message)
        if delivery.channel == "ssev":
            address = messages.with_secure(address, message.person_uid)
        if message.kind != "account" and _stays(delivery, address):
            return
        handed = CHANNELS[delivery.channel](delivery, address)
    except NoAddress:
        _wrong(delivery.pk, DeliveryStatus.FAILED, "no address for this channel")
    except NotHandedOver as error:
        _again(delivery, str(error))
    except Refused as error:
        _wrong(delivery.pk, DeliveryStatus.FAILED, str(error))
    except Uncertain as error:
        _wrong(delivery.pk, DeliveryStatus.WORKLIST, str(error))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        _wrong(delivery.pk, DeliveryStatus.FAILED, type(error).__name__)
    except (smtplib.SMTPConnectError, ConnectionRefusedError) as error:
        _again(delivery, type(error).__name__)
    except (OSError, smtplib.SMTPException) as error:
        _wrong(delivery.pk, DeliveryStatus.WORKLIST, type(error).__name__)
    else:
        if handed is not None:
            number = handed.foreign_id
            deliveries.note(delivery.pk, handed.status, source="worker", by=None, foreign_id=number)
        elif message.kind == DIGEST:
            digests.mark_sent(delivery)
        else:
            outbox.mark_sent(delivery)


def _stays(delivery: Delivery, address: Address) -> bool:
    if reach.stops(delivery, messages.notice(delivery.message.kind), address, timezone.now()):
        return True
    if delivery.message.kind == DIGEST and not digests.has_parts(delivery):
        _wrong(delivery.pk, DeliveryStatus.NOT_ALLOWED, "nothing is left in it")
        return True
    return False


def _wrong(delivery_id: int, status: str, detail: str) -> None:
    deliveries.note(delivery_id, status, source="worker", by=None, detail=detail)


def _again(delivery: Delivery, failure: str) -> None:
    """Nothing was handed over: the row waits for the next try, or for a person after the last."""
    if delivery.tries >= MAX_TRIES:
        _wrong(delivery.pk, DeliveryStatus.WORKLIST, failure)
        return
    messages.settle(
        delivery,
        DeliveryStatus.QUEUED,
        failure=failure,
        next_try_at=timezone.now() + timedelta(seconds=5 * 2**delivery.tries),
    )


@shared_task(name="records.render_document")
def render_document(document_id: int) -> None:
    """Renders, seals and stores once. A crash before the commit leaves the row queued and at most an orphan file."""
    with transaction.atomic():
        rows = Document.objects.select_for_update(skip_locked=True, of=("self",)).select_related("data_key")
        document = rows.filter(pk=document_id, status=DocumentStatus.QUEUED).first()
        if document is None:
            return
        try:
            bytes_ = _rendered(document)
        except pdf.RenderTimeout:
            _slower(document)
            return
        except Exception as error:  # whatever is wrong with one document, its row says so
            log.exception("Document %s was not rendered.", document.uid)
            _failed(document, f"{type(error).__name__}: {error}")
            return
        _finish(document, bytes_)


def _rendered(document: Document) -> bytes:
    with translation.override(document.language):
        html = render_to_string(document.template, pdf.context_of(document))
    timeout = SLOW_SECONDS if document.queue == "documents_slow" else QUICK_SECONDS
    made = pdf.renderer().render(html, pdf.assets_of(document), timeout)
    if not document.wants_seal:
        return made
    from records import seal

    return seal.seal(made, document.title)


def _finish(document: Document, made: bytes) -> None:
    now = timezone.now()
    document.__dict__.update(documents.store(document, made))
    document.status = DocumentStatus.RENDERED
    document.rendered_at = now
    document.sealed_at = now if document.wants_seal else None
    document.tries += 1
    document.failure = ""
    document.save(
        update_fields=[
            "status",
            "rendered_at",
            "sealed_at",
            "tries",
            "failure",
            "storage_key",
            "sha256",
            "size",
        ]
    )
    audit.record("document_rendered", document, by=None, sha256=document.sha256)
    document_ready(document)


def _slower(document: Document) -> None:
    if document.queue == "documents_slow":
        _failed(document, "rendering took too long")
        return
    Document.objects.filter(pk=document.pk).update(
        queue="documents_slow", tries=document.tries + 1, next_try_at=timezone.now()
    )


def _failed(document: Document, failure: str) -> None:
    tries = document.tries + 1
    status = DocumentStatus.FAILED if tries >= MAX_TRIES else DocumentStatus.QUEUED
    Document.objects.filter(pk=document.pk).update(tries=tries, status=status, failure=failure[:300])
    if status == DocumentStatus.FAILED:
        letters.not_made(document)


@shared_task(name="records.seal_audit")
def seal_audit() -> None:
    """Chains new audit events and keeps the head outside the database."""
    while audit.seal_pending():
        pass
    head = audit.head()
    if head is None:
        return
    settings.AUDIT_HEADS.parent.mkdir(parents=True, exist_ok=True)
    line = f"{head[0]} {head[1]}\n"
    kept = settings.AUDIT_HEADS.read_text().splitlines(keepends=True) if settings.AUDIT_HEADS.exists() else []
    if not kept or kept[-1] != line:
        with settings.AUDIT_HEADS.open("a") as heads:
            heads.write(line)


@shared_task(name="records.read_bounces")
def read_bounces() -> None:
    bounces.read_all()


@shared_task(name="records.look_at_secure_delivery")
def look_at_secure_delivery() -> None:
    secure.look()


@shared_task(name="records.sweep_files")
def sweep_files() -> None:
    """What was stored and never named by a row."""
    sweeping.sweep(timezone.now())


@shared_task(name="records.scan_failed_again")
def scan_failed_again() -> None:
    """A newer scanner may look into what yesterday's could not."""
    scanning.failed_again(timezone.now())


@shared_task(name="records.look_at_scanner")
def look_at_scanner() -> None:
    """Signatures that are too old find no new virus; whoever runs the portal is told."""
    scanning.report_trouble()
