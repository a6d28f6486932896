"""Homes as they were told before."""

from datetime import date

from django.utils import timezone

from people.actions.households import Word, keep
from people.models import Person
from people.models.household import Source

Row = dict[str, str]


def lives_with(person: Person, *rows: Row, source: Source = Source.PERSON, day: date | None = None) -> bool:
    return keep(person, rows, Word(source, day or timezone.localdate(), by=None))


def somebody(name: str, relation: str = "spouse", year: str = "1949") -> Row:
    return {"name": name, "relation": relation, "year": year}
