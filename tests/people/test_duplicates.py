"""Who is registered twice is noticed while the form is filled in, with the reason; couples and twins are not."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from people.actions.persons import PersonFacts, find_or_register, register
from people.duplicates import alike
from people.models import Person, Settlement
from records.models import AccessLog
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
BORN = date(1948, 3, 2)


def facts(given: str, family: str, born: date | None = BORN, **more: Any) -> PersonFacts:
    return PersonFacts(
        given_name=given, family_name=family, birth_date=born, id_type="none", no_id_reason="no_papers", **more
    )


@pytest.fixture
def velichka(cast: Cast) -> Person:
    town = Settlement.objects.get(ekatte="99019")
    return register(
        facts("Величка", "Петрова-Цонева", phone="+359888123456", email="doma@example.bg", settlement=town),
        by=cast.clerk,
    )


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        (facts("Величка", "Петрова-Цонева"), ["едни и същи имена", "една и съща дата на раждане"]),
        (facts("Veli4ka", "Petrova"), ["имената са написани подобно", "една и съща дата на раждане"]),
        (facts("Цонева", "Величка"), ["имената са в друг ред", "една и съща дата на раждане"]),
        (facts("Величка", "Петрова", date(1948, 2, 3)), ["имената са написани подобно", "денят и месецът на раждане са разменени"]),
        (facts("Величка", "Омъженова"), ["същото собствено име", "една и съща дата на раждане"]),
        (facts("Величка", "Петрова-Цонева", None), ["едни и същи имена"]),
    ],
)  # fmt: skip
def test_who_may_be_the_same_is_named_with_the_reason(
    cast: Cast, velichka: Person, typed: PersonFacts, reasons: list[str], django_assert_num_queries: Any
) -> None:
    assert cast.clerk.roles
    with django_assert_num_queries(1):
        (one,) = alike(typed, by=cast.clerk)
    assert one.person == velichka
    assert one.reasons == reasons


def test_who_only_lives_together_is_not_the_same(cast: Cast, velichka: Person) -> None:
    """A husband with the one telephone and e-mail of the house, a twin sister, a granddaughter with the name."""
    home: dict[str, Any] = {"phone": "+359888123456", "email": "doma@example.bg", "settlement": velichka.settlement}
    for other in (
        facts("Петко", "Петров-Цонев", date(1945, 1, 1), **home),
        facts("Веселина", "Петрова-Цонева", BORN, **home),
        facts("Величка", "Петрова-Цонева", date(1999, 9, 9), **home),
    ):
        assert alike(other, by=cast.clerk) == []


def test_the_protected_are_never_offered(cast: Cast, velichka: Person) -> None:
    velichka.is_protected = True
    velichka.save()
    assert alike(facts("Величка", "Петрова-Цонева"), by=cast.clerk) == []


def test_the_form_asks_while_it_is_filled_in_and_when_it_is_sent(cast: Cast, velichka: Person, client: Client) -> None:
    client.force_login(cast.clerk)
    typed = {"given_name": "Величка", "family_name": "Цонева", "id_type": "none", "birth_date": "2.3.1948"}
    early = client.post("/counter/person/alike/", typed).content.decode()
    assert "Петрова-Цонева" in early
    assert AccessLog.objects.filter(person_uids__contains=[velichka.uid], kind="list").exists()
    assert client.post("/counter/person/alike/", {"given_name": "Величка"}).content.strip() == b""
    typed["no_id_reason"] = "no_papers"
    asked = client.post("/counter/person/new/", typed).content.decode()
    assert "една и съща дата на раждане" in asked
    assert 'value="Цонева"' in asked
    assert client.post("/counter/person/new/", typed | {"other_person": "on"}).status_code == 302
    assert Person.objects.filter(family_name="Цонева").count() == 1


def test_a_number_is_registered_once_and_found_unchanged(cast: Cast) -> None:
    known = PersonFacts(given_name="Друга", family_name="Жена", id_number=cast.mother.id_number)
    with pytest.raises(IntegrityError), transaction.atomic():
        register(known, by=cast.clerk)
    assert find_or_register(known, by=None) == cast.mother
    assert Person.objects.get(pk=cast.mother.pk).given_name == "Пенка"
