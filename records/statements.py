"""Queries that pages ask at every turn, composed once: writing them costs the ORM more than answering the database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet, Value
from django.db.models.query import get_related_populators
from django.utils.translation import get_language


class Given(Value):
    """Stands in a filter for a value that is known when the statement runs."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class AnyGiven(Given):
    """Stands for a list of values: `filter(case=AnyGiven("cases"))`."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "ANY(%s)", [self]


@dataclass
class _Composed:
    """`converters`: by the place of the column. `related`: what fills in the rows joined by select_related."""

    sql: str
    places: list[Any]
    converters: dict[int, tuple[list[Any], Any]]
    model: type[Model] | None = None
    columns: slice | None = None
    names: list[str] = field(default_factory=list)
    related: list[Any] = field(default_factory=list)


class Statement:
    """A queryset composed at first use in each language; `build` names every value that changes by Given or AnyGiven.

    `rows` reads plain columns: those that need Python to be read (encrypted ones, JSON) are refused with TypeError.
    `objects` reads whole rows of a model, with `only` and `select_related`, without annotations.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._kept: dict[str, _Composed] = {}

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        composed = self._composed()
        if composed.converters:
            raise TypeError(f"A statement reads plain columns only: {composed.sql}")
        return self._run(composed, given)

    def objects(self, **given: Any) -> list[Any]:
        composed, found = self._composed(), []
        assert composed.model and composed.columns, "Rows of a model only"
        for values in self._run(composed, given):
            row = list(values)
            for at, (convert, column) in composed.converters.items():
                for one in convert:
                    row[at] = one(row[at], column, connection)
            made = composed.model.from_db(connection.alias, composed.names, row[composed.columns])
            for populator in composed.related:
                populator.populate(row, made)
            found.append(made)
        return found

    @staticmethod
    def _run(composed: _Composed, given: dict[str, Any]) -> list[tuple[Any, ...]]:
        values = [given[place.value] if isinstance(place, Given) else place for place in composed.places]
        with connection.cursor() as cursor:
            cursor.execute(composed.sql, values)
            return cursor.fetchall()

    def _composed(self) -> _Composed:
        language = get_language() or ""
        if language not in self._kept:
            compiler = self._build().query.get_compiler(connection=connection)
            sql, places = compiler.as_sql()
            converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
            composed = _Composed(sql, list(places), converters)
            if compiler.klass_info:
                self._read_as_rows(composed, compiler.klass_info, compiler.select)
            self._kept[language] = composed
        return self._kept[language]

    @staticmethod
    def _read_as_rows(composed: _Composed, told: dict[str, Any], select: list[Any]) -> None:
        composed.model = told["model"]
        columns = composed.columns = slice(told["select_fields"][0], told["select_fields"][-1] + 1)
        composed.names = [column.target.attname for column, _sql, _alias in select[columns]]
        # The types are those of the next version, which asks for one more argument.
        composed.related = get_related_populators(told, select, connection.alias)  # type: ignore[call-arg]
