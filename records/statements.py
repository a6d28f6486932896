"""Queries that pages ask at every turn, composed once: writing them costs the ORM more than answering the database."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Value
from django.utils.translation import get_language


class Given(Value):
    """Stands in a filter for a value that is known when the statement runs."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class AnyGiven(Given):
    """Stands for a list of values: `filter(case=AnyGiven("cases"))`."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "ANY(%s)", [self]


class Statement:
    """A queryset of plain columns, built at first use in each language.

    `build` names every value that changes by Given or AnyGiven. Columns that need Python to be read (encrypted
    ones, JSON) are refused with TypeError: read those as rows.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, tuple[Any, ...]]]) -> None:
        self._build = build
        self._composed: dict[str, tuple[str, list[Any]]] = {}

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        sql, places = self._compose()
        values = [given[place.value] if isinstance(place, Given) else place for place in places]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def _compose(self) -> tuple[str, list[Any]]:
        language = get_language() or ""
        if language not in self._composed:
            compiler = self._build().query.get_compiler(connection=connection)
            sql, places = compiler.as_sql()
            columns = [column for column, _sql, _alias in compiler.select]
            if compiler.get_converters(columns):
                raise TypeError(f"A statement reads plain columns only: {sql}")
            self._composed[language] = (sql, list(places))
        return self._composed[language]
