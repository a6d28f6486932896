"""The outbox: rows that wait for a worker, and how the relay claims them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

CHANNEL = "outbox"

# A claim moves next_try_at forward, so that a backlog is published once and not at every sweep.
CLAIM_DELIVERIES = """
    UPDATE records_delivery SET next_try_at = now() + interval '15 seconds' * least(power(2, least(tries, 6)), 60)
    WHERE id IN (
        SELECT id FROM records_delivery
        WHERE status IN ('queued', 'sending') AND next_try_at <= now()
        ORDER BY next_try_at LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""
CLAIM_DOCUMENTS = """
    UPDATE records_document SET next_try_at = now() + interval '20 seconds' * least(power(2, least(tries, 6)), 60)
    WHERE id IN (
        SELECT id FROM records_document
        WHERE status = 'queued' AND next_try_at <= now()
        ORDER BY next_try_at LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id, queue
"""


@dataclass(frozen=True)
class Job:
    task: str
    row: int
    queue: str


def announce() -> None:
    """Wakes the relay when this transaction commits. A lost notice only means the next sweep finds the row."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def claim(limit: int = 200) -> list[Job]:
    """Due rows, each given to one relay only."""
    with transaction.atomic():
        return list(_claimed(limit))


def _claimed(limit: int) -> Iterator[Job]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_DELIVERIES, [limit])
        for (row,) in cursor.fetchall():
            yield Job("records.send_delivery", row, "messages")
        cursor.execute(CLAIM_DOCUMENTS, [limit])
        for row, queue in cursor.fetchall():
            yield Job("records.render_document", row, queue)
