"""Settings of those who carry messages out of the house, read from the environment."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal import environment as env

ON_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


def _address(name: str) -> str:
    """An https:// address; plain http:// only to this machine."""
    url = env.text(name)
    parts = urlsplit(url)
    if url and parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ON_THIS_MACHINE):
        raise ImproperlyConfigured(f"{name} must be an https:// address.")
    return url


def sms() -> dict[str, Any]:
    """The HTTP gateway for text messages. Without SMS_URL they go into a folder.

    SMS_FIELDS names the gateway's fields and what of ours goes into each (to, text, reference, sender);
    SMS_ACCEPTED what its answer says when it took the message, `status:queued|sent`; SMS_REPORT_FIELDS where its
    reports keep reference, id, status and code; SMS_STATUSES what its words mean here.
    """
    form = env.text("SMS_FORMAT", "json")
    if form not in {"json", "form"}:
        raise ImproperlyConfigured("SMS_FORMAT must be json or form.")
    statuses = env.pairs("SMS_STATUSES") or {
        "delivered": "delivered", "read": "read", "undelivered": "failed", "rejected": "failed", "expired": "failed",
    }  # fmt: skip
    if not set(statuses.values()) <= {"delivered", "read", "failed"}:
        raise ImproperlyConfigured("SMS_STATUSES may mean delivered, read or failed.")
    return {
        "url": _address("SMS_URL"),
        "format": form,
        "fields": env.pairs("SMS_FIELDS") or {"to": "to", "text": "text", "reference": "reference"},
        "sender": env.text("SMS_SENDER"),
        "headers": env.pairs("SMS_HEADERS"),
        "accepted": env.pairs("SMS_ACCEPTED"),
        "id_field": env.text("SMS_ID_FIELD"),
        "timeout": env.number("SMS_TIMEOUT", 15),
        "idempotent": env.flag("SMS_IDEMPOTENT"),
        "callback_secret": env.text("SMS_CALLBACK_SECRET"),
        "report_fields": env.pairs("SMS_REPORT_FIELDS")
        or {"reference": "reference", "id": "id", "status": "status", "code": "code"},
        "statuses": {name.lower(): meaning for name, meaning in statuses.items()},
    }


def letters() -> dict[str, Any]:
    """The register of outgoing letters, and the envelope's window in millimetres from the sheet's left and top edge.

    Usual: the left window of 90 × 45 mm, as DL and C5/6 envelopes have it for a sheet folded in three (DIN 5008, B).
    """
    window = {"left": "22", "top": "47", "width": "84", "height": "40", **env.pairs("LETTER_WINDOW")}
    if not all(value.isdecimal() for value in window.values()):
        raise ImproperlyConfigured("LETTER_WINDOW must look like left:22,top:47,width:84,height:40.")
    return {"register": env.text("LETTER_REGISTER", "ИЗХ"), "window": window}


def bounces() -> dict[str, str]:
    """Where mails come back to: an address whose `+…` variants arrive too, and the Maildir that holds them."""
    address = env.text("BOUNCE_ADDRESS")
    if address and "@" not in address:
        raise ImproperlyConfigured("BOUNCE_ADDRESS must be an e-mail address.")
    return {"address": address, "maildir": env.text("BOUNCE_MAILDIR")}


def ssev() -> dict[str, Any]:
    """The state's system for secure delivery; off without SSEV_URL.

    SSEV_MISC is the header Dp-Miscinfo that names the municipality; SSEV_CERTIFICATE a PEM file with certificate and
    key; SSEV_AUTHORITY whom it trusts instead of the usual list. Template and its fields are those of a plain message.
    """
    url = _address("SSEV_URL").rstrip("/")
    if url and not env.text("SSEV_MISC"):
        raise ImproperlyConfigured("SSEV_MISC is missing: the header that names the municipality.")
    return {
        "url": url,
        "misc": env.text("SSEV_MISC"),
        "token": env.text("SSEV_TOKEN"),
        "certificate": env.text("SSEV_CERTIFICATE"),
        "authority": env.text("SSEV_AUTHORITY"),
        "template": env.text("SSEV_TEMPLATE", "1"),
        "content_field": env.text("SSEV_CONTENT_FIELD", "179ea4dc-7879-43ad-8073-72b263915656"),
        "files_field": env.text("SSEV_FILES_FIELD", "e2135802-5e34-4c60-b36e-c86d910a571a"),
        "target_group": env.number("SSEV_TARGET_GROUP", 1),
        "timeout": env.number("SSEV_TIMEOUT", 20),
    }
