"""What one action only adds is added by one statement, at its end: audit events, history, messages, documents.

An action of several parts (sending an application) writes a dozen rows that nobody reads before it ends. Inside
`together()` they wait, in order, and one `WITH … INSERT …` writes them all in the action's own transaction. A row may
refer to one that waits, too: their keys are made by that statement, and the objects themselves stay without.
"""

from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction
from django.db.models.sql import DeleteQuery, InsertQuery

from records.models import UidModel

CHANNEL = "outbox"
WAKE = f"SELECT pg_notify('{CHANNEL}', '')"

_waiting: ContextVar["Waiting | None"] = ContextVar("records.together", default=None)


class Waiting:
    """Rows that are written or deleted at the end of the block, and whether the relay is to be woken."""

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[models.Model]] = {}
        self.removed: list[models.QuerySet[Any]] = []
        self.wakes = False

    def write(self) -> None:
        parts = [(_name(model), *_insert(rows, self.rows)) for model, rows in self.rows.items()]
        parts += [(f"removed{position}", *_delete(rows)) for position, rows in enumerate(self.removed)]
        if not parts:
            if self.wakes:
                _run(WAKE, [])
            return
        # Without the wake-up, something must still stand after the last part.
        end = WAKE if self.wakes else "SELECT"
        whole = ", ".join(f"{name} AS ({sql})" for name, sql, _values in parts)
        _run(f"WITH {whole} {end}", [value for _part, _sql, values in parts for value in values])


class Made(models.Value):
    """The key that the same statement gives to a row of another table, found by the row's uid."""

    def __init__(self, row: Any) -> None:
        super().__init__(row.uid)
        self.table = _name(type(row))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return f"(SELECT id FROM {self.table} WHERE uid = %s)", [self.value]  # noqa: S608


def _name(model: type[models.Model]) -> str:
    return f"added_{model._meta.db_table}"


def _insert(rows: Sequence[models.Model], waiting: Container[type[models.Model]]) -> tuple[str, Sequence[Any]]:
    """The statement of Django's own compiler; it answers with the keys of rows that have a uid."""
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.generated and not field.primary_key]
    query = InsertQuery(model)
    with _references(rows, waiting):
        query.insert_values(fields, list(rows))
        [(sql, values)] = query.get_compiler(connection=connection).as_sql()
    return (f"{sql} RETURNING id, uid" if issubclass(model, UidModel) else sql), values


@contextmanager
def _references(rows: Sequence[models.Model], waiting: Container[type[models.Model]]) -> Iterator[None]:
    """While the statement is composed, a link to a row that waits itself stands for the key that it will get."""
    links = [field for field in rows[0]._meta.concrete_fields if field.related_model in waiting]
    open_ = [(row.__dict__, field) for row in rows for field in links if _is_open(row, field)]
    for values, field in open_:
        values[field.attname] = Made(values["_state"].fields_cache[field.name])
    try:
        yield
    finally:
        for values, field in open_:
            values[field.attname] = None


def _is_open(row: models.Model, link: Any) -> bool:
    return link.is_cached(row) and getattr(row, link.attname) is None and link.get_cached_value(row) is not None


def _delete(rows: models.QuerySet[Any]) -> tuple[str, Sequence[Any]]:
    query = rows.query.chain(klass=DeleteQuery)
    sql, values = query.get_compiler(connection=connection).as_sql()
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


def remove(rows: models.QuerySet[Any]) -> None:
    """Deletes rows that nothing refers to at the end of the block; at once where no block is open."""
    waiting = _waiting.get()
    if waiting is None:
        rows.delete()
    else:
        waiting.removed.append(rows)
