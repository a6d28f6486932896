"""Documents: a row now, bytes from a worker, never rendered twice."""

import hashlib
import secrets
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import get_language

from records import audit, outbox, together
from records.crypto import decrypt_bytes, encrypt_bytes
from records.models import DataKey, Document

# Crockford's base 32: no I, L, O, U. Twelve signs are 60 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# On a Bulgarian keyboard half of the letters of a code have a twin.
LOOKS_LIKE = str.maketrans("АВЕКМНРСТУХОЗІOIL", "ABEKMHPCTYX031011")


class DamagedDocument(Exception):
    """The stored bytes are not those that were hashed."""


def new_code() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return "-".join((signs[:4], signs[4:8], signs[8:]))


def normal_code(typed: str) -> str:
    """A code as people type it: lower case, without dashes, with Cyrillic twins, O for 0, I or L for 1."""
    signs = "".join(sign for sign in typed.upper().translate(LOOKS_LIKE) if sign in ALPHABET)
    return "-".join((signs[:4], signs[4:8], signs[8:]))


@together.joined()
def request(
    kind: str,
    *,
    subject: Any,
    data_key: DataKey,
    template: str,
    context: dict[str, Any],
    title: str,
    issued_on: date,
    by: Any,
    number: str = "",
    seal: bool = False,
    valid_until: date | None = None,
    language: str | None = None,
    uid: UUID | None = None,
) -> Document:
    """Freezes the context and queues the rendering. `context` is JSON: what the template shows, nothing else."""
    document = Document(
        uid=uid or uuid4(),
        kind=kind,
        data_key=data_key,
        template=template,
        context=context,
        title=title,
        number=number,
        issued_on=issued_on,
        valid_until=valid_until,
        wants_seal=seal,
        verify_code=new_code() if seal else None,
        language=language or get_language() or "bg",
        **audit.what(subject),
    )
    together.add(document)
    audit.record(f"document_requested:{kind}", subject, by=by, document=str(document.uid))
    outbox.announce()
    return document


def store(document: Document, pdf: bytes) -> dict[str, Any]:
    """Encrypts and stores the bytes under a random key; the columns that describe them."""
    key = f"documents/{uuid4().hex}"
    name = default_storage.save(key, ContentFile(encrypt_bytes(document.data_key, document.uid.bytes, pdf)))
    return {"storage_key": name, "sha256": hashlib.sha256(pdf).hexdigest(), "size": len(pdf)}


def read(document: Document) -> bytes:
    """The bytes as rendered. Raises DamagedDocument when they are gone or changed."""
    with default_storage.open(document.storage_key) as stored:
        pdf = decrypt_bytes(document.data_key, document.uid.bytes, stored.read())
    if pdf is None or hashlib.sha256(pdf).hexdigest() != document.sha256:
        raise DamagedDocument(str(document.uid))
    return pdf
