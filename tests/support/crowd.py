"""A town of many people with names as unevenly spread as names are, and the ways their names are typed. Seeded.

Nothing here uses the search's own tables of letters: what it finds is judged by other hands.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from uuid import uuid4

from django.db import connection, connections, transaction

from people.models import Person
from people.names import fold, transliterate
from people.sounds import sound
from portal.demo import names, population
from records.models import DataKey

SURNAMES, BATCH = 6000, 5000
ROOTS = (
    "бак бал бан бар бел биз бос бот бра вар вел вет вид вит влад воч въл гал ган гар глад гол гор гра гун дам дел дер "
    "див доб дра дрен дун жел жер заб зар зел зла кал кам кар кач кит клис ком кош крас кум кър лаз лал лоз луд люб мад "
    "мит мич млад мур наш нед нен огн орл пав пал пех пин поп пру пъч рад рай рус ряз саб сав сел сим сла сот стан стоп "
    "страш съб таб тан теп тод топ тра тръм туц урд фил хад ход цан цвет чап чер чил чол чуп шар шиш шоп щер юр ям"
).split()
MIDDLES = "а е и о у".split()
ENDINGS = (
    "банов ганов даров жиев зов кинов лиев лов манов нев пелков рджиев рков самов тинов тов чев шев щев янов".split()
)
# As people type on a telephone without Cyrillic; the first is the commonest.
PHONE_LATIN = {
    "ж": ("j", "zh"), "ч": ("4", "ch"), "ш": ("6", "sh"), "щ": ("6t", "sht"), "ъ": ("a", "u", "y"), "ю": ("iu", "yu"),
    "я": ("q", "ia", "ya"), "ц": ("c", "ts"), "й": ("i", "j", "y"), "х": ("h",), "ь": ("i", "y"), "в": ("v", "w"),
}  # fmt: skip
PLAIN_LATIN = dict(zip("абгдезиклмнопрстуф", "abgdeziklmnoprstuf", strict=True))


def named(chance: random.Random) -> names.Name:
    """A tenth of all surnames belongs to nine tenths of the people."""
    one = names.name(chance)
    if chance.random() < 0.45:
        return one
    (surname,) = chance.choices(_SURNAMES, cum_weights=_WEIGHTS)
    return replace(one, family=f"{surname}а" if one.sex == "f" else surname)


def _surnames() -> list[str]:
    every = [f"{root}{middle}{end}".capitalize() for root in ROOTS for middle in MIDDLES for end in ENDINGS]
    random.Random(11).shuffle(every)
    return every[:SURNAMES]


_SURNAMES = _surnames()
_WEIGHTS = list(accumulate(1 / (rank + 10) for rank in range(SURNAMES)))


def make(count: int, seed: int = 7) -> None:
    """So many more people, whole and encrypted, with numbers and phones of their own."""
    chance, left = random.Random(seed), count
    used = {one.id_number or "" for one in Person.objects.with_key()}
    while left > 0:
        with transaction.atomic():
            population.populate(chance, min(BATCH, left), named=named, used=used)
        left -= BATCH
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def bare(count: int, seed: int = 7) -> None:
    """As many rows as wide, quickly: nothing but the names means anything in them."""
    chance = random.Random(seed)
    full = [f"{one.given} {one.middle} {one.family}" for one in (named(chance) for _ in range(count // 4))]
    key = DataKey.objects.create_for("person", uuid4())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_person (uid, data_key_id, id_type, no_id_reason, given_name, middle_name, family_name, "
            "name_folded, name_sound, birth_year, sex, language, channels, is_protected, is_apart, created_at, "
            "birth_date, phone, address) "
            "SELECT gen_random_uuid(), %s, 'none', 'unknown', 'x', '', 'x', folded, sound, 1930 + (random() * 79)::int, "
            "'f', 'bg', '[]', false, false, now(), "
            "decode(repeat('00', 38), 'hex'), decode(repeat('00', 41), 'hex'), decode(repeat('00', 60), 'hex') "
            "FROM generate_series(1, 4) CROSS JOIN unnest(%s::text[], %s::text[]) AS one(folded, sound)",
            [key.pk, [fold(one) for one in full], [sound(one) for one in full]],
        )


@dataclass(frozen=True)
class Typed:
    way: str
    text: str
    person: Person


def typed(people: list[Person], seed: int = 5) -> Iterator[Typed]:
    """Each of these people asked for in every way."""
    chance = random.Random(seed)
    for person in people:
        for way, write in WAYS.items():
            yield Typed(way, write(chance, person.given_name, person.family_name), person)


def _mistyped(chance: random.Random, word: str) -> str:
    """One letter left out, doubled, exchanged for another, or swapped with the next; the first stays."""
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + chance.choice("абвгдезиклмнопрст") + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _on_a_phone(chance: random.Random, *words: str) -> str:
    """Of each letter one spelling throughout, as one hand types."""
    habit = {letter: chance.choice(ways) for letter, ways in PHONE_LATIN.items()}
    spelling = {**PLAIN_LATIN, **habit}
    return " ".join("".join(spelling[letter] for letter in word.lower()) for word in words)


Write = Callable[[random.Random, str, str], str]
WAYS: dict[str, Write] = {
    "cyrillic": lambda _chance, given, family: f"{given} {family}",
    "family alone": lambda _chance, _given, family: family.upper(),
    "wrong order": lambda _chance, given, family: f"{family.lower()} {given.lower()}",
    "latin": lambda _chance, given, family: transliterate(f"{given} {family}"),
    "shlyokavitsa": _on_a_phone,
    "typo in one": lambda chance, given, family: f"{given} {_mistyped(chance, family)}",
    "typo in both": lambda chance, given, family: f"{_mistyped(chance, given)} {_mistyped(chance, family)}",
    "beginning": lambda _chance, given, family: f"{given[:3]} {family[:5]}",
}
