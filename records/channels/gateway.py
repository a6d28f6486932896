"""A gateway for text messages, spoken to over HTTP as configuration says; its reports come back signed."""

import hmac
import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from records import deliveries
from records.channels import http
from records.channels.errors import Handed, NotHandedOver, Refused, Uncertain
from records.models import Delivery, DeliveryStatus

FRESH_SECONDS = 300


def send(delivery: Delivery, phone: str, text: str) -> Handed:
    """One text message. Raises NotHandedOver, Refused or Uncertain.

    A gateway that knows an idempotency key (SMS_IDEMPOTENT) is asked again when its answer was lost; no other is.
    """
    known = {"to": phone, "text": text, "reference": str(delivery.message.uid), "sender": settings.SMS["sender"]}
    fields = {name: known[ours] for name, ours in settings.SMS["fields"].items()}
    is_form = settings.SMS["format"] == "form"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded" if is_form else "application/json",
        "Idempotency-Key": str(delivery.message.uid),
        **settings.SMS["headers"],
    }
    body = (urlencode(fields) if is_form else json.dumps(fields, ensure_ascii=False)).encode()
    try:
        answer = http.ask("POST", settings.SMS["url"], headers=headers, body=body, timeout=settings.SMS["timeout"])
        return Handed(DeliveryStatus.SENT, _number(http.accepted(answer)))
    except Uncertain as lost:
        if settings.SMS["idempotent"]:
            raise NotHandedOver(str(lost)) from lost
        raise


def _number(answer: http.Answer) -> str:
    """The gateway's number for the message, once its answer says what an accepted one says."""
    wanted, name = settings.SMS["accepted"], settings.SMS["id_field"]
    if not wanted and not name:
        return ""
    try:
        document = answer.json()
    except ValueError as error:
        raise Uncertain("unreadable answer") from error
    for path, values in wanted.items():
        said = str(http.at(document, path))
        if said not in values.split("|"):
            raise Refused(f"{path}={said}"[:60])
    return str(http.at(document, name) or "")[:120] if name else ""


def signature(secret: str, moment: int, body: bytes) -> str:
    return hmac.new(secret.encode(), b"%d." % moment + body, "sha256").hexdigest()


def is_signed(header: str, body: bytes, now: float) -> bool:
    """`t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" in hex>`, not older than five minutes."""
    parts = dict(part.strip().split("=", 1) for part in header.split(",") if "=" in part)
    moment = parts.get("t", "")
    if not moment.isdecimal() or len(moment) > 12 or abs(now - int(moment)) > FRESH_SECONDS:
        return False
    expected = signature(settings.SMS["callback_secret"], int(moment), body)
    return hmac.compare_digest(expected.encode(), parts.get("v1", "").encode())


def heard(report: dict[str, Any]) -> bool:
    """A report of the gateway. False when it is about nothing of ours or says nothing new."""
    names = settings.SMS["report_fields"]
    said = {ours: str(report.get(name, "")) for ours, name in names.items()}
    status = settings.SMS["statuses"].get(said.get("status", "").lower())
    delivery = _delivery(said.get("reference", ""), said.get("id", ""))
    if status is None or delivery is None:
        return False
    detail = said.get("code", "") if status in deliveries.WRONG else ""
    return deliveries.note(delivery.pk, status, source="gateway", by=None, detail=detail[:60])


def _delivery(reference: str, number: str) -> Delivery | None:
    rows = Delivery.objects.filter(channel="sms")
    try:
        return rows.filter(message__uid=UUID(reference)).first()
    except ValueError:
        return rows.filter(foreign_id=number[:120]).first() if number else None
