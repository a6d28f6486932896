"""Letters by post: made by a worker, printed in batches, posted with a proof, received or returned."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pikepdf
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from records import audit, deliveries, documents, messages, notifications, reach
from records.hooks import Address
from records.models import Batch, Delivery, DeliveryStatus, Document, Letter, Message, Method
from records.numbers import next_number, with_date

KIND = "letter"
BATCH = 100
LINES = 6  # what fits into the window below the sender's line

S = DeliveryStatus


class AlreadyDone(Exception):
    """A colleague was quicker, or the letter is further on its way than the page showed."""


@transaction.atomic
def prepare(delivery: Delivery, address: Address) -> Letter:
    """Takes an outgoing number and queues the document; the delivery then waits to be printed."""
    message = Message.objects.select_related("data_key").get(pk=delivery.message.pk)
    notice, language, today = messages.notice_of(message), address.language, timezone.localdate()
    registered = bool(message.document_uids)
    title = notice.title(language, message)
    context = {
        "address": [line for line in (address.postal or "").splitlines() if line.strip()][:LINES],
        "paragraphs": [part for part in notice.text(message, language).split("\n\n") if part.strip()],
        "registered": registered,
        "enclosures": list(_enclosures(message).values_list("title", flat=True)),
        "window": settings.LETTERS["window"],
    }
    deliveries.note(delivery.pk, S.TO_PRINT, source="worker", by=None)
    number = next_number(settings.LETTERS["register"], today)
    document = documents.request(
        KIND,
        subject=message,
        data_key=message.data_key,
        template="pdf/letter.html",
        context={**context, "dated_number": with_date(number, today)},
        title=title,
        number=number,
        issued_on=today,
        by=None,
        language=language,
    )
    return Letter.objects.create(delivery=delivery, document=document, number=number, is_registered=registered)


def _enclosures(message: Message) -> Any:
    return Document.objects.filter(uid__in=message.document_uids).order_by("pk")


def not_made(document: Document) -> None:
    """The worker gave up: the message did not go, and somebody must know."""
    letter = Letter.objects.filter(document=document).first()
    if letter is not None:
        deliveries.note(letter.delivery_id, S.FAILED, source="worker", by=None, detail="the letter was not made")


@transaction.atomic
def print_batch(*, by: Any) -> Batch | None:
    """Up to BATCH letters, the oldest first, each in one batch whoever prints at the same time. None without any."""
    rows = Letter.objects.to_print().select_for_update(of=("self",), skip_locked=True)
    found = [letter for letter in rows.order_by("pk")[:BATCH] if _may_go(letter)]
    if not found:
        return None
    batch = Batch.objects.create(actor_uid=by.uid)
    Letter.objects.filter(pk__in=[letter.pk for letter in found]).update(batch=batch)
    for letter in found:
        deliveries.note(letter.delivery_id, S.PRINTED, source="office", by=by)
    audit.record("letters_printed", batch, by=by, letters=len(found))
    return batch


def _may_go(letter: Letter) -> bool:
    """Asked once more before it is on paper: a rule that keeps somebody safe may be younger than the letter."""
    message = letter.delivery.message
    if letter.delivery.channel in reach.allowed_channels(messages.notice_of(message), messages.address(message)):
        return True
    deliveries.note(letter.delivery_id, S.NOT_ALLOWED, source="office", by=None, detail="not by this channel")
    return False


def paper(batch: Batch) -> bytes:
    """One PDF for the printer: each letter with what goes into its envelope, each on a sheet of its own."""
    out = pikepdf.new()
    for letter in batch.letters.with_parts().order_by("pk"):
        enclosed = _enclosures(letter.delivery.message).select_related("data_key").filter(status="rendered")
        for document in (letter.document, *enclosed):
            with pikepdf.open(io.BytesIO(documents.read(document))) as pdf:
                pdf.flatten_annotations("print")  # of the seal's field paper keeps the picture
                out.add_pages_from(pdf, forms="strip", layers="ignore", outlines="ignore")
                if len(pdf.pages) % 2:
                    out.add_blank_page(page_size=_size(pdf))
    made = io.BytesIO()
    out.save(made)
    return made.getvalue()


def _size(pdf: pikepdf.Pdf) -> tuple[float, float]:
    _left, _bottom, width, height = (float(side) for side in pdf.pages[-1].mediabox)
    return width, height


@transaction.atomic
def print_again(letter: Letter, *, by: Any) -> None:
    """The paper was spoilt: back to what waits for the printer."""
    _move(letter, S.TO_PRINT, by=by)
    Letter.objects.filter(pk=letter.pk).update(batch=None)


@transaction.atomic
def post(letter: Letter, *, on: date, proof: str, by: Any) -> None:
    """Given to the post; `proof` is its number for a registered one."""
    _move(letter, S.SENT, by=by, foreign_id=proof)
    Letter.objects.filter(pk=letter.pk).update(posted_on=on, proof=proof)


@transaction.atomic
def receive(letter: Letter, *, on: date, by: Any) -> None:
    """The advice of delivery came back with the day on it: what was enclosed is known from that day."""
    _move(letter, S.DELIVERED, by=by)
    Letter.objects.filter(pk=letter.pk).update(received_on=on)
    if letter.is_registered:
        notifications.by_delivery(letter.delivery, method=Method.POST, on=on, by=by, proof=letter.proof)


@transaction.atomic
def come_back(letter: Letter, *, on: date, reason: str, by: Any) -> None:
    _move(letter, S.RETURNED, by=by, detail=reason)
    Letter.objects.filter(pk=letter.pk).update(returned_on=on, reason=reason)


def _move(letter: Letter, status: str, *, by: Any, detail: str = "", **columns: Any) -> None:
    source = "post" if status in (S.DELIVERED, S.RETURNED) else "office"
    if not deliveries.note(letter.delivery_id, status, source=source, by=by, detail=detail, **columns):
        raise AlreadyDone


def found(text: str) -> Sequence[Letter]:
    """By outgoing number or by the number at the post, as it is read from an envelope."""
    typed = text.strip().upper().split("/")[0]
    if not typed:
        return []
    rows = Letter.objects.with_parts()
    return list((rows.filter(number=typed) | rows.filter(proof=typed)).order_by("pk")[:20])
