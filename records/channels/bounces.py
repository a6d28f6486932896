"""Mails that other servers send back (RFC 3464): read from a Maildir, each moves the delivery that it is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from mailbox import Maildir
from uuid import UUID

from django.conf import settings

from records import deliveries, messages
from records.crypto import blind_index
from records.models import DeadAddress, Delivery, DeliveryStatus
from records.models import Message as OurMessage

LARGEST = 256 * 1024
AT_ONCE = 500
# Enhanced status codes (RFC 3463) that speak of the mailbox itself, not of this one mail.
DEAD = re.compile(r"5\.(1\.([1236]|10)|2\.1)$")
CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
MEANS = {"failed": DeliveryStatus.FAILED, "delivered": DeliveryStatus.DELIVERED}


@dataclass(frozen=True)
class Report:
    """`action` is failed, delayed, delivered, relayed or expanded; `code` an enhanced status code or empty."""

    mail_id: str
    message_uid: UUID | None
    action: str
    code: str


def return_path(message_uid: UUID) -> str:
    """An envelope sender of this one message, so that even a bounce without its headers is understood."""
    name, _at, domain = settings.BOUNCES["address"].partition("@")
    return f"{name}+{message_uid.hex}@{domain}"


def read_all() -> int:
    """Reads what has come and takes it away; what is no report stays in the folder `.other`. How many moved."""
    if not settings.BOUNCES["maildir"]:
        return 0
    box = Maildir(settings.BOUNCES["maildir"], factory=None, create=True)
    moved = 0
    for key in list(box.keys())[:AT_ONCE]:
        report = read(_bytes(box, key))
        if report is None:
            box.add_folder("other").add(box.get_bytes(key))
        else:
            moved += hear(report)
        box.discard(key)
    return moved


def _bytes(box: Maildir, key: str) -> bytes:
    with box.get_file(key) as file:
        return bytes(file.read(LARGEST))


def read(mail: bytes) -> Report | None:
    """None for what is no delivery report: an answer of a person, an automatic reply, rubbish."""
    parsed = message_from_bytes(mail, policy=policy.default)
    said = next(_recipients(parsed), None)
    if said is None:
        return None
    code = CODE.search(str(said.get("Status", "")))
    action = str(said.get("Action", "")).strip().lower()
    return Report(_mail_id(parsed), _message_uid(parsed), action, code.group() if code else "")


def _recipients(mail: Message) -> Iterator[Message]:
    """The blocks of the report that speak of a recipient; the first block speaks of the server."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        if isinstance(blocks, list):
            yield from (block for block in blocks if isinstance(block, Message) and "Action" in block)


def _mail_id(mail: Message) -> str:
    """The Message-ID of our mail, from its headers that came back."""
    for part in mail.walk():
        kind = part.get_content_type()
        payload = part.get_payload()
        if kind == "message/rfc822" and isinstance(payload, list):
            inner = payload[0]
            return str(inner.get("Message-ID", "")).strip() if isinstance(inner, Message) else ""
        if kind == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            headers = message_from_bytes(content if isinstance(content, bytes) else b"", policy=policy.default)
            return str(headers.get("Message-ID", "")).strip()
    return ""


def _message_uid(mail: EmailMessage | Message) -> UUID | None:
    name, _at, domain = settings.BOUNCES["address"].partition("@")
    if not name:
        return None
    ours = re.compile(rf"{re.escape(name)}\+([0-9a-f]{{32}})@{re.escape(domain)}", re.IGNORECASE)
    for header in ("To", "Delivered-To", "X-Original-To"):
        found = ours.search(str(mail.get(header, "")))
        if found:
            return UUID(found.group(1))
    return None


def hear(report: Report) -> bool:
    """Moves the delivery and marks a mailbox that is not there. False when nothing was to be done."""
    status = MEANS.get(report.action)
    delivery = _delivery(report)
    if status is None or delivery is None:
        return False
    if not deliveries.note(delivery.pk, status, source="bounce", by=None, detail=report.code):
        return False
    if status == DeliveryStatus.FAILED and DEAD.match(report.code):
        _mark(delivery, report.code)
    return True


def _delivery(report: Report) -> Delivery | None:
    rows = Delivery.objects.filter(channel="email").select_related("message__data_key")
    found = rows.filter(mail_id=report.mail_id).first() if report.mail_id else None
    if found is None and report.message_uid is not None:
        found = rows.filter(message__uid=report.message_uid).first()
    return found


def _mark(delivery: Delivery, code: str) -> None:
    if hashed := _hashed(delivery.message):
        DeadAddress.objects.get_or_create(channel="email", hmac=hashed, defaults={"code": code})


def _hashed(message: OurMessage) -> bytes | None:
    address = message.context.get("to") if message.kind == "account" else messages.address(message).email
    return blind_index("email", address.lower()) if address else None


def goes_nowhere(message: OurMessage) -> bool:
    """Whether the address to which an e-mail would go now is one that its server says is not there."""
    hashed = _hashed(message)
    return hashed is not None and DeadAddress.objects.filter(channel="email", hmac=hashed).exists()
