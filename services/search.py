"""Finding help by everyday words: one statement a search; `services.words` knows how people type."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.urls import reverse

from services import version, words
from services.models import SearchTerm

MAX_WORDS, SHOWN, SUGGESTED = 10, 20, 8
# How like a known word must be to one that nobody knows, and how many of them are tried.
LIKE, NEAR = 0.3, 4
# Words are asked for from the rarest on until about this many entries hold one of them: the others only add to ranks.
ENOUGH = 400
# So many entries are ranked that have every word, as many that have a rare one in a name, as many that have one at all.
RANKED = 48
# So many of the best are compared with the whole query.
COMPARED = 20
# The weight of a word that nobody knows, when another is just like it.
SLIP = 2.0


class Known(NamedTuple):
    entries: int
    weight: float


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

    @property
    def url(self) -> str:
        """A signpost stands in the list of all services."""
        return reverse("service", args=[self.slug]) if self.kind == "service" else f"{reverse('services')}#{self.slug}"


# A word counts by how rare it is, more where a name or an everyday word holds it.
STATEMENT = """
    WITH asked AS MATERIALIZED (
        SELECT typed, weight, replace(terms, '~', ':A')::tsquery AS names,
            replace(terms, '~', ':B')::tsquery AS everyday, replace(terms, '~', '')::tsquery AS anywhere
        FROM unnest(%(typed)s::text[], %(weights)s::float[], %(terms)s::text[]) AS word (typed, weight, terms)
    ), candidates AS (
        (SELECT id, position, search FROM services_service
            WHERE search @@ %(every)s::tsquery AND is_published AND %(every)s <> %(first)s LIMIT %(ranked)s)
        UNION ALL (SELECT id, position, search FROM services_service
            WHERE search @@ %(named)s::tsquery AND is_published LIMIT %(ranked)s)
        UNION ALL (SELECT id, position, search FROM services_service
            WHERE search @@ %(first)s::tsquery AND is_published LIMIT %(ranked)s)
    ), found AS MATERIALIZED (
        -- A long value lies elsewhere: joined with nothing it is fetched once, not at each comparison.
        SELECT 'service' AS kind, id, position, search || '' AS search
        FROM (SELECT DISTINCT ON (id) * FROM candidates) AS each
        UNION ALL SELECT 'signpost', id, 1000, search FROM services_signpost
        WHERE search @@ %(any)s::tsquery
    ), best AS MATERIALIZED (
        SELECT found.kind, found.id, found.position, scored.points, scored.why FROM found, LATERAL (
            SELECT sum(points) AS points, array_agg(typed) FILTER (WHERE points > 0) AS why FROM (
                SELECT typed, weight * CASE WHEN NOT found.search @@ anywhere THEN 0 WHEN found.search @@ names THEN 2.2
                    WHEN found.search @@ everyday THEN 2 ELSE 0.8 END AS points FROM asked
            ) AS word
        ) AS scored ORDER BY scored.points DESC, found.position LIMIT %(compared)s
    )
    SELECT kind, slug, name, text, coalesce(why, ARRAY[]::text[]) FROM (
        SELECT best.*, s.slug, s.name_{l} AS name, s.summary_{l} AS text, s.words_{l} AS words
        FROM best JOIN services_service s ON best.kind = 'service' AND s.id = best.id
        UNION ALL
        SELECT best.*, p.slug, p.name_{l}, p.ask_{l}, p.words_{l}
        FROM best JOIN services_signpost p ON best.kind = 'signpost' AND p.id = best.id
    ) AS shown ORDER BY points + 2 * word_similarity(%(whole)s, words) DESC, position, slug LIMIT %(shown)s
"""


@cache
def statement(language: str) -> str:
    """The language is one of two constants; nothing in it comes from outside."""
    return STATEMENT.format(l=language)


def search(query: str, language: str) -> list[Hit]:
    """Services and signposts, best first; empty for an empty query. Both languages are searched on every page."""
    values = asked_of(query)
    if values is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement("en" if language == "en" else "bg"), values)
        return [Hit(*row) for row in cursor.fetchall()]


def suggestions(query: str, language: str) -> list[Hit]:
    """The first of what a search would find."""
    return search(query, language)[:SUGGESTED]


def asked_of(query: str) -> dict[str, Any] | None:
    """The statement's values; none when the query has no word in it."""
    known = vocabulary()
    asked = [_asked(token, known) for token in words.tokens(query)[:MAX_WORDS]]
    asked = [word for word in asked if word.typed]
    if not asked:
        return None
    read = [word for word in asked if word.terms]
    first = list(_first(read, known))
    return {
        "typed": [word.typed for word in read],
        "weights": [word.weight for word in read],
        "terms": [" | ".join(f"'{term}'~" for term in word.terms) for word in read],
        "every": " & ".join(f"({_either(word.terms)})" for word in read) if len(read) > 1 else _either(first),
        "named": _either(f"={term}" for term in first),
        "first": _either(first),
        "any": _either(term for word in read for term in word.terms),
        "whole": " ".join(word.typed for word in asked),
        "like": LIKE, "near": NEAR, "slip": SLIP, "ranked": RANKED, "compared": COMPARED, "shown": SHOWN,
    }  # fmt: skip


def _first(read: list[Asked], known: dict[str, Known]) -> Iterator[str]:
    """The terms by which entries are chosen: of the rarest words, until enough entries have one of them."""
    standing = 0
    for word in sorted(read, key=lambda word: -word.weight):
        entries = sum(known[term].entries for term in word.terms)
        if standing and standing + entries > ENOUGH:
            return
        yield from word.terms
        standing += entries


def _either(terms: Iterable[str]) -> str:
    return " | ".join(f"'{term}'" for term in terms)


def vocabulary() -> dict[str, Known]:
    """The words of the catalogue: in how many entries each stands and how much it says, the rarer, the more."""
    return version.kept("vocabulary", _vocabulary)


def _vocabulary() -> dict[str, Known]:
    counted = dict(SearchTerm.objects.values_list("term", "entries"))
    total = 1 + max(counted.values(), default=1)
    return {word: Known(count, math.log(1 + total / count)) for word, count in counted.items()}


def _asked(token: str, known: dict[str, Known]) -> Asked:
    read = words.readings(token, lambda word: any(term in known for term in words.terms_of(word)))
    terms = dict.fromkeys(term for word in read for term in words.terms_of(word) if term in known)
    kept = tuple(terms)[: words.MAX_READINGS]
    if read and not kept:
        return _slip(read[0])
    return Asked(read[0] if read else "", kept, max((known[term].weight for term in kept), default=0.0))


def _slip(typed: str) -> Asked:
    """A word that nobody knows is read as the known ones most like it."""
    near = version.kept("trigrams", lambda: words.Likeness(vocabulary())).most_like(typed, LIKE, NEAR)
    return Asked(
        typed, tuple(term for _likeness, term in near), SLIP * max((likeness for likeness, _ in near), default=0)
    )
