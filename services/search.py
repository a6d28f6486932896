"""Finding help by everyday words: one statement a search; `services.words` knows how people type."""

import math
from collections.abc import Iterator
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
# Where even the rarest word stands in more entries than this, only names and everyday words are asked for it.
MANY = 1500
# No more entries than this are ranked, and of those no more are compared with the whole query.
RANKED, COMPARED = 1500, 60
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


# A word counts by how rare it is, more where a name or an everyday word holds it. One that nobody knows is read as the
# known words most like it.
STATEMENT = """
    WITH near AS MATERIALIZED (
        SELECT asked.typed, known.term, known.likeness
        FROM unnest(%(unknown)s::text[]) AS asked (typed), LATERAL (
            SELECT term, similarity(term, asked.typed) AS likeness FROM services_searchterm
            WHERE term %% asked.typed ORDER BY 2 DESC, term LIMIT %(near)s
        ) AS known WHERE known.likeness >= %(like)s
    ), near_words AS (
        SELECT typed, %(slip)s * max(likeness) AS weight, string_agg(quote_literal(term) || '~', ' | ') AS terms
        FROM near GROUP BY typed
    ), asked AS MATERIALIZED (
        SELECT typed, weight, replace(terms, '~', ':A')::tsquery AS names,
            replace(terms, '~', ':B')::tsquery AS everyday, replace(terms, '~', '')::tsquery AS anywhere
        FROM (SELECT * FROM unnest(%(typed)s::text[], %(weights)s::float[], %(terms)s::text[])
            AS known (typed, weight, terms) UNION ALL SELECT * FROM near_words) AS word
    ), wanted AS MATERIALIZED (
        SELECT %(first)s::tsquery
            || coalesce((SELECT string_agg(replace(terms, '~', ''), ' | ') FROM near_words), '')::tsquery AS query
    ), found AS (
        (SELECT 'service' AS kind, id, position, search FROM services_service
            WHERE search @@ (SELECT query FROM wanted) AND is_published LIMIT %(ranked)s)
        UNION ALL SELECT 'signpost', id, 1000, search FROM services_signpost WHERE search @@ (SELECT query FROM wanted)
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
def _statement(language: str) -> str:
    """The language is one of two constants; nothing in it comes from outside."""
    return STATEMENT.format(l=language)


def search(query: str, language: str) -> list[Hit]:
    """Services and signposts, best first; empty for an empty query. Both languages are searched on every page."""
    values = asked_of(query)
    if values is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_statement("en" if language == "en" else "bg"), values)
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
    return {
        "typed": [word.typed for word in read],
        "weights": [word.weight for word in read],
        "terms": [" | ".join(f"'{term}'~" for term in word.terms) for word in read],
        "first": " | ".join(_first(read, known)),
        "unknown": [word.typed for word in asked if not word.terms],
        "whole": " ".join(word.typed for word in asked),
        "like": LIKE, "near": NEAR, "slip": SLIP, "ranked": RANKED, "compared": COMPARED, "shown": SHOWN,
    }  # fmt: skip


def _first(read: list[Asked], known: dict[str, Known]) -> Iterator[str]:
    """The terms that an entry must have one of."""
    standing = 0
    for word in sorted(read, key=lambda word: -word.weight):
        entries = sum(known[term].entries for term in word.terms)
        if standing and standing + entries > ENOUGH:
            return
        mark = ":AB" if entries > MANY else ""
        yield from (f"'{term}'{mark}" for term in word.terms)
        standing += entries


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
    return Asked(read[0] if read else "", kept, max((known[term].weight for term in kept), default=0.0))
