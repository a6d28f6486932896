"""Dates as people write them: with dots, strokes or words, with two or four digits of the year."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

OLDEST = 1880
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
TYPED = re.compile(r"(\d{1,2})\s*[.,/\- ]\s*(\d{1,2})\s*[.,/\- ]\s*(\d{4}|\d{2})")
BARE = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
WRITTEN = re.compile(r"(\d{1,2})(?:-?(?:ви|ри|ти|ми|st|nd|rd|th))?[\s.,/-]*([^\W\d_]{1,12})[\s.,/-]*(\d{4}|\d{2})")
YEAR_WORD = re.compile(r"\s*(?:г|год|година)?\s*\.?\s*$")
# A month may be cut short („февр.“) as long as no other begins so.
MONTHS = (
    ("януари", "january"), ("февруари", "february"), ("март", "march"), ("април", "april"), ("май", "may"),
    ("юни", "june"), ("юли", "july"), ("август", "august"), ("септември", "september"), ("октомври", "october"),
    ("ноември", "november"), ("декември", "december"),
)  # fmt: skip
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
AS_ROMAN = str.maketrans("іхѵ", "ixv")


def read_date(typed: str, today: date, *, is_past: bool = True) -> date | None:
    """None for what is no date. Two digits of a year mean the last hundred years, or (not past) those around today."""
    text = YEAR_WORD.sub("", typed.casefold().replace("\u00a0", " ").strip())
    found = _parts(text)
    if found is None:
        return None
    day, month, year = found
    try:
        return date(int(year) if len(year) == 4 else _year(day, month, int(year), today, is_past), month, day)
    except ValueError:
        return None


def _parts(text: str) -> tuple[int, int, str] | None:
    """(day, month, year as it was typed)."""
    if match := ISO.fullmatch(text):
        return int(match[3]), int(match[2]), match[1]
    if match := TYPED.fullmatch(text) or BARE.fullmatch(text):
        return int(match[1]), int(match[2]), match[3]
    if (match := WRITTEN.fullmatch(text)) and (month := _month(match[2])):
        return int(match[1]), month, match[3]
    return None


def _month(word: str) -> int | None:
    roman = word.translate(AS_ROMAN)
    if roman in ROMAN:
        return ROMAN.index(roman) + 1
    found = [
        number for number, names in enumerate(MONTHS, 1) if len(word) > 1 and any(n.startswith(word) for n in names)
    ]
    return found[0] if len(found) == 1 else None


def _year(day: int, month: int, short: int, today: date, is_past: bool) -> int:
    year = today.year // 100 * 100 + short
    if is_past:
        return year - 100 if (year, month, day) > (today.year, today.month, today.day) else year
    return min((year - 100, year, year + 100), key=lambda one: abs(one - today.year))


def in_words(day: date) -> str:
    """„1 февруари 1950 г.“: so that a wrong month is seen."""
    words = date_format(day, _("j F Y"))
    return words.lower() if get_language() == "bg" else words


class TypedDateField(forms.CharField):
    """„1.2.1950“, „01/02/50“, „1 февруари 1950 г.“, „1950-02-01“ → a date.

    `past`: it has happened already; `birth`: somebody's day of birth, which has happened too.
    """

    def __init__(self, *, past: bool = False, birth: bool = False, autocomplete: str = "", **kwargs: Any) -> None:
        self.past, self.birth = past or birth, birth
        # The whole keyboard: some phones' number pads have no full stop.
        attrs = {"class": "short"}
        if autocomplete:
            attrs["autocomplete"] = autocomplete
        super().__init__(widget=forms.TextInput(attrs), max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        today = timezone.localdate()
        found = read_date(typed, today, is_past=self.past)
        if found is None:
            example = "12.3.1947" if self.birth else f"{today:%d.%m.%Y}"
            raise ValidationError(
                _("This is not a date. Write day, month and year, for example %(example)s.") % {"example": example}
            )
        if found.year < OLDEST:
            raise ValidationError(_("This date is too long ago. Check the year."))
        if self.past and found > today:
            raise ValidationError(_("This date is still ahead. Check the year."))
        return found
