"""What the search reads: a tsvector with the words of an entry by weight, and the list of all words.

A word of a name or an everyday word is there twice, once marked with „=“: an index does not know of weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from services import words
from services.models import Service, Signpost

BATCH = 500
# Up to this many services all words are counted anew at each change; above, new words are added and counted at night.
FEW = 1000


class Texts(NamedTuple):
    """By weight: names, everyday words, the rest."""

    names: list[str]
    everyday: list[str]
    body: list[str]

    @property
    def words(self) -> str:
        return " ".join([*self.names, *self.everyday, *self.body[:1]]).casefold()


WRITE = """
    UPDATE {table} AS row SET search = setweight(to_tsvector('simple', names), 'A')
            || setweight(to_tsvector('simple', everyday), 'B') || setweight(to_tsvector('simple', body), 'C')
            || array_to_tsvector(array(SELECT '=' || term FROM regexp_split_to_table(names || ' ' || everyday, ' +')
                AS term WHERE term <> '')),
        words_bg = bulgarian, words_en = english
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS new (id, names, everyday, body, bulgarian, english) WHERE row.id = new.id
"""
COUNT = """
    WITH standing AS MATERIALIZED (
        SELECT word, ndoc FROM ts_stat($$ SELECT search FROM services_service WHERE search IS NOT NULL
            UNION ALL SELECT search FROM services_signpost WHERE search IS NOT NULL $$)
        WHERE word NOT LIKE '=%%' AND length(word) <= 100
    ), gone AS (
        DELETE FROM services_searchterm WHERE term NOT IN (SELECT word FROM standing)
    )
    INSERT INTO services_searchterm (term, entries) SELECT word, ndoc FROM standing ORDER BY word
    ON CONFLICT (term) DO UPDATE SET entries = excluded.entries
        WHERE services_searchterm.entries <> excluded.entries
"""
LEARN = """
    INSERT INTO services_searchterm (term, entries)
    SELECT DISTINCT term, 1 FROM {table}, unnest(tsvector_to_array(search)) AS term
    WHERE id = ANY(%s) AND term NOT LIKE '=%%' AND length(term) <= 100 ORDER BY term ON CONFLICT (term) DO NOTHING
"""


def reindex(kind: str, slugs: list[str]) -> None:
    """After entries of a kind were written: whatever holds their words is indexed anew."""
    if not slugs:
        return
    if kind == "service":
        _index("services_service", _services(Service.objects.filter(slug__in=slugs)))
    elif kind == "signpost":
        _index("services_signpost", _signposts(slugs))
    elif kind == "law_group":
        _index("services_service", _services(Service.objects.filter(law_group__slug__in=slugs)))
    elif kind == "target_group":
        _index("services_service", _services(Service.objects.filter(target_groups__slug__in=slugs).distinct()))


def _index(table: str, rows: Iterator[tuple[int, Texts, Texts]]) -> None:
    """The table is one of two constants."""
    touched: list[int] = []
    while batch := list(islice(rows, BATCH)):
        columns = zip(*(_columns(*row) for row in batch), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(WRITE.format(table=table), [list(column) for column in columns])
        touched += [pk for pk, _bulgarian, _english in batch]
    if touched:
        with connection.cursor() as cursor:
            if Service.objects.count() <= FEW:
                cursor.execute(COUNT)
            else:
                cursor.execute(LEARN.format(table=table), [touched])


def count_words() -> None:
    """How rare each word is, from all entries: two seconds for ten thousand services."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)


def _services(rows: Any) -> Iterator[tuple[int, Texts, Texts]]:
    """An unpublished service has no words."""
    for service in rows.prefetch_related("target_groups").select_related("law_group").iterator(BATCH):
        groups = list(service.target_groups.all())
        if not service.is_published:
            yield service.pk, Texts([], [], []), Texts([], [], [])
            continue
        yield (
            service.pk,
            Texts(
                [service.name_bg, service.abbr_bg],
                service.aliases_bg,
                [service.summary_bg, service.law_group.name_bg, *(group.name_bg for group in groups)],
            ),
            Texts(
                [service.name_en],
                service.aliases_en,
                [service.summary_en, service.law_group.name_en, *(group.name_en for group in groups)],
            ),
        )


def _signposts(slugs: list[str]) -> Iterator[tuple[int, Texts, Texts]]:
    for row in Signpost.objects.filter(slug__in=slugs):
        yield row.pk, Texts([row.name_bg], row.aliases_bg, []), Texts([row.name_en], row.aliases_en, [])


def _columns(pk: int, bulgarian: Texts, english: Texts) -> tuple[Any, ...]:
    weighed = (_terms([*ours, *theirs]) for ours, theirs in zip(bulgarian, english, strict=True))
    return pk, *weighed, bulgarian.words, english.words


def _terms(texts: Iterable[str]) -> str:
    found = words.plain(" ".join(texts))
    return " ".join(dict.fromkeys(term for word in found for term in words.terms_of(word)))
