"""Finding a person at the counter: by number exactly, by phone, by name however it is typed."""

import re

from django.db.models import Q
from django.utils import timezone

from people.identifiers import clean, is_egn, is_lnch
from people.models import IdType, Person
from people.names import fold

SHOWN = 20
LAW = (
    ("sht", "щ"), ("zh", "ж"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц"), ("yu", "ю"), ("ya", "я"), ("ia", "ия"),
    *zip("abvgdeziyklmnoprstufhcjwqx46", "абвгдезийклмнопрстуфхцйвякчш", strict=True),
)  # fmt: skip


def is_number(text: str) -> bool:
    """Whether it names one person alone: a right personal number, or an incoming number of an application."""
    number = clean(text)
    return is_egn(number, timezone.localdate()) or is_lnch(number) or bool(re.match(r"\s*\w{2,4}-\d{4}-\d+", text))


def find_people(text: str) -> list[Person]:
    """At most SHOWN; protected people are found by number alone. One statement."""
    text = text.replace("\x00", "").strip()[:100]
    rows = Person.objects.with_key().order_by("name_folded", "pk")
    number = clean(text)
    if re.fullmatch(r"\d{10}", number):
        by_number = Q(pk__in=Person.objects.with_number(IdType.EGN, number))
        by_number |= Q(pk__in=Person.objects.with_number(IdType.LNCH, number))
        return list(rows.filter(by_number | Q(pk__in=Person.objects.with_phone(_phone(number))))[:SHOWN])
    if re.fullmatch(r"\+?\d{6,15}", number):
        return list(rows.filter(pk__in=Person.objects.with_phone(_phone(number)), is_protected=False)[:SHOWN])
    return _by_name(text)


def _by_name(text: str) -> list[Person]:
    words = fold(cyrillic(text)).split()[:4]
    if not words or max(len(word) for word in words) < 3:
        return []
    rows = Person.objects.with_key().filter(is_protected=False).order_by("name_folded", "pk")
    exact = rows
    is_latin = not re.search("[а-я]", text.casefold())
    for word in words:
        # In Latin letters „a“ is both „а“ and „ъ“, „y“ both „й“ and „ь“; the trigram index serves the pattern too.
        pattern = "".join({"а": "[аъ]", "й": "[йьъ]"}.get(letter, re.escape(letter)) for letter in word)
        exact = exact.filter(name_folded__regex=pattern) if is_latin else exact.filter(name_folded__contains=word)
    found = list(exact[:SHOWN])
    return found or list(rows.filter(name_folded__trigram_word_similar=" ".join(words))[:SHOWN])


def cyrillic(text: str) -> str:
    """Latin letters by the Transliteration Act, backwards; Cyrillic is left as it is."""
    lower = text.casefold()
    if re.search("[а-я]", lower):
        return text
    for latin, letter in LAW:
        lower = lower.replace(latin, letter)
    return lower


def _phone(number: str) -> str:
    return number if number.startswith("+") else f"+359{number.removeprefix('0')}"


def similar_to(given_name: str, family_name: str, birth_year: int | None) -> list[Person]:
    """People who may be the same: the same names, and the same year of birth where both are known."""
    rows = Person.objects.with_key().filter(
        name_folded__contains=fold(family_name), name_folded__startswith=fold(given_name)
    )
    if birth_year:
        rows = rows.filter(Q(birth_year=birth_year) | Q(birth_year__isnull=True))
    return list(rows[:5])
