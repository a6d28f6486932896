"""The outbox: rows that wait for a worker, and how the relay claims them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from records import texts, together
from records.models import DataKey, Delivery, Message

# A claim moves next_try_at forward, so that a backlog is published once and not at every sweep.
CLAIM_DELIVERIES = """
    UPDATE records_delivery SET next_try_at = now() + interval '15 seconds' * least(power(2, least(tries, 6)), 60)
    WHERE id IN (
        SELECT id FROM records_delivery
        WHERE status IN ('queued', 'sending') AND next_try_at <= now()
        ORDER BY next_try_at LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id, 'messages'
"""
CLAIM_DOCUMENTS = """
    UPDATE records_document SET next_try_at = now() + interval '20 seconds' * least(power(2, least(tries, 6)), 60)
    WHERE id IN (
        SELECT id FROM records_document
        WHERE status = 'queued' AND next_try_at <= now()
        ORDER BY next_try_at LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id, queue
"""

# One statement and one commit: whoever gets the row back hands it over, and nobody else.
ATTEMPT = """
    UPDATE records_delivery AS delivery SET status = 'sending', attempted_at = now(), tries = delivery.tries + 1
    FROM records_message AS message JOIN records_datakey AS key ON key.id = message.data_key_id
    WHERE message.id = delivery.message_id AND delivery.id = (
        SELECT id FROM records_delivery WHERE id = %s AND status = 'queued' FOR UPDATE SKIP LOCKED
    )
    RETURNING delivery.channel, delivery.mail_id, delivery.tries, message.id, message.uid, message.kind,
        message.person_uid, message.user_uid, message.about_uid, message.context,
        message.created_at, EXISTS (SELECT FROM records_messagetext WHERE kind = message.kind),
        key.id, key.uid, key.wrapped, key.kek_id
"""
# Not waited for on disk: a mark lost with the machine leaves the row uncertain, on the work list, and never sent twice.
SENT = """
    UPDATE records_delivery SET status = 'sent', sent_at = now(), failure = ''
    FROM set_config('synchronous_commit', 'off', true) WHERE id = %s
"""
INTERRUPTED = """
    SELECT id FROM records_delivery
    WHERE id = %s AND status = 'sending' AND attempted_at < now() - interval '30 seconds'
"""


# Tasks and the statements that claim their due rows: `%s` is how many at most, each row is (id, queue).
# A room above registers its own in portal/wiring.py.
CLAIMS = {"records.send_delivery": CLAIM_DELIVERIES, "records.render_document": CLAIM_DOCUMENTS}


@dataclass(frozen=True)
class Job:
    task: str
    row: int
    queue: str


def mail_id(message: Message, channel: str) -> str:
    """The stable Message-ID of one delivery."""
    return f"<{message.uid}.{channel}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"


def announce() -> None:
    """Wakes the relay when this transaction commits. A lost notice only means the next sweep finds the row."""
    together.wake_relay()


def claim(limit: int = 200) -> list[Job]:
    """Due rows, each given to one relay only."""
    with transaction.atomic():
        return list(_claimed(limit))


def _claimed(limit: int) -> Iterator[Job]:
    with connection.cursor() as cursor:
        for task, statement in CLAIMS.items():
            cursor.execute(statement, [limit])
            for row, queue in cursor.fetchall():
                yield Job(task, row, queue)


def attempt(delivery_id: int) -> Delivery | None:
    """The row, marked as being sent; None when it is done, taken, or was handed over before a crash."""
    with connection.cursor() as cursor:
        cursor.execute(ATTEMPT, [delivery_id])
        row = cursor.fetchone()
        if row is None:
            return None
    channel, mail_id, tries, pk, uid, kind, person_uid, user_uid, about_uid, context, created_at, has_texts, *key = row
    data_key = DataKey(**dict(zip(("id", "uid", "wrapped", "kek_id"), key, strict=True)))
    to = {"person_uid": person_uid, "user_uid": user_uid, "about_uid": about_uid}
    message = Message(id=pk, uid=uid, kind=kind, data_key=data_key, created_at=created_at, **to)
    if not has_texts:
        texts.is_builtin(message)
    message.context = Message._meta.get_field("context").from_db_value(context, None, connection)
    return Delivery(id=delivery_id, message=message, channel=channel, mail_id=mail_id, tries=tries, status="sending")


def was_interrupted(delivery_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(INTERRUPTED, [delivery_id])
        return cursor.fetchone() is not None


def mark_sent(delivery: Delivery) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SENT, [delivery.pk])
