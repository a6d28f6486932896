"""Plain language: hints to an editor about long sentences, abbreviations and words of the office. Never a refusal,
except of words that hurt people (`hurtful`)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST = 20
AVERAGE = 15
BEGINNING = 4
WORD = re.compile(r"\w[\w’'-]*")
# A full stop after these does not end a sentence.
SHORT = re.compile(
    r"(?:^|[\s(„])(?:чл|ал|т|ул|бул|пл|гр|с|кв|ж\.к|бл|вх|ет|ап|тел|д-р|инж|напр|вкл|изм|art|par|no|e\.g|mr|mrs|dr|st)\.$",
    re.IGNORECASE,
)
END = re.compile(r"(?<=[.!?…])[“”\"')]*\s+(?=[„“\"(]?[A-ZА-Я0-9])|\n+")
CAPITALS = re.compile(r"\b[A-ZА-Я]{2,}(?:-[A-ZА-Я]{2,})?\b")


@cache
def _lists() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "plain.yaml").read_text())
    return found


@cache
def _phrases(name: str) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(rf"\b{word}\b", re.IGNORECASE), say) for word, say in _lists()[name].items()]


def sentences(text: str) -> list[str]:
    found: list[str] = []
    for piece in END.split(text):
        if found and SHORT.search(found[-1]):
            found[-1] += f" {piece}"
        elif piece.strip():
            found.append(piece.strip())
    return found


def length(sentence: str) -> int:
    """In words."""
    return len(WORD.findall(sentence))


def hints(text: str, language: str) -> list[str]:
    """What a tired reader may stumble over in a text of this language, told in the language of the page."""
    language = "en" if language == "en" else "bg"
    return [
        *hurtful(text, language),
        *_long(text),
        *_abbreviations(text, language),
        *_words(text, f"office_{language}", _("Instead of “%(word)s” people say “%(plain)s”.")),
    ]


def hurtful(text: str, language: str) -> list[str]:
    """Words that hurt people: an entry with them is not published."""
    said = _("“%(word)s” hurts people. Write “%(plain)s”.")
    return _words(text, f"hurtful_{'en' if language == 'en' else 'bg'}", said)


def _words(text: str, name: str, said: str) -> list[str]:
    found = [(pattern.search(text), plain) for pattern, plain in _phrases(name)]
    return [said % {"word": match[0], "plain": plain} for match, plain in found if match]


def _long(text: str) -> list[str]:
    lengths = [(length(sentence), sentence) for sentence in sentences(text)]
    found = [
        ngettext(
            "The sentence “%(beginning)s …” has %(count)s word. Make two of it.",
            "The sentence “%(beginning)s …” has %(count)s words. Make two of it.",
            count,
        )
        % {"count": count, "beginning": " ".join(sentence.split()[:BEGINNING])}
        for count, sentence in lengths
        if count > LONGEST
    ]
    average = sum(count for count, _sentence in lengths) / len(lengths) if lengths else 0
    if len(lengths) > 1 and average > AVERAGE:
        found.append(
            _("A sentence has %(average)s words on average. Up to %(good)s are read with ease.")
            % {"average": round(average), "good": AVERAGE}
        )
    return found


def _abbreviations(text: str, language: str) -> list[str]:
    lists = _lists()
    found = []
    for short in dict.fromkeys(CAPITALS.findall(text)):
        first = short.split("-")[0]
        double = lists[f"double_{language}"].get(first) if language == "bg" else None
        full = lists[f"full_{language}"].get(first)
        if double:
            found.append(_("“%(short)s” means two things. Write in full: %(full)s.") % {"short": short, "full": double})
        elif first in lists["known"] or _is_explained(text, short, full):
            continue
        elif full:
            found.append(_("Write “%(short)s” in full: %(full)s.") % {"short": short, "full": full})
        else:
            found.append(_("What is “%(short)s”? Write it in full the first time.") % {"short": short})
    return found


def _is_explained(text: str, short: str, full: str | None) -> bool:
    """In full nearby, or in brackets: „ТЕЛК (лекарската комисия)“, „лекарската комисия (ТЕЛК)“."""
    if full and full.casefold() in text.casefold():
        return True
    return f"{short} (" in text or f"({short})" in text
