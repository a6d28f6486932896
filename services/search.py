"""Finding help by everyday words: lemmas, aliases, transliteration, typos. One statement a search."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import simplemma
from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value

from services.models import Service, Signpost

MAX_EXPANSIONS = 12
WORD = re.compile(r"[\w]+", re.UNICODE)
STOP = set(
    "и или в във на за от до с със по при ми ме се си ни ви да не ли съм е са бих искам имам търся трябва нужда нуждая "
    "моя моят моята мой му ѝ го я аз the a of for to and in i my is need help me".split()
)

# Latin as people type it (domain.md C8, C9); longer forms first.
LATIN = (
    ("sht", ("щ",)), ("6t", ("щ",)), ("zh", ("ж",)), ("ch", ("ч",)), ("sh", ("ш",)), ("ts", ("ц",)),
    ("yu", ("ю",)), ("iu", ("ю",)), ("ju", ("ю",)), ("ya", ("я",)), ("ia", ("ия", "я")), ("ja", ("я",)),
    ("yo", ("йо",)),
    ("a", ("а", "ъ")), ("b", ("б",)), ("v", ("в",)), ("w", ("в",)), ("g", ("г",)), ("d", ("д",)), ("e", ("е",)),
    ("j", ("ж", "й")), ("z", ("з",)), ("i", ("и", "й")), ("y", ("ъ", "й")), ("k", ("к",)), ("l", ("л",)), ("m", ("м",)),
    ("n", ("н",)), ("o", ("о",)), ("p", ("п",)), ("r", ("р",)), ("s", ("с",)), ("t", ("т",)), ("u", ("у", "ъ")),
    ("f", ("ф",)), ("h", ("х",)), ("x", ("х",)), ("c", ("ц", "к")), ("q", ("я",)), ("4", ("ч",)), ("6", ("ш",)),
    ("1", ("ъ",)),
)  # fmt: skip

DANGER = re.compile(
    r"(не (ми се|искам да) жив|самоуб|да умра|сложа край|бие|бият|удря|удари|насил|изнасил|заплаш|страх ме|страхувам|"
    r"тормоз|гони ме|малтрет|kill|suicid|violen|beat|hits? me|hurt|abuse|afraid|want to die|nasili|bie |biyat|samoubi)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Hit:
    kind: str
    slug: str
    name: str
    text: str


def is_danger(query: str) -> bool:
    return bool(DANGER.search(query))


def words(text: str) -> list[str]:
    return [word for word in WORD.findall(text.casefold().replace("ѝ", "и")) if word not in STOP]


@lru_cache(maxsize=20_000)
def lemma(word: str, language: str) -> str:
    return simplemma.lemmatize(word, lang=language).casefold()


def cyrillic(word: str) -> list[str]:
    """Cyrillic readings of a word typed in Latin letters, at most MAX_EXPANSIONS; empty for a Cyrillic word."""
    if re.search("[а-я]", word):
        return []
    parts: list[tuple[str, ...]] = []
    rest = word
    while rest:
        for latin, readings in LATIN:
            if rest.startswith(latin):
                parts.append(readings)
                rest = rest[len(latin) :]
                break
        else:
            parts.append((rest[0],))
            rest = rest[1:]
    found = []
    for choice in product(*parts):
        found.append("".join(choice))
        if len(found) == MAX_EXPANSIONS:
            break
    return found


def expansions(word: str, language: str) -> list[str]:
    """The word, its lemma, and readings of Latin letters with theirs."""
    found = [word, lemma(word, language)]
    if language == "bg":
        for reading in cyrillic(word):
            found += [reading, lemma(reading, "bg")]
    return list(dict.fromkeys(found))[:MAX_EXPANSIONS]


STATEMENT = """
WITH q AS (SELECT to_tsquery('simple', %(query)s) AS query, %(typed)s::text AS typed, %(words)s::text[] AS words)
SELECT kind, slug, name, text FROM (
    SELECT 'service' AS kind, s.slug, s.name_{l} AS name, s.summary_{l} AS text, s.position,
           (SELECT count(*) FROM unnest(q.words) word WHERE s.search_{l} @@ word::tsquery) +
           ts_rank(s.search_{l}, q.query) * 10 + word_similarity(q.typed, s.words_bg) AS rank
    FROM services_service s, q
    WHERE s.is_published AND (s.search_{l} @@ q.query OR word_similarity(q.typed, s.words_bg) > 0.55)
    UNION ALL
    SELECT 'signpost', p.slug, p.name_{l}, p.ask_{l}, 1000,
           (SELECT count(*) FROM unnest(q.words) word WHERE p.search_{l} @@ word::tsquery) +
           ts_rank(p.search_{l}, q.query) * 10 + word_similarity(q.typed, p.words_bg)
    FROM services_signpost p, q
    WHERE p.search_{l} @@ q.query OR word_similarity(q.typed, p.words_bg) > 0.55
) found ORDER BY rank DESC, position LIMIT 20
"""


def search(query: str, language: str) -> list[Hit]:
    """Services and signposts, best first; empty for an empty query."""
    language = "en" if language == "en" else "bg"
    typed = words(query)[:10]
    if not typed:
        return []
    terms = [f"({' | '.join(_quoted(term) for term in expansions(word, language))})" for word in typed]
    readings = [(cyrillic(word) or [word])[0] if language == "bg" else word for word in typed]
    with connection.cursor() as cursor:
        cursor.execute(
            STATEMENT.format(l=language),  # the language is one of two constants
            {"query": " | ".join(terms), "typed": " ".join(readings), "words": terms},
        )
        return [Hit(*row) for row in cursor.fetchall()]


def _quoted(term: str) -> str:
    return "'" + term.replace("'", "").replace("\\", "") + "'"


def index_all() -> None:
    """Rewrites the search columns from names, aliases, groups and summaries."""
    for service in Service.objects.prefetch_related("target_groups").select_related("law_group"):
        groups = list(service.target_groups.all())
        titles_bg = [service.name_bg, service.abbr_bg, *service.aliases_bg]
        body_bg = [service.summary_bg, service.law_group.name_bg, *(group.name_bg for group in groups)]
        body_en = [service.summary_en, service.law_group.name_en, *(group.name_en for group in groups)]
        _write(service, titles_bg, body_bg, [service.name_en], body_en)
    for signpost in Signpost.objects.all():
        _write(signpost, [signpost.name_bg, *signpost.aliases_bg], [], [signpost.name_en], [])


def _write(row: Any, title_bg: list[str], body_bg: list[str], title_en: list[str], body_en: list[str]) -> None:
    def vector(title: list[str], body: list[str], language: str) -> Any:
        heavy = Value(_lemmas(title, language))
        light = Value(_lemmas(body, language))
        return SearchVector(heavy, weight="A", config="simple") + SearchVector(light, weight="C", config="simple")

    type(row).objects.filter(pk=row.pk).update(
        search_bg=vector(title_bg, body_bg, "bg"),
        search_en=vector(title_en, body_en, "en"),
        words_bg=" ".join(title_bg).casefold(),
    )


def _lemmas(texts: list[str], language: str) -> str:
    found = words(" ".join(texts))
    return " ".join(dict.fromkeys([*found, *(lemma(word, language) for word in found)]))
