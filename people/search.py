"""Finding a person at the counter: by number exactly, by phone, by e-mail, by name however it is typed.

One statement by number, phone or e-mail; by name at most three, each wider than the one before. What was typed is
compared with the few thousand words that names are made of; whose they are, an index of arrays says.
Nobody protected is found by name, phone or e-mail; by number only by a clerk who has served them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any
from uuid import UUID

from django.db.models import ExpressionWrapper, Q
from django.db.models.fields import BooleanField

from people.identifiers import clean
from people.models import IdType, NameWord, Person, User
from people.models.person import PersonQuerySet, numbered, open_at_counter
from people.names import fold
from people.sounds import sounds_of
from records import audit
from records.crypto import blind_index

SHOWN, MOST_WORDS, SHORTEST = 20, 4, 3
YEAR = re.compile(r"\b(?:18|19|20)\d\d\b(?:\s*г\.?)?")


@dataclass(frozen=True)
class Found:
    """`how`: number, reference, phone, email, name, sound or near; short when too little was typed.

    `after` names the next page, empty at the end.
    """

    how: str
    people: list[Person] = field(default_factory=list)
    after: str = ""

    @property
    def is_certain(self) -> bool:
        """One record, by what only one person has."""
        return self.how in {"number", "reference"} and len(self.people) == 1


def find_people(text: str, *, by: User, after: str = "") -> Found:
    """At most SHOWN people and where the next ones begin. `text` as it was typed."""
    text = text.replace("\x00", "").strip()[:100]
    number = clean(text)
    if "@" in text:
        return _by_email(text)
    if re.fullmatch(r"\d{10}", number):
        return _by_number(number, by)
    if re.fullmatch(r"\+?\d{6,15}", re.sub(r"[()/.]", "", number)):
        return Found("phone", list(_unprotected().with_phone(_phone(number))[:SHOWN]))
    return _by_name(text, after)


def _unprotected() -> PersonQuerySet:
    return _nameable().with_key()


def _nameable() -> PersonQuerySet:
    return Person.objects.filter(is_protected=False, merged_into__isnull=True).order_by("name_folded", "pk")


def _by_email(text: str) -> Found:
    """Couples share an address: it finds people, and never proves who somebody is."""
    own = Person.objects.with_email(text).values("pk")
    login = User.objects.filter(email=text.lower(), person__isnull=False).values("person")
    return Found("email", list(_unprotected().filter(pk__in=own.union(login))[:SHOWN]))


def _by_number(number: str, by: User) -> Found:
    """Ten digits are an ЕГН, an ЛНЧ or a phone. A protected record that is asked for by a stranger is noted."""
    numbers = numbered(IdType.EGN, number) | numbered(IdType.LNCH, number)
    phones = Q(phone_hmac=blind_index("phone", _phone(number)), merged_into__isnull=True)
    is_open = ExpressionWrapper(open_at_counter(by), output_field=BooleanField())
    is_own = ExpressionWrapper(numbers, output_field=BooleanField())
    rows = Person.objects.with_key().filter(numbers | phones).annotate(is_open=is_open, is_own=is_own)
    found: list[Any] = list(rows.order_by("name_folded", "pk")[: 2 * SHOWN])
    for person in found:
        if person.is_own and not person.is_open:
            audit.record("protected_person_sought", person, by=by)
    own = [person for person in found if person.is_own and person.is_open]
    shared = [person for person in found if not person.is_own and not person.is_protected]
    return Found("number", own) if own else Found("phone", shared[:SHOWN])


def _phone(number: str) -> str:
    digits = re.sub(r"[()/.]", "", number)
    return digits if digits.startswith("+") else f"+{digits[2:]}" if digits[:2] == "00" else f"+359{digits[1:]}"


def _by_name(text: str, after: str) -> Found:
    """As it is written, then as it sounds, then with one letter wrong. A year beside the name is the year of birth."""
    year = YEAR.search(text)
    words = fold(YEAR.sub(" ", text)).split()[:MOST_WORDS]
    if not words or max(len(word) for word in words) < SHORTEST:
        return Found("short")
    rows = _nameable()
    if year:
        rows = rows.born_in(year[0][:4])
    first, _dot, last = after.partition(".")
    for how, narrow in WAYS.items():
        if first and how != first:
            continue
        people = _page(reduce(narrow, words, rows), last)
        if people:
            more = f"{how}.{people[SHOWN - 1].uid}" if len(people) > SHOWN else ""
            return Found(how, people[:SHOWN], more)
    return Found("name")


def _page(rows: PersonQuerySet, last: str) -> list[Person]:
    """One more than is shown. Whole rows are read for these alone, not for all that have the name."""
    shown = _after(rows, last).values("pk")[: SHOWN + 1]
    return list(Person.objects.with_key().filter(pk__in=shown).order_by("name_folded", "pk"))


def _after(rows: PersonQuerySet, last: str) -> PersonQuerySet:
    """The page that begins behind this person."""
    try:
        edge = Person.objects.filter(uid=UUID(last)).values_list("name_folded", "pk").first() if last else None
    except ValueError:
        edge = None
    if edge is None:
        return rows
    return rows.filter(Q(name_folded__gt=edge[0]) | Q(name_folded=edge[0], pk__gt=edge[1]), name_folded__gte=edge[0])


def _written(rows: PersonQuerySet, word: str) -> PersonQuerySet:
    if len(word) < SHORTEST:
        return rows.filter(name_folded__contains=word)
    return rows.called(NameWord.objects.containing(word).as_array())


def _sounding(rows: PersonQuerySet, word: str) -> PersonQuerySet:
    """It begins a word of the name."""
    return _heard(rows, word, [f"% {reading}%" for reading in sounds_of(word)])


def _near(rows: PersonQuerySet, word: str) -> PersonQuerySet:
    """Also as it is written: a letter left out between two that sound alike makes them one sound."""
    heard = sounds_of(word)[:1]
    if not heard or len(word) < SHORTEST:
        return _heard(rows, word, [f"% {reading} %" for reading in heard])
    written = [way.removeprefix("% ").removesuffix(" %") for way in one_letter_wrong(re.sub(r"[\W_]", "", word))]
    return rows.called(NameWord.objects.heard_or_written_like(one_letter_wrong(heard[0]), written).as_array())


def _heard(rows: PersonQuerySet, word: str, patterns: list[str]) -> PersonQuerySet:
    """A word too short to look up only narrows what the others find."""
    if not patterns:
        return rows.none()
    if len(word) < SHORTEST:
        return rows.filter(name_sound__like_any=patterns)
    return rows.called(NameWord.objects.heard_like(patterns).as_array())


# Each wider than the one before: every word of the search must be in the name, in any order.
WAYS: dict[str, Callable[[PersonQuerySet, str], PersonQuerySet]] = {
    "name": _written, "sound": _sounding, "near": _near,
}  # fmt: skip


def one_letter_wrong(heard: str) -> list[str]:
    """Patterns of the word and of every way to mistype a letter of it: left out, too many, another, or two swapped."""
    places = range(len(heard))
    typed = {heard}
    if len(heard) >= SHORTEST:
        typed |= {f"{heard[:at]}_{heard[at + 1 :]}" for at in places}
        typed |= {f"{heard[:at]}_{heard[at:]}" for at in places}
        typed |= {heard[:at] + heard[at + 1 :] for at in places}
        typed |= {heard[:at] + heard[at + 1] + heard[at] + heard[at + 2 :] for at in places[:-1]}
    # A short word with a letter wrong begins half the names there are: it must be the whole word.
    end = " %" if len(heard) <= SHORTEST + 2 else "%"
    return sorted(f"% {way}{end}" for way in typed)
