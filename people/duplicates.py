"""Whether somebody about to be registered is here already: candidates by index, weighed and explained.

An e-mail address weighs nothing (couples share one), a telephone little; two different numbers speak against.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from people.actions.persons import PersonFacts
from people.identifiers import egn_facts
from people.models import IdType, NameWord, Person, User
from people.models.name_word import FoundBy
from people.models.person import numbered
from people.names import fold
from people.sounds import sounds_of

SHOWN, WEIGHED, ENOUGH = 5, 60, 40


@dataclass(frozen=True)
class Alike:
    """`weight` from ENOUGH upwards; `reasons` in the reader's language."""

    person: Person
    weight: int
    reasons: list[str]


def alike(facts: PersonFacts, *, by: User, other_than: Person | None = None) -> list[Alike]:
    """The likeliest first, at most SHOWN, none whom this clerk may not open. One statement."""
    born = _born(facts)
    rows = Person.objects.may_come(by).with_key().alias(found_by=FoundBy()).filter(_candidates(facts, born))
    if other_than is not None:
        rows = rows.exclude(pk=other_than.pk)
    weighed = [_weigh(facts, born, person) for person in rows[:WEIGHED]]
    return sorted((one for one in weighed if one.weight >= ENOUGH), key=lambda one: -one.weight)[:SHOWN]


def doubles_of(person: Person, *, by: User) -> list[Alike]:
    """Who is written down as this person may be."""
    facts = PersonFacts(
        given_name=person.given_name, family_name=person.family_name, id_type=person.id_type,
        id_number=person.id_number or "", birth_date=person.born_on, phone=person.phone or "",
        settlement=person.settlement,
    )  # fmt: skip
    return alike(facts, by=by, other_than=person)


def _born(facts: PersonFacts) -> date | None:
    if not facts.birth_date and facts.id_type == IdType.EGN and facts.id_number:
        return egn_facts(facts.id_number).born_on
    return facts.birth_date


def _sounding(name: str) -> Q:
    heard = [reading for word in fold(name).split() for reading in sounds_of(word)]
    words = NameWord.objects.heard_like([f"% {reading} %" for reading in heard])
    return Q(is_protected=False, found_by__overlap=words.as_array())


def _candidates(facts: PersonFacts, born: date | None) -> Q:
    given, family = _sounding(facts.given_name), _sounding(facts.family_name)
    same = given & family
    if born:
        same |= given & Q(birth_year=born.year)
    if facts.id_number:
        same |= numbered(facts.id_type, facts.id_number)
    return same


def _weigh(facts: PersonFacts, born: date | None, person: Person) -> Alike:
    notes = [_number(facts, person), *_names(facts, person), _birth(born, person)]
    if _sounds_same(facts.given_name, person.given_name):
        notes += [_phone(facts, person), _place(facts, person)]
    weight = sum(points for points, _words in notes)
    return Alike(person, weight, [words for _points, words in notes if words])


def _number(facts: PersonFacts, person: Person) -> tuple[int, str]:
    ours, theirs = facts.id_number, person.id_number
    if not ours or not theirs or facts.id_type != person.id_type:
        return 0, ""
    if ours == theirs:
        return 100, _("the same number")
    if sum(one != other for one, other in zip(ours, theirs, strict=False)) == 1:
        return 30, _("one digit of the number differs")
    return -60, ""


def _names(facts: PersonFacts, person: Person) -> list[tuple[int, str]]:
    given, family = (fold(name) for name in (facts.given_name, facts.family_name))
    if (given, family) == (fold(person.given_name), fold(person.family_name)):
        return [(50, _("the same names"))]
    same_given = _sounds_same(facts.given_name, person.given_name)
    if same_given and _sounds_same(facts.family_name, person.family_name):
        return [(45, _("the names are written alike"))]
    if _sounds_same(facts.given_name, person.family_name) and _sounds_same(facts.family_name, person.given_name):
        return [(45, _("the names are in the other order"))]
    return [(10, _("the same given name"))] if same_given else [(0, "")]


def _sounds_same(one: str, other: str) -> bool:
    """Some word of one name sounds like some word of the other: of a double family name, one is enough."""
    heard = [{reading for word in fold(name).split() for reading in sounds_of(word)} for name in (one, other)]
    return bool(heard[0] & heard[1])


def _birth(born: date | None, person: Person) -> tuple[int, str]:
    theirs: Any = person.born_on
    if born is None or (theirs is None and person.birth_year is None):
        return 0, ""
    if theirs == born:
        return 35, _("the same date of birth")
    if theirs and (theirs.year, theirs.month, theirs.day) == (born.year, born.day, born.month):
        return 25, _("day and month of birth are swapped")
    return (15, _("the same year of birth")) if person.birth_year == born.year else (-40, "")


def _phone(facts: PersonFacts, person: Person) -> tuple[int, str]:
    return (15, _("the same phone")) if facts.phone and facts.phone == person.phone else (0, "")


def _place(facts: PersonFacts, person: Person) -> tuple[int, str]:
    is_same = facts.settlement is not None and facts.settlement.pk == person.settlement_id
    return (5, _("the same settlement")) if is_same else (0, "")
