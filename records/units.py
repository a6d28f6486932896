"""Numbered units as PostgreSQL keeps them: a set of whole numbers in one value that a constraint can compare."""

from collections.abc import Iterable
from typing import Any

from django.db import models


def as_text(units: Iterable[int]) -> str:
    """The literal of an int4multirange: {1, 2, 5} is `{[1,2),[2,3),[5,6)}`; the database joins neighbours."""
    return "{" + ",".join(f"[{number},{number + 1})" for number in sorted(units)) + "}"


class UnitsField(models.Field):
    """A list of whole numbers without repetition, in order; `int4multirange` in the database."""

    def db_type(self, connection: Any) -> str:
        return "int4multirange"

    def get_prep_value(self, value: Any) -> Any:
        return as_text(value) if isinstance(value, list | tuple | set | range) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else [number for part in value for number in range(part.lower, part.upper)]
