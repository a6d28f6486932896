"""Names by how they sound, so that both alphabets and every habit of typing meet in one form.

„Щърбанов“, “Shtarbanov”, “6turbanoff” and “Sturbanof” all sound `starbanov`: what people mix up is one sign.
"""

import re
from itertools import product

from people.names import fold

# One sign for what is heard or typed as one: а and ъ, о and у, в and ф, ж and з, с and ш, ц and ч.
_HEARD = {
    **dict(zip("абвгдезийклмнопрстуфхцчшъьыэ", "abvgdeziiklmnoprstovhccsa ie", strict=True)),
    "ж": "z", "щ": "st", "ю": "o", "я": "a",
}  # fmt: skip
# Latin, longest first: by the Transliteration Act, and as people type on a telephone (шльокавица). What may be read
# in several ways has them all.
_READ: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sht", ("st",)), ("sch", ("st", "s")), ("tch", ("c",)), ("dzh", ("dz",)), ("zh", ("z",)), ("ch", ("c", "h")),
    ("sh", ("s",)), ("ts", ("c",)), ("tz", ("c",)), ("kh", ("h",)), ("ph", ("v",)), ("th", ("t",)), ("ck", ("k",)),
    ("yu", ("o",)), ("ya", ("a",)), ("yo", ("o",)), ("iu", ("o", "io")), ("ju", ("o", "zo")), ("jo", ("o", "zo")),
    ("ja", ("a", "za")), ("ia", ("ia", "a")), ("io", ("io", "o")), ("ai", ("ai", "a")), ("ei", ("ei", "e")),
    ("oi", ("oi", "o")), ("ou", ("o",)), ("dj", ("dz",)), ("ij", ("i",)), ("aj", ("a", "az")),
    ("ej", ("e", "ez")), ("oj", ("o", "oz")), ("w", ("v",)), ("f", ("v",)), ("u", ("o", "a")), ("c", ("c", "k")),
    ("x", ("h", "ks")), ("j", ("z",)), ("q", ("a",)), ("4", ("c",)), ("6", ("s",)),
)  # fmt: skip
_READINGS = dict(_READ)
_PIECES = re.compile("|".join(piece for piece, _readings in _READ) + "|.")
_GLIDE = re.compile(r"(?<=[aeio])y|y(?=[aeio])")
MOST_READINGS = 8


def sound(name: str) -> str:
    """Of every word of a Bulgarian name, with a space on both sides: ` ivan petrov `."""
    return " ".join(["", *(_of_word(word) for word in fold(name).split()), ""])


def sounds_of(word: str) -> list[str]:
    """The ways a typed word may sound: one in Cyrillic, at most MOST_READINGS in Latin letters."""
    word = fold(word)
    if re.search("[а-я]", word):
        heard = [_of_word(word)]
    else:
        pieces = [_READINGS.get(piece, (piece,)) for piece in _PIECES.findall(word.replace("ij", "i"))]
        heard = [_tidy("".join(parts)) for parts in _few(pieces)]
    return list(dict.fromkeys(one for one in heard if one))


def _few(pieces: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Every reading, or, of a word with too many, those of its first ambiguous pieces."""
    number, kept = 1, []
    for readings in pieces:
        number *= len(readings)
        kept.append(readings if number <= MOST_READINGS else readings[:1])
        if number > MOST_READINGS:
            number //= len(readings)
    return list(product(*kept))


def _of_word(word: str) -> str:
    # „й“ beside a vowel and „ь“ are not heard apart.
    word = re.sub("(?<=[аеиоуъюя])й|й(?=[аеиоуъюя])|ь", "", word)
    return _tidy("".join(_HEARD.get(letter, letter) for letter in word))


def _tidy(heard: str) -> str:
    heard = re.sub("y$", "i", _GLIDE.sub("", heard)).replace("y", "a")
    return re.sub(r"(.)\1+", r"\1", re.sub("[^a-z0-9]", "", heard))
