"""Audit events, in the transaction of what they tell of; a refusal is told in its own."""

import hashlib
import json
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from records import together
from records.models import AuditEvent, AuditSeal

GENESIS = bytes(32)
ACTORS = {
    "system": _("the system"),
    "citizen": _("citizen"),
    "anonymous": _("somebody not signed in"),
    "helper": _("somebody invited to help"),
}


def who(by: Any) -> dict[str, Any]:
    """The actor's columns: uid and working name, or the system."""
    if by is None or not getattr(by, "is_authenticated", True):
        return {"actor_uid": None, "actor_label": "system" if by is None else "anonymous"}
    return {"actor_uid": by.uid, "actor_label": by.label[:120]}


def actor_in_words(label: str) -> str:
    """The stored name as a reader sees it: staff by name, everybody else by what they are."""
    return str(ACTORS.get(label, label))


def what(subject: Any) -> dict[str, Any]:
    if subject is None:
        return {"subject_kind": "", "subject_uid": None}
    return {"subject_kind": subject._meta.label_lower, "subject_uid": subject.uid}


def record(verb: str, subject: Any, *, by: Any, **facts: Any) -> AuditEvent:
    """Facts are codes, uids and dates: the audit outlives a shredded key."""
    event = AuditEvent(verb=verb, facts=facts, **what(subject), **who(by))
    together.add(event)
    return event


def denied(verb: str, subject: Any, *, by: Any) -> None:
    record(f"denied:{verb}", subject, by=by)


def digest(event: AuditEvent, previous: bytes) -> bytes:
    """SHA-256 over the previous hash and every column of the event."""
    body = json.dumps(
        [
            event.pk,
            event.at.isoformat(),
            str(event.actor_uid),
            event.actor_label,
            event.verb,
            event.subject_kind,
            str(event.subject_uid),
            event.facts,
        ],
        sort_keys=True,
        ensure_ascii=False,
    )
    return hashlib.sha256(previous + body.encode()).digest()


def seal_pending(limit: int = 5000) -> int:
    """Chains events whose transaction is older than every running one. One sealer at a time. How many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('records.audit_seal'))")
        if not cursor.fetchone()[0]:
            return 0
        last = AuditSeal.objects.order_by("-position").first()
        position, previous = (last.position, bytes(last.hash)) if last else (0, GENESIS)
        cursor.execute("SELECT txid_snapshot_xmin(txid_current_snapshot())")
        oldest_running = cursor.fetchone()[0]
        events = AuditEvent.objects.filter(seal__isnull=True, txid__lt=oldest_running).order_by("id")[:limit]
        seals = []
        for event in events:
            position += 1
            current = digest(event, previous)
            seals.append(AuditSeal(position=position, event=event, hash=current, previous=previous))
            previous = current
        AuditSeal.objects.bulk_create(seals)
    return len(seals)


def head() -> tuple[int, str] | None:
    last = AuditSeal.objects.order_by("-position").first()
    return (last.position, bytes(last.hash).hex()) if last else None


def faults(known_heads: list[tuple[int, str]]) -> list[str]:
    """What does not fit: altered, removed or inserted rows, and a tail cut below a head kept elsewhere."""
    found, previous, position = [], GENESIS, 0
    hashes: dict[int, str] = {}
    for seal in AuditSeal.objects.select_related("event").order_by("position").iterator(2000):
        position += 1
        if seal.position != position:
            found.append(f"position {position}: a seal is missing")
            position = seal.position
        if bytes(seal.previous) != previous or digest(seal.event, previous) != bytes(seal.hash):
            found.append(f"position {seal.position}: event {seal.event_id} does not match its seal")
        previous = bytes(seal.hash)
        hashes[seal.position] = previous.hex()
    for kept, value in known_heads:
        if hashes.get(kept) != value:
            found.append(f"position {kept}: differs from the head kept outside the database")
    return found
