"""The municipality's electronic seal on documents (PAdES, ETSI EN 319 142): pyHanko with the key object kept."""

import datetime
import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

FIELD = "Seal"


class SealMissing(Exception):
    """The sealing certificate is not there or cannot be opened."""


@lru_cache(maxsize=1)
def signer() -> signers.SimpleSigner:
    """Loaded once a worker: loading the key costs more than sealing."""
    loaded = signers.SimpleSigner.load_pkcs12(str(settings.SEAL_P12), passphrase=settings.SEAL_PASSPHRASE.encode())
    if loaded is None:
        raise SealMissing(str(settings.SEAL_P12))
    return loaded


def seal(pdf: bytes, reason: str) -> bytes:
    """The same document with an invisible certification seal over the whole file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        location=settings.MUNICIPALITY["seat_bg"],
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    out = io.BytesIO()
    signers.PdfSigner(metadata, signer=signer()).sign_pdf(writer, output=out)
    return out.getvalue()


def is_intact(pdf: bytes) -> bool:
    """The seal is ours, covers the whole file, and not one bit differs."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        embedded = reader.embedded_signatures
        if len(embedded) != 1:
            return False
        context = ValidationContext(trust_roots=[signer().signing_cert], allow_fetching=False)
        status = validate_pdf_signature(embedded[0], context)
    except Exception:  # noqa: BLE001 - a damaged file may fail anywhere in the parser, and then it is not intact
        return False
    unchanged = status.modification_level in {None, ModificationLevel.NONE}
    return bool(status.intact and status.valid and unchanged and _is_written_as_we_write(pdf, embedded[0]))


def _is_written_as_we_write(pdf: bytes, embedded: Any) -> bool:
    """The signature's own bytes are outside what it signs: upper-case hex of it, then nothing but zeros."""
    start, end = int(embedded.byte_range[1]), int(embedded.byte_range[2])
    signature = bytes(embedded.pkcs7_content)
    length = int.from_bytes(signature[2:4], "big") + 4
    padded = signature[:length].hex().upper().ljust(end - start - 2, "0")
    return pdf[start:end] == f"<{padded}>".encode()


def make_certificate(path: Path, passphrase: str, name: str) -> None:
    """A self-signed P-256 certificate for demo and tests; production brings a qualified one."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "BG"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=730))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    encryption = serialization.BestAvailableEncryption(passphrase.encode())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, encryption))
    path.chmod(0o600)
