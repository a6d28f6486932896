"""A clerk finds people however they are typed; protected people by their number alone."""

import pytest
from django.db import IntegrityError, transaction

from people.actions.persons import PersonFacts, find_or_register, register
from people.identifiers import is_egn, is_lnch
from people.models import Person
from people.names import fold
from people.search import find_people, similar_to
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def georgi(cast: Cast) -> Person:
    facts = PersonFacts(
        given_name="Георги",
        middle_name="Иванов",
        family_name="Щърбанов-Цонев",
        id_type="none",
        no_id_reason="no_papers",
        phone="+359888777666",
    )
    return register(facts, by=cast.clerk)


@pytest.mark.parametrize(
    "typed",
    [
        "Щърбанов",
        "георги щърбанов",
        "Щърбанов-Цонев Георги",
        "shtarbanov",
        "Георги Щърбаноф",
        "0888777666",
        "+359888777666",
        "ГЕОРГИ ЦОНЕВ",
    ],
)
def test_found_by_name_or_phone(georgi: Person, typed: str) -> None:
    assert georgi in find_people(typed)


def test_found_by_number_exactly(cast: Cast) -> None:
    assert find_people(cast.mother.id_number) == [cast.mother]
    assert find_people(f"{cast.mother.id_number[:6]} {cast.mother.id_number[6:]}") == [cast.mother]
    assert cast.mother not in find_people(cast.mother.id_number[:9] + "0")


@pytest.mark.parametrize("typed", ["", "а", "аб", "%%%", "\x00", "'; --", "ъ" * 500])
def test_too_little_finds_nobody_and_breaks_nothing(georgi: Person, typed: str) -> None:
    assert find_people(typed) == []


def test_a_protected_person_is_found_by_number_alone(cast: Cast) -> None:
    Person.objects.filter(pk=cast.mother.pk).update(is_protected=True)
    assert find_people("Пенка Колева") == []
    assert find_people(cast.mother.id_number) == [cast.mother]


def test_one_search_is_one_statement(georgi: Person, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        find_people("Щърбанов")


def test_who_may_be_the_same_is_shown(georgi: Person) -> None:
    assert georgi in similar_to("Георги", "Щърбанов", None)
    assert georgi not in similar_to("Мария", "Щърбанов", None)


def test_a_number_is_registered_once_and_found_unchanged(cast: Cast) -> None:
    facts = PersonFacts(given_name="Друга", family_name="Жена", id_number=cast.mother.id_number)
    with pytest.raises(IntegrityError), transaction.atomic():
        register(facts, by=cast.clerk)
    assert find_or_register(facts, by=None) == cast.mother
    assert Person.objects.get(pk=cast.mother.pk).given_name == "Пенка"


def test_mixed_alphabets_fold_into_one() -> None:
    assert fold("Пeткa") == fold("Петка")  # the first has Latin e and a
    assert fold("Мария–Луиза  Ѝ") == "мария луиза и"


@pytest.mark.parametrize(
    ("number", "good"), [("7501020018", True), ("7501020019", False), ("9999999999", False), ("75010200", False)]
)
def test_egn_checksums(number: str, good: bool) -> None:
    from datetime import date

    assert is_egn(number, date(2026, 11, 23)) is good
    assert is_lnch("1234567890") in {True, False}
