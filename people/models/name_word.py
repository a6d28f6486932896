from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models.functions import Cast, Coalesce


@models.CharField.register_lookup
@models.TextField.register_lookup
class LikeAny(models.Lookup):
    """Like one of several patterns; a trigram index is read once for each."""

    lookup_name = "like_any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} LIKE ANY(%s)", (*params, self.rhs)


@models.AutoField.register_lookup
@models.BigAutoField.register_lookup
class AnyOf(models.Lookup):
    """One of an array that the database makes once a statement: unlike `in`, an index answers it beside an „or“."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, params = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*params, *more)


class FoundBy(models.Func):
    """Of a person: the folded words of the name and the year of birth, as one array that an index knows."""

    template = "string_to_array(%(expressions)s, ' ')"
    arg_joiner = " || ' ' || "
    output_field = ArrayField(models.TextField())

    def __init__(self, *parts: Any, **extra: Any) -> None:
        super().__init__(*(parts or self.parts()), **extra)

    @staticmethod
    def parts() -> tuple[Any, ...]:
        return "name_folded", Cast(Coalesce("birth_year", 0), models.TextField())


class NameWordQuerySet(models.QuerySet["NameWord"]):
    def containing(self, letters: str) -> NameWordQuerySet:
        return self.filter(written__contains=letters)

    def heard_like(self, patterns: list[str]) -> NameWordQuerySet:
        return self.filter(heard__like_any=patterns)

    def heard_or_written_like(self, heard: list[str], written: list[str]) -> NameWordQuerySet:
        return self.filter(models.Q(heard__like_any=heard) | models.Q(written__like_any=written))

    def keep_true(self) -> None:
        """Learns what a race or a restore has lost, forgets what nobody is called any more."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT people_keep_names()")

    def as_array(self) -> ArraySubquery:
        """To overlap with what a person is found by; the database asks once a statement."""
        return ArraySubquery(self.values("written"))


class NameWord(models.Model):
    """A word of somebody's name. There are a few thousand, however many people: they are compared, people looked up.

    The table's trigger adds them; of a protected person there are none. Says of nobody that they are here.
    """

    written = models.TextField(primary_key=True)  # folded
    heard = models.TextField()  # ` ivan `, as people/sounds.py

    objects = NameWordQuerySet.as_manager()

    class Meta:
        verbose_name = "word of names"
        verbose_name_plural = "words of names"
        indexes = [
            GinIndex(fields=["written"], name="word_written", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["heard"], name="word_heard", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.written
