"""Editions as rows that wait for a worker."""

# `tries` counts beginnings: a worker that was killed leaves the row „rendering“, and the next claim brings it back.
CLAIM = """
    UPDATE services_edition SET next_try_at = now() + interval '15 seconds' * least(power(2, least(tries, 3)), 8)
    WHERE id IN (
        SELECT id FROM services_edition
        WHERE status IN ('queued', 'rendering') AND next_try_at <= now()
        ORDER BY next_try_at LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id, 'documents_slow'
"""
