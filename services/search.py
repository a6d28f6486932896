"""Finding help by everyday words: one statement a search; `services.words` knows how people type."""

import math
from dataclasses import dataclass
from functools import cache, reduce
from operator import add
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value

from services import version, words
from services.models import Service, Signpost

MAX_WORDS, SHOWN = 10, 20
# Below this likeness two words are different words, not one with a slip of the finger.
LIKE = 0.5
# The weight of a word that nobody knows.
RAREST = 4.0


class Asked(NamedTuple):
    """A word of the query as it is read, what the index holds of it (nothing if nobody knows it), and its weight."""

    typed: str
    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Hit:
    kind: str
    slug: str
    name: str
    text: str
    why: list[str]  # the words of the query that it was found by, as they were read


VOCABULARY = """
    SELECT word, ndoc FROM ts_stat($$ SELECT search_bg || search_en FROM services_service WHERE is_published
        UNION ALL SELECT search_bg || search_en FROM services_signpost $$)
"""
# A word counts by how rare it is, more where a name or an everyday word holds it, by likeness where nobody knows it.
POINTS = """LATERAL (
    SELECT coalesce(sum(points), 0) + 2 * word_similarity(%(whole)s, {row}.words_{l}) AS rank,
        array_agg(typed) FILTER (WHERE points > 0) AS why
    FROM (SELECT typed, weight * CASE
            WHEN terms = '' THEN 4 * greatest(0, strict_word_similarity(typed, {row}.words_{l}) - %(like)s)
            WHEN {row}.search_bg || {row}.search_en @@ replace(terms, '~', ':A')::tsquery THEN 2.2
            WHEN {row}.search_bg || {row}.search_en @@ replace(terms, '~', ':B')::tsquery THEN 2
            WHEN {row}.search_bg || {row}.search_en @@ replace(terms, '~', '')::tsquery THEN 0.8
            ELSE 0 END AS points
        FROM unnest(%(terms)s::text[], %(typed)s::text[], %(weights)s::float[]) AS asked (terms, typed, weight)) AS word
) AS scored"""
FOUND = """({row}.search_bg @@ %(any)s::tsquery OR {row}.search_en @@ %(any)s::tsquery
    OR {row}.words_{l} %%>> ANY(%(unknown)s::text[]))"""
STATEMENT = """
    SELECT kind, slug, name, text, coalesce(why, ARRAY[]::text[]) FROM (
        SELECT 'service' AS kind, s.slug, s.name_{l} AS name, s.summary_{l} AS text, s.position, rank, why
        FROM services_service s, {points_s} WHERE s.is_published AND {found_s}
        UNION ALL
        SELECT 'signpost', p.slug, p.name_{l}, p.ask_{l}, 1000, rank, why
        FROM services_signpost p, {points_p} WHERE {found_p}
    ) AS found ORDER BY rank DESC, position LIMIT %(shown)s
"""


@cache
def _statement(language: str) -> str:
    """The language is one of two constants; nothing in it comes from outside."""
    points, found = ({row: part.format(l=language, row=row) for row in "sp"} for part in (POINTS, FOUND))
    parts = {"points_s": points["s"], "points_p": points["p"], "found_s": found["s"], "found_p": found["p"]}
    return STATEMENT.format(l=language, **parts)


def search(query: str, language: str) -> list[Hit]:
    """Services and signposts, best first; empty for an empty query. Both languages are searched on every page."""
    language = "en" if language == "en" else "bg"
    known = vocabulary()
    asked = [_asked(token, known) for token in words.tokens(query)[:MAX_WORDS]]
    asked = [word for word in asked if word.typed]
    if not asked:
        return []
    values: dict[str, Any] = {
        "terms": [" | ".join(f"'{term}'~" for term in word.terms) for word in asked],
        "typed": [word.typed for word in asked],
        "weights": [word.weight for word in asked],
        "any": " | ".join(f"'{term}'" for word in asked for term in word.terms),
        "unknown": [word.typed for word in asked if not word.terms],
        "whole": " ".join(word.typed for word in asked),
        "like": LIKE,
        "shown": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(language), values)
        return [Hit(*row) for row in cursor.fetchall()]


def vocabulary() -> dict[str, float]:
    """How much each word of the catalogue says: the rarer, the more."""
    return version.kept("vocabulary", _vocabulary)


def _vocabulary() -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(VOCABULARY)
        counted = dict(cursor.fetchall())
    total = 1 + max(counted.values(), default=1)
    return {word: math.log(1 + total / count) for word, count in counted.items()}


def _asked(token: str, known: dict[str, float]) -> Asked:
    read = words.readings(token, lambda word: any(term in known for term in words.terms_of(word)))
    terms = dict.fromkeys(term for word in read for term in words.terms_of(word) if term in known)
    kept = tuple(terms)[: words.MAX_READINGS]
    return Asked(read[0] if read else "", kept, max((known[term] for term in kept), default=RAREST))


def reindex(kind: str, slugs: list[str]) -> None:
    """After entries of a kind were written: whatever holds their words is indexed anew."""
    if not slugs:
        return
    if kind == "service":
        _index_services(Service.objects.filter(slug__in=slugs))
    elif kind == "signpost":
        _index_signposts(Signpost.objects.filter(slug__in=slugs))
    elif kind == "law_group":
        _index_services(Service.objects.filter(law_group__slug__in=slugs))
    elif kind == "target_group":
        _index_services(Service.objects.filter(target_groups__slug__in=slugs).distinct())


def _index_services(rows: Any) -> None:
    """Rewrites the search columns from names, everyday words, groups and summaries."""
    for service in rows.prefetch_related("target_groups").select_related("law_group"):
        groups = list(service.target_groups.all())
        _write(
            service,
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


def _index_signposts(rows: Any) -> None:
    for signpost in rows:
        bulgarian = Texts([signpost.name_bg], signpost.aliases_bg, [])
        _write(signpost, bulgarian, Texts([signpost.name_en], signpost.aliases_en, []))


class Texts(NamedTuple):
    """By weight: names, everyday words, the rest."""

    names: list[str]
    everyday: list[str]
    body: list[str]

    @property
    def vector(self) -> Any:
        weighed = zip(self, "ABC", strict=True)
        parts = (SearchVector(Value(_terms(texts)), weight=weight, config="simple") for texts, weight in weighed)
        return reduce(add, parts)

    @property
    def words(self) -> str:
        return " ".join([*self.names, *self.everyday, *self.body[:1]]).casefold()


def _write(row: Any, bulgarian: Texts, english: Texts) -> None:
    type(row).objects.filter(pk=row.pk).update(
        search_bg=bulgarian.vector, search_en=english.vector, words_bg=bulgarian.words, words_en=english.words
    )


def _terms(texts: list[str]) -> str:
    found = words.plain(" ".join(texts))
    return " ".join(dict.fromkeys(term for word in found for term in words.terms_of(word)))
