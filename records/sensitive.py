"""Words that an e-mail's subject or a text message may not hold: somebody else may read the screen."""

import re
from functools import cache
from pathlib import Path

import yaml

LIST = Path(__file__).parent / "data" / "sensitive_words.yaml"
# Short beginnings would be found in harmless words („рак“ in „ракета“), so they are whole words.
SHORT = 4


@cache
def _pattern() -> re.Pattern[str]:
    words = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    stems = sorted({stem for rows in words.values() for stem in rows}, key=len, reverse=True)
    return re.compile(
        r"\b(" + "|".join(re.escape(one) + ("" if len(one) > SHORT else r"\b") for one in stems) + r")\w*", re.I
    )


def word_in(text: str) -> str | None:
    """The first such word as it stands in the text."""
    found = _pattern().search(text)
    return found[0] if found else None
