"""Several questions in one statement: each answers with its rows as one JSON array, read back as what they were."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import get_language

from records.statements import Composed, compose

# How JSON gives back a column, by the beginning of its type; JSON has its own word for the others.
READERS: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "time": time.fromisoformat,
    "uuid": UUID,
    "bytea": lambda text: bytes.fromhex(text[2:]),
    "numeric": Decimal,
}
AS_TEXT = ("jsonb", "numeric")
PLAIN = ("integer", "bigint", "smallint", "boolean", "varchar", "text")


class _Question(NamedTuple):
    name: str
    composed: Composed
    readers: list[tuple[int, Callable[[str], Any]]]

    def answer(self, rows: list[list[Any]] | None) -> list[Any]:
        found = rows or []
        for row in found:
            for at, read in self.readers:
                if row[at] is not None:
                    row[at] = read(row[at])
        return [self.composed.row(row) for row in found]


class Bundle:
    """Querysets as `Statement` takes them, by name, asked together. Composed at first use in each language."""

    def __init__(self, builds: Mapping[str, Callable[[], QuerySet[Any, Any]]]) -> None:
        self._builds = builds
        self._kept: dict[str, tuple[str, list[_Question]]] = {}

    def read(self, **given: Any) -> dict[str, list[Any]]:
        """The rows of each by its name: objects of the model, or tuples of a `values_list`. One query."""
        sql, questions = self._composed()
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for question in questions for value in question.composed.values(given)])
            answers = cursor.fetchone()
        return {question.name: question.answer(rows) for question, rows in zip(questions, answers, strict=True)}

    def _composed(self) -> tuple[str, list[_Question]]:
        language = get_language() or ""
        if language not in self._kept:
            made = [_question(name, build) for name, build in self._builds.items()]
            self._kept[language] = "SELECT " + ", ".join(sql for sql, _question in made), [one for _sql, one in made]
        return self._kept[language]


def _question(name: str, build: Callable[[], QuerySet[Any, Any]]) -> tuple[str, _Question]:
    composed, readers, columns = compose(build), [], []
    for at, column in enumerate(composed.fields):
        kind = column.db_type(connection) or ""
        reader = next((READERS[start] for start in READERS if kind.startswith(start)), None)
        if kind.endswith("[]") or not (reader or kind.startswith((*AS_TEXT, *PLAIN))):
            raise TypeError(f"A bundle does not read columns of type {kind}.")
        if reader:
            readers.append((at, reader))
        columns.append(f"c{at}::text" if kind.startswith(AS_TEXT) else f"c{at}")
    aliases = ", ".join(f"c{at}" for at in range(len(composed.fields)))
    # The order of the rows is that of the inner statement.
    sql = f"(SELECT json_agg(json_build_array({', '.join(columns)})) FROM ({composed.sql}) AS one ({aliases}))"  # noqa: S608
    return sql, _Question(name, composed, readers)
