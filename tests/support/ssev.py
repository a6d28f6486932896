"""A stand-in for the system for secure delivery: the part of its interface that we speak, from its description."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.carrier import HANG_UP, Carrier, Heard, carrier

MISC = "dn:/C=BG/ST=OID:2.16.100.1.1.99.1/CN=gishe|representedPersonID:|correspondentOID:|operatorID:"


@dataclass
class Ssev:
    """`profiles` by number; what was sent; `opened` by the number of the message. `broken` hangs up when sending."""

    profiles: dict[str, int] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    opened: dict[int, str] = field(default_factory=dict)
    broken: str = ""
    carrier: Carrier | None = None

    def answer(self, heard: Heard) -> tuple[int, bytes]:
        if heard.headers.get("dp-miscinfo") != MISC:
            return 401, b""
        parts = urlsplit(heard.path)
        if self.broken and parts.path.startswith(self.broken):
            return HANG_UP, b""
        said = self._said(heard, parts.path, parse_qs(parts.query))
        return (404, b"") if said is None else (200, json.dumps(said).encode())

    def _said(self, heard: Heard, path: str, query: dict[str, list[str]]) -> Any:
        if path == "/api/v1/profiles/check":
            profile = self.profiles.get(query["identifier"][0])
            row = {"profileId": profile, "isActivated": True, "isPassive": False, "targetGroupId": 1}
            return {"result": [row] if profile else [], "length": 1 if profile else 0}
        if path == "/api/v1/blobs":
            self.files.append(heard.body)
            return {"blobId": len(self.files), "malwareScanStatus": 2, "blobSignatureStatus": 1, "errorStatus": 0}
        if path == "/api/v1/messages":
            self.messages.append(json.loads(heard.body))
            return len(self.messages)
        if path.endswith("/view"):
            number = int(path.split("/")[-2])
            return {"messageId": number, "recipients": [{"profileId": 1, "dateReceived": self.opened.get(number)}]}
        return None


@contextmanager
def ssev(folder: Path) -> Iterator[Ssev]:
    """Over TLS: whoever comes without the municipality's certificate is not let in."""
    authority, server, _client = certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server)
    context.load_verify_locations(authority)
    context.verify_mode = ssl.CERT_REQUIRED
    running = Ssev()
    with carrier(tls=context) as line:
        line.answer = running.answer
        running.carrier = line
        yield running


def certificates(folder: Path) -> tuple[Path, Path, Path]:
    """PEM files of an authority, of a server on 127.0.0.1 and of a client, each with its key."""
    issuer_key, issuer = _certificate("authority", None, None)
    found = []
    for name in ("authority", "server", "client"):
        key, certificate = (issuer_key, issuer) if name == "authority" else _certificate(name, issuer_key, issuer)
        path = folder / f"{name}.pem"
        pem = serialization.Encoding.PEM
        kept = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path.write_bytes(kept + certificate.public_bytes(pem))
        found.append(path)
    return found[0], found[1], found[2]


def _certificate(name: str, issuer_key: Any, issuer: Any) -> tuple[Any, Any]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    draft = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )  # fmt: skip
    return key, draft.sign(issuer_key or key, hashes.SHA256())
