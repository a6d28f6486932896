"""Names folded so that people are found however they are typed."""

import re
import unicodedata

# Latin letters that look like Cyrillic ones; people and scanners mix them (domain.md C9).
HOMOGLYPHS = str.maketrans("aeopcxykmhbtAEOPCXYKMHBT", "аеорсхукмнвтАЕОРСХУКМНВТ")
FOLDS = str.maketrans({"ѝ": "и", "ё": "е", "-": " ", "–": " ", "„": None, "“": None, '"': None})


def fold(name: str) -> str:
    """Lower case, one space, no hyphens; a word that mixes scripts becomes Cyrillic."""
    text = unicodedata.normalize("NFC", name).casefold().translate(FOLDS)
    return " ".join(_one_script(word) for word in text.split())


def _one_script(word: str) -> str:
    return word.translate(HOMOGLYPHS) if re.search("[а-я]", word) else word


# Transliteration Act (SG 19/2009); дж, дз, йо and ьо come out of their letters.
LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
        "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y yu ya i".split(),
        strict=True,
    )
)
# Kept as the world knows it.
EXCEPTIONS = {"българия": "Bulgaria"}
WORDS = re.compile(r"[а-яѝА-ЯЍ]+")


def transliterate(name: str) -> str:
    """A Bulgarian name in Latin letters; a final „-ия“ is „-ia“."""
    return WORDS.sub(lambda match: _transliterated(match[0]), name)


def _transliterated(word: str) -> str:
    small = word.lower()
    known = EXCEPTIONS.get(small)
    if known:
        return known.upper() if word.isupper() else known
    is_ia = len(small) > 2 and small.endswith("ия")
    parts = [LATIN[letter] for letter in (small[:-2] if is_ia else small)] + (["i", "a"] if is_ia else [])
    if word.isupper() and len(word) > 1:
        return "".join(parts).upper()
    return "".join(part.capitalize() if letter.isupper() else part for part, letter in zip(parts, word, strict=True))
