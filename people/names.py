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
