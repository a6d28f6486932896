"""The state's system for secure electronic delivery (ССЕВ), by its REST interface, version 1.

Only acts go this way, with their documents, to persons who allow it and have a profile there. Where it is not
configured nothing here is ever asked. The address of a look-up carries the person's number, as the interface wants
it: no address is ever logged or kept.
"""

import json
import ssl
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from records import documents, messages
from records.channels import http
from records.channels.errors import Handed, NoAddress, NotHandedOver, Refused, Uncertain
from records.hooks import Address, secure_number
from records.models import Delivery, DeliveryStatus, Document, DocumentStatus, Message

MALICIOUS = {4, "ISMALICIOUS"}
NO_ERROR = {None, 0, "NONE"}
Asked = TypeVar("Asked")
Found = TypeVar("Found")


def hand_over(delivery: Delivery, address: Address) -> Handed:
    """Raises NoAddress, Refused, NotHandedOver, and Uncertain only once the message itself was on its way."""
    message = Message.objects.select_related("data_key").get(pk=delivery.message.pk)
    number = secure_number.one(message.person_uid)
    if number is None:
        raise NoAddress
    profile = _before_sending(profile_of, number)
    if profile is None:
        raise Refused("no profile")
    files = [_before_sending(upload, row) for row in _enclosed(message)]
    notice = messages.notice_of(message)
    text = notice.text(message, address.language)
    return Handed(DeliveryStatus.SENT, str(send(profile, notice.title(address.language, message), text, files)))


def _before_sending(ask: Callable[[Asked], Found], about: Asked) -> Found:
    """A lost answer to a question or an upload loses nothing: it is asked again."""
    try:
        return ask(about)
    except Uncertain as lost:
        raise NotHandedOver(str(lost)) from lost


def _enclosed(message: Message) -> list[Document]:
    rows = Document.objects.filter(uid__in=message.document_uids).select_related("data_key").order_by("pk")
    found = list(rows)
    if any(row.status != DocumentStatus.RENDERED for row in found):
        raise NotHandedOver("a document is not ready")
    return found


def profile_of(number: str) -> int | None:
    """The active profile of a natural person with this number."""
    found = _ask("GET", f"/api/v1/profiles/check?{urlencode({'identifier': number, 'offset': 0, 'limit': 20})}")
    for row in http.at(found, "result") or []:
        if row.get("isActivated") and row.get("targetGroupId") == settings.SSEV["target_group"]:
            return int(row["profileId"])
    return None


def upload(document: Document) -> int:
    """The number of the stored file. Raises Refused when it was not taken."""
    mark = uuid4().hex
    name = f"{document.number or document.kind}.pdf".replace("/", "-")
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = f"{head}Content-Type: application/pdf\r\n\r\n".encode() + documents.read(document)
    kind = f"multipart/form-data; boundary={mark}"
    made = _ask("POST", "/api/v1/blobs?type=TEMPORARY", body + f"\r\n--{mark}--\r\n".encode(), kind)
    if made.get("malwareScanStatus") in MALICIOUS or made.get("errorStatus") not in NO_ERROR or not made.get("blobId"):
        raise Refused("the document was not taken")
    return int(made["blobId"])


def send(profile: int, subject: str, text: str, files: list[int]) -> int:
    """The number of the message there. Raises Uncertain when nobody knows whether it went."""
    fields: dict[str, Any] = {settings.SSEV["content_field"]: text}
    if files:
        fields[settings.SSEV["files_field"]] = files
    said = {
        "recipientProfileIds": [profile],
        "subject": subject,
        "rnu": None,
        "templateId": settings.SSEV["template"],
        "fields": fields,
    }
    return int(_ask("POST", "/api/v1/messages", json.dumps(said, ensure_ascii=False).encode()))


def opened_at(number: str) -> datetime | None:
    """When the addressee opened a message; their clock, in Europe/Sofia where it names no zone."""
    seen = _ask("GET", f"/api/v1/messages/{int(number)}/view")
    said = http.at(seen, "recipients.0.dateReceived")
    moment = parse_datetime(said) if isinstance(said, str) else None
    return timezone.make_aware(moment) if moment is not None and timezone.is_naive(moment) else moment


def _ask(method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
    headers = {"Accept": "application/json", "Content-Type": kind, "Dp-Miscinfo": settings.SSEV["misc"]}
    if settings.SSEV["token"]:
        headers["Authorization"] = f"Bearer {settings.SSEV['token']}"
    answer = http.ask(
        method,
        f"{settings.SSEV['url']}{path}",
        headers=headers,
        body=body,
        timeout=settings.SSEV["timeout"],
        tls=_tls(settings.SSEV["certificate"], settings.SSEV["authority"]),
    )
    try:
        return http.accepted(answer).json()
    except ValueError as error:
        raise Uncertain("unreadable answer") from error


@lru_cache(maxsize=2)
def _tls(certificate: str, authority: str) -> ssl.SSLContext | None:
    """With the municipality's own certificate, and whom it trusts where that is not the usual list."""
    if not certificate:
        return None
    context = ssl.create_default_context(cafile=authority or None)
    context.load_cert_chain(certificate)
    return context
