"""A town of a million cases in minutes: the history of a few thousand, written over and over with other people.

Every copy has its own rows, numbers, uids and data keys, and its texts are sealed anew under them; what the rows say
and when it happened is that of the first. Rows go in by COPY while foreign keys and indexes are away; both come back
before the transaction ends, so that the database has looked at every row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections
from django.db.models import Model

from people.models import Person
from portal.demo.writer import Writer
from records import keys
from records.crypto import EncryptedField
from records.models import AuditEvent, DataKey, RegisterCounter
from services.models import Offer

NUMBER = re.compile(r"^(\D+-(?P<year>\d{4})-)(?P<seq>\d{5,})(.*)$")
# Numbers of the registers stand in these columns; they go on where the first ones ended.
NUMBERED = {"number"}
# Every hexadecimal digit of a uid that is free to differ (RFC 4122: version and variant stay).
FREE = 0xFFFFFFFFFFFF0FFF3FFFFFFFFFFFFFFF
STRIDE = 0x9E3779B97F4A7C15F39CC0605CEDC835
STEP, SHIFT = 7919, 104_729

Op = Callable[[int], str]


@dataclass
class Table:
    """What is copied of one model: rows as the database writes them, and how far apart two copies of a row lie."""

    model: type[Model]
    columns: list[str]
    rows: list[list[str]]
    span: int = 0
    lines: list[tuple[str, list[Op]]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.model._meta.db_table)


class Copies:
    """`Copies().write(n)`: n further copies of the history that stands in the database, without its audit."""

    def __init__(self) -> None:
        self.connection = connections["owner"]
        models = [model for model in Writer.ORDER if model is not AuditEvent]
        self.tables = {model: self._read(model) for model in (*models, *_links(models))}
        self.people = list(Person.objects.order_by("pk").values_list("pk", "uid"))
        self.place = {pk: index for index, (pk, _uid) in enumerate(self.people)}
        self.place_by_uid = {uid.hex: index for index, (_pk, uid) in enumerate(self.people)}
        self.last = {(row.register, str(row.year)): row.last for row in RegisterCounter.objects.all()}
        self.seats = dict(Offer.objects.values_list("pk", "capacity"))
        self.uids = {
            row[table.columns.index("uid")].replace("-", "")
            for table in self.tables.values()
            if "uid" in table.columns
            for row in table.rows
        }
        self.keys: dict[str, bytes] = {}
        self.fresh: dict[str, bytes] = {}
        for table in self.tables.values():
            self._prepare(table)

    def _read(self, model: type[Model]) -> Table:
        meta = model._meta
        columns = [str(column.column) for column in meta.concrete_fields if not getattr(column, "generated", False)]
        where = " WHERE owner_kind = 'application'" if model is DataKey else ""
        names = ", ".join(columns)
        with self.connection.cursor() as cursor:
            query = f"COPY (SELECT {names} FROM {meta.db_table}{where} ORDER BY id) TO STDOUT"  # noqa: S608 - our own names
            with cursor.copy(query) as copy:
                text = b"".join(bytes(part) for part in copy).decode()
            rows = [line.split("\t") for line in text.split("\n")[:-1]]
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {meta.db_table}")  # noqa: S608 - a model's own table
            top = int(cursor.fetchone()[0])
        first = min((int(row[columns.index("id")]) for row in rows), default=1)
        return Table(model, columns, rows, span=top - first + 1)

    def _prepare(self, table: Table) -> None:
        fields = {column.column: column for column in table.model._meta.concrete_fields}
        for row in table.rows:
            parts, ops = [], []
            for column, value in zip(table.columns, row, strict=True):
                op = None if value == r"\N" else self._op(table, fields[column], value, row)
                parts.append("%s" if op else value.replace("%", "%%"))
                ops += [op] if op else []
            table.lines.append(("\t".join(parts) + "\n", ops))

    def _op(self, table: Table, column: Any, value: str, row: list[str]) -> Op | None:
        """How the value of a copy is made, or nothing where it stays."""
        if column.primary_key:
            return _moved(int(value), table.span)
        if column.is_relation and column.remote_field.model in self.tables:
            return _moved(int(value), self.tables[column.remote_field.model].span)
        if column.is_relation and column.remote_field.model is Person:
            return self._person(int(value))
        if isinstance(column, EncryptedField):
            return self._sealed(table, column, value, row)
        if table.model is DataKey and column.column == "wrapped":
            return self._wrapped(row[table.columns.index("uid")], value)
        if column.get_internal_type() == "UUIDField":
            return self._uid(value.replace("-", ""))
        if column.column in NUMBERED and (found := NUMBER.match(value)):
            return self._number(found)
        if column.column == "seat":
            return _moved(int(value), self.seats[int(row[table.columns.index("offer_id")])])
        return None

    def _whom(self, index: int, copy: int) -> tuple[int, UUID]:
        return self.people[(index * STEP + copy * SHIFT) % len(self.people)]

    def _person(self, pk: int) -> Op:
        index = self.place[pk]
        return lambda copy: str(self._whom(index, copy)[0])

    def _uid(self, value: str) -> Op | None:
        if value in self.place_by_uid:
            index = self.place_by_uid[value]
            return lambda copy: self._whom(index, copy)[1].hex
        if value in self.uids:
            number = int(value, 16)
            return lambda copy: _other(number, copy)
        return None

    def _number(self, found: re.Match[str]) -> Op:
        before, rest, seq = found[1], found[4], int(found["seq"])
        last = self.last[before.split("-")[0], found["year"]]
        return lambda copy: f"{before}{seq + copy * last:05d}{rest}"

    def _wrapped(self, uid: str, value: str) -> Op:
        """Comes first in every copy: what is sealed under the key finds it in `fresh`."""
        number = UUID(uid).int
        self.keys[uid] = keys.unwrap(*self._kek(value), UUID(uid))

        def make(copy: int) -> str:
            key = self.fresh[uid] = keys.new_key()
            return r"\\x" + keys.wrap(key, UUID(_other(number, copy)))[1].hex()

        return make

    @staticmethod
    def _kek(value: str) -> tuple[str, bytes]:
        return settings.KEK_CURRENT, bytes.fromhex(value.removeprefix(r"\\x"))

    def _sealed(self, table: Table, column: EncryptedField, value: str, row: list[str]) -> Op:
        key_uid = self._key_of(row[table.columns.index("data_key_id")])
        own = UUID(row[table.columns.index("uid")])
        name = f"{table.name}:{column.column}:"
        plain = keys.decrypt(self.keys[key_uid], bytes.fromhex(value.removeprefix(r"\\x")), f"{name}{own}".encode())

        def seal(copy: int) -> str:
            other = UUID(_other(own.int, copy))
            return r"\\x" + keys.encrypt(self.fresh[key_uid], plain, f"{name}{other}".encode()).hex()

        return seal

    def _key_of(self, pk: str) -> str:
        if not hasattr(self, "_key_uids"):
            table = self.tables[DataKey]
            at, uid = table.columns.index("id"), table.columns.index("uid")
            self._key_uids = {row[at]: row[uid] for row in table.rows}
        return self._key_uids[pk]

    def write(self, count: int) -> None:
        """In one transaction of the owner, which the caller opens."""
        names = [table.name for table in self.tables.values()]
        with self.connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
            away = _taken_away(cursor, names)
            for copy in range(1, count + 1):
                for table in self.tables.values():
                    self._copy(cursor, table, copy)
            for statement in away:
                cursor.execute(statement)
            for table in self.tables.values():
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"  # noqa: S608
                )
            cursor.execute("UPDATE records_registercounter SET last = last * %s", [count + 1])
            # A larger town has more places.
            cursor.execute("UPDATE services_offer SET capacity = capacity * %s", [count + 1])
            cursor.execute("UPDATE services_admission SET quota = quota * %s", [count + 1])

    @staticmethod
    def _copy(cursor: Any, table: Table, copy: int) -> None:
        if not table.lines:
            return
        with cursor.copy(f"COPY {table.name} ({', '.join(table.columns)}) FROM STDIN") as stream:
            stream.write("".join(line % tuple(op(copy) for op in ops) for line, ops in table.lines))


def _moved(value: int, span: int) -> Op:
    return lambda copy: str(value + copy * span)


def _other(number: int, copy: int) -> str:
    return f"{number ^ (copy * STRIDE & FREE):032x}"


def _links(models: Sequence[type[Model]]) -> list[type[Model]]:
    """Tables of links between many and many, which have no model of their own."""
    links: list[Any] = [link.remote_field.through for model in models for link in model._meta.many_to_many]
    return [link for link in links if link._meta.auto_created]


# What makes rows slow to write, as (drop it, bring it back). Primary keys grow in order and may stay.
CONSTRAINTS = """
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype = ANY(%s) ORDER BY conname
"""
INDEXES = """
    SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1
"""


def _taken_away(cursor: Any, names: list[str]) -> list[str]:
    """Drops foreign keys, then unique constraints and indexes of the tables; what brings them back, in its order."""
    away: list[str] = []
    for query, values in ((CONSTRAINTS, [names, ["f"]]), (CONSTRAINTS, [names, ["u", "x"]]), (INDEXES, [names])):
        cursor.execute(query.replace("%s", "%%s").replace("%I", "%%I").replace("ANY(%%s", "ANY(%s"), values)
        found = cursor.fetchall()
        for drop, _back in found:
            cursor.execute(drop)
        away = [back for _drop, back in found] + away
    return away
