"""Words as people type them, turned into what the index holds: inflection, Latin letters, a wrong keyboard.

Sources: the Transliteration Act (SG 19/2009), БДС 5237 for the keyboard, and the habits of people who chat.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from heapq import nsmallest
from itertools import islice, product

import simplemma

MAX_READINGS = 12
STOP = set(
    "и или в във на за от до с със по при ми ме се си ни ви му им го я ги те да не ли съм е са бе ще би бих а но че "
    "като как що кой коя кое кои какво къде кога моя моят моята моите мой твоя негова нея него тя той то ние вие аз "
    "искам имам няма нямам търся трябва може мога нужда нуждая нужен нужна нужно вече много само още след "
    "the a an of for to and or in on at i my me we our is are am be it he she they his her do does have has had with "
    "from how can who what where need help want looking get no not".split()
)
CYRILLIC, LATIN = re.compile("[а-яѝ]"), re.compile("[a-z]")
WORD = re.compile(r"\w+", re.UNICODE)

# Latin letters that look like Cyrillic ones.
LOOKALIKES = str.maketrans("aeopcxykmtbh", "аеорсхукмтвн")

# Latin as people write Bulgarian with it; longer forms first.
LETTERS = (
    ("sht", ("щ",)), ("6t", ("щ",)), ("sh4", ("щ",)), ("zh", ("ж",)), ("ch", ("ч",)), ("sh", ("ш",)), ("ts", ("ц",)),
    ("yu", ("ю",)), ("iu", ("ю",)), ("ju", ("ю",)), ("ya", ("я",)), ("ia", ("ия", "я")), ("ja", ("я",)),
    ("yo", ("йо",)), ("a", ("а", "ъ")), ("b", ("б",)), ("v", ("в",)), ("w", ("в",)), ("g", ("г",)), ("d", ("д",)),
    ("e", ("е",)), ("j", ("ж", "й")), ("z", ("з",)), ("i", ("и", "й")), ("y", ("ъ", "й", "у")), ("k", ("к",)),
    ("l", ("л",)), ("m", ("м",)), ("n", ("н",)), ("o", ("о",)), ("p", ("п",)), ("r", ("р",)), ("s", ("с",)),
    ("t", ("т",)), ("u", ("у", "ъ")), ("f", ("ф",)), ("h", ("х",)), ("x", ("х", "кс")), ("c", ("ц", "к")),
    ("q", ("я",)), ("4", ("ч",)), ("6", ("ш",)), ("1", ("ъ",)),
)  # fmt: skip
# Bulgarian meant, QWERTY on: БДС 5237, the traditional phonetic layout and the new one.
KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`\\"
LAYOUTS = tuple(
    str.maketrans(KEYS, letters)
    for letters in (
        ",уеишщксдзц;ьяаожгтнвмчюйъэфхпрлб(„",
        "явертъуиопшщасдфгхйкл;'зьцжбнм,./чю",
        "чшертъуиопящасдфгхйкл;'зжцвбнм,./юь",
    )
)
ENDINGS = sorted(
    "овете евете ищата ията иите иня ните ната ното ният ите ата ята ото ето ове еве ища ият ете ът ят та то те "
    "ия ии ие ам ям ах ях еш иш ат ят ен на но ни а я о е и у ю".split(),
    key=len,
    reverse=True,
)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A Bulgarian word without article and ending; at least four letters stay, of short words three."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (4 if len(word) > 5 else 3):
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=50_000)
def terms_of(word: str) -> tuple[str, ...]:
    """What a plain word is found by: its stem and its lemma's. Latin words are English ones."""
    if CYRILLIC.search(word):
        lemma = simplemma.lemmatize(word, lang="bg").casefold()
        return tuple(dict.fromkeys((stem(word), stem(lemma))))
    lemma = simplemma.lemmatize(word, lang="en").casefold()
    return tuple(dict.fromkeys((word, lemma)))


def plain(text: str) -> list[str]:
    """The words of a text without those that say nothing."""
    return [word for word in WORD.findall(text.casefold().replace("ѝ", "и")) if word not in STOP]


def tokens(query: str) -> list[str]:
    """What stands between blanks: signs may be letters of another layout."""
    return [token for token in query.casefold().replace("ѝ", "и").split() if token.strip('„“".,!?()-')]


def readings(token: str, is_known: Callable[[str], bool]) -> list[str]:
    """Plain words that a token may mean, at most MAX_READINGS: Latin letters may be English or Bulgarian, or a slip."""
    if CYRILLIC.search(token):
        mended = token.translate(LOOKALIKES) if LATIN.search(token) else token
        return plain(mended)
    if not LATIN.search(token):
        return plain(token)
    found = plain(token)
    for layout in LAYOUTS:
        found += plain(token.translate(layout))
    bare = "".join(WORD.findall(token))
    transliterated = list(islice(_transliterated(bare), 200))
    good = [word for word in found + transliterated if word not in STOP and is_known(word)]
    unsure = [word for word in transliterated[:1] if word not in STOP]
    return list(dict.fromkeys(good))[:MAX_READINGS] or unsure


def meant(query: str) -> list[str]:
    """The whole query as it stands, with look-alikes mended, from Latin letters, and from each wrong layout."""
    found = [query.casefold().replace("ѝ", "и")]
    if LATIN.search(found[0]):
        if CYRILLIC.search(found[0]):
            found.append(found[0].translate(LOOKALIKES))
        else:
            found += [" ".join(next(_transliterated(word)) for word in found[0].split())]
            found += [found[0].translate(layout) for layout in LAYOUTS]
    return found


def trigrams(word: str) -> set[str]:
    """As pg_trgm takes a word apart."""
    padded = f"  {word} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


class Likeness:
    """Finds the known words most like one with a slip of the finger, by the trigrams that they share."""

    def __init__(self, known: Iterable[str]) -> None:
        self.sizes = {word: len(trigrams(word)) for word in known}
        self.holders: dict[str, list[str]] = {}
        for word in self.sizes:
            for part in trigrams(word):
                self.holders.setdefault(part, []).append(word)

    def most_like(self, typed: str, at_least: float, number: int) -> list[tuple[float, str]]:
        """(likeness from 0 to 1, word), the most like first."""
        parts = trigrams(typed)
        shared = Counter(word for part in parts for word in self.holders.get(part, ()))
        found = ((count / (len(parts) + self.sizes[word] - count), word) for word, count in shared.items())
        return nsmallest(number, (row for row in found if row[0] >= at_least), key=lambda row: (-row[0], row[1]))


def _transliterated(word: str) -> Iterator[str]:
    parts: list[tuple[str, ...]] = []
    rest = word
    while rest:
        for latin, letters in LETTERS:
            if rest.startswith(latin):
                parts.append(letters)
                rest = rest[len(latin) :]
                break
        else:
            parts.append((rest[0],))
            rest = rest[1:]
    return ("".join(choice) for choice in product(*parts))
