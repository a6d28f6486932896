"""Key-encryption keys and AES-256-GCM (NIST SP 800-38D): 12 random bytes of nonce before the ciphertext."""

import base64
import hashlib
import hmac
import os
import unicodedata
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE = 12


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def encrypt(key: bytes, plain: bytes, associated: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, associated)


def decrypt(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """Raises cryptography.exceptions.InvalidTag when the bytes belong to another row, column or key."""
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], associated)


@lru_cache(maxsize=8)
def _kek(kek_id: str) -> bytes:
    try:
        key = base64.b64decode(settings.KEKS[kek_id], validate=True)
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(f"The key-encryption key {kek_id!r} is missing or not base64.") from error
    if len(key) != 32:
        raise ImproperlyConfigured(f"The key-encryption key {kek_id!r} must have 32 bytes.")
    return key


def wrap(key: bytes, uid: UUID) -> tuple[str, bytes]:
    """The id of the current key-encryption key and the data key wrapped by it."""
    kek_id = settings.KEK_CURRENT
    return kek_id, encrypt(_kek(kek_id), key, uid.bytes)


def unwrap(kek_id: str, wrapped: bytes, uid: UUID) -> bytes:
    return decrypt(_kek(kek_id), wrapped, uid.bytes)


def blind_index(kind: str, value: str) -> bytes:
    """HMAC-SHA256 of a normalised value: finds a person by number without a readable number in the table."""
    normal = unicodedata.normalize("NFKC", value).strip().casefold()
    key = base64.b64decode(settings.BLIND_INDEX_KEY)
    return hmac.new(key, f"{kind}\0{normal}".encode(), hashlib.sha256).digest()


def seal_briefly(plain: bytes, purpose: str) -> bytes:
    """Under the key-encryption key itself: for what lives minutes and belongs to nobody yet."""
    return encrypt(_kek(settings.KEK_CURRENT), plain, purpose.encode())


def open_briefly(sealed: bytes, purpose: str) -> bytes:
    return decrypt(_kek(settings.KEK_CURRENT), sealed, purpose.encode())
