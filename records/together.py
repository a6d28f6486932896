"""What one action only adds is added by one statement, at its end: audit events, history, messages, documents.

An action of several parts (sending an application) writes a dozen rows that nobody reads before it ends. Inside
`together()` they wait, in order, and one `WITH … INSERT …` writes them all in the action's own transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction
from django.db.models.sql import InsertQuery

CHANNEL = "outbox"
WAKE = f"SELECT pg_notify('{CHANNEL}', '')"

_waiting: ContextVar["Waiting | None"] = ContextVar("records.together", default=None)


class Waiting:
    """Rows that are written at the end of the block, and whether the relay is to be woken."""

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[models.Model]] = {}
        self.wakes = False

    def write(self) -> None:
        inserts = [_insert(rows) for rows in self.rows.values()]
        if not inserts:
            if self.wakes:
                _run(WAKE, [])
            return
        parts = [f"added{position} AS ({sql})" for position, (sql, _values) in enumerate(inserts)]
        # Without the wake-up, something must still stand after the last insert.
        end = WAKE if self.wakes else "SELECT"
        _run(f"WITH {', '.join(parts)} {end}", [value for _sql, values in inserts for value in values])


def _insert(rows: Sequence[models.Model]) -> tuple[str, Sequence[Any]]:
    """The statement of Django's own compiler. Rows of one model either all carry their key or none does."""
    model = type(rows[0])
    with_key = rows[0].pk is not None
    columns = [field for field in model._meta.concrete_fields if not field.generated]
    fields = [field for field in columns if with_key or not field.primary_key]
    query = InsertQuery(model)
    query.insert_values(fields, list(rows))
    [(sql, values)] = query.get_compiler(connection=connection).as_sql()
    return sql, values


def _run(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@contextmanager
def joined() -> Iterator[None]:
    """The caller's transaction, without a savepoint of its own; one of its own where there is none.

    For actions that either write everything or raise before they write.
    """
    if connection.in_atomic_block:
        yield
    else:
        with transaction.atomic():
            yield


@contextmanager
def together() -> Iterator[None]:
    """Rows given to `add` inside are written when the outermost block ends; none of them if it raises.

    What is read inside does not see them.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting = Waiting()
    token = _waiting.set(waiting)
    try:
        with joined():
            yield
            waiting.write()
    finally:
        _waiting.reset(token)


def add(*rows: models.Model) -> None:
    """Writes the rows at the end of the block; at once where no block is open."""
    waiting = _waiting.get()
    for row in rows:
        if waiting is None:
            row.save(force_insert=True)
        else:
            waiting.rows.setdefault(type(row), []).append(row)


def wake_relay() -> None:
    """The relay looks at the outbox once this transaction commits. A lost notice only means the next sweep does."""
    waiting = _waiting.get()
    if waiting is None:
        _run(WAKE, [])
    else:
        waiting.wakes = True


def reserve(model: type[models.Model], count: int) -> list[int]:
    """Keys for rows that others added together refer to; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]
