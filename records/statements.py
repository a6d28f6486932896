"""Queries that pages ask at every turn, composed once: writing them costs the ORM more than answering the database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet, Value
from django.db.models.query import get_related_populators
from django.utils.translation import get_language

# How many values PostgreSQL takes a list to have that it does not know yet.
UNKNOWN_LIST = 10


def as_unknown(values: Iterable[Any]) -> list[Any]:
    """For `= ANY`, where a value may come twice: a list of fewer than ten repeats itself.

    A prepared statement's list counts as ten values to the planner, and a shorter one looks so much cheaper that the
    statement would be planned anew each time it is asked.
    """
    listed = list(values)
    return (listed * UNKNOWN_LIST)[: max(UNKNOWN_LIST, len(listed))]


class Given(Value):
    """Stands in a filter for a value that is known when the statement runs."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def of(self, given: dict[str, Any]) -> Any:
        return given[self.value]


class AnyGiven(Given):
    """Stands for a list of values: `filter(case=AnyGiven("cases"))`."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "ANY(%s)", [self]

    def of(self, given: dict[str, Any]) -> Any:
        return as_unknown(given[self.value])


@dataclass
class Composed:
    """`converters`: by the place of the column. `related`: what fills in the rows joined by select_related."""

    sql: str
    places: list[Any]
    converters: dict[int, tuple[list[Any], Any]]
    fields: list[Any]
    model: type[Model] | None = None
    columns: slice | None = None
    names: list[str] = field(default_factory=list)
    related: list[Any] = field(default_factory=list)

    def values(self, given: dict[str, Any]) -> list[Any]:
        return [place.of(given) if isinstance(place, Given) else place for place in self.places]

    def row(self, values: Sequence[Any]) -> Any:
        """A row of the model; a tuple of the columns where no model was asked for."""
        row = list(values)
        for at, (convert, column) in self.converters.items():
            for one in convert:
                row[at] = one(row[at], column, connection)
        if self.model is None or self.columns is None:
            return tuple(row)
        made = self.model.from_db(connection.alias, self.names, row[self.columns])
        for populator in self.related:
            populator.populate(row, made)
        return made


def compose(build: Callable[[], QuerySet[Any, Any]]) -> Composed:
    rows = build()
    compiler = rows.query.get_compiler(connection=connection)
    sql, places = compiler.as_sql()
    selected = [column for column, _sql, _alias in compiler.select]
    composed = Composed(
        sql, list(places), compiler.get_converters(selected), [column.output_field for column in selected]
    )
    if (told := compiler.klass_info) and not rows.query.values_select and not rows.query.annotation_select:
        composed.model = told["model"]
        columns = composed.columns = slice(told["select_fields"][0], told["select_fields"][-1] + 1)
        composed.names = [column.target.attname for column in selected[columns]]
        # The types are those of the next version, which asks for one more argument.
        composed.related = get_related_populators(told, compiler.select, connection.alias)  # type: ignore[call-arg]
    return composed


class Statement:
    """A queryset composed at first use in each language; `build` names every value that changes by Given or AnyGiven.

    `rows` reads plain columns: those that need Python to be read (encrypted ones, JSON) are refused with TypeError.
    `objects` reads whole rows of a model, with `only` and `select_related`, without annotations.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._kept: dict[str, Composed] = {}

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        composed = self._composed()
        if composed.converters:
            raise TypeError(f"A statement reads plain columns only: {composed.sql}")
        return self._run(composed, given)

    def objects(self, **given: Any) -> list[Any]:
        composed = self._composed()
        assert composed.model, "Rows of a model only"
        return [composed.row(values) for values in self._run(composed, given)]

    @staticmethod
    def _run(composed: Composed, given: dict[str, Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(composed.sql, composed.values(given))
            return cursor.fetchall()

    def _composed(self) -> Composed:
        language = get_language() or ""
        if language not in self._kept:
            self._kept[language] = compose(self._build)
        return self._kept[language]
