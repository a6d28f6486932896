"""Settlements by name: our own first, those of the same name told apart by municipality and region."""

import pytest
from django.test import Client
from django.utils import translation

from people.models import Settlement
from people.places import beginning_with, find, in_full

pytestmark = pytest.mark.django_db


ROWS = (
    ("52115", "Ново село", "Novo selo", "Видин", "Видин"),
    ("52088", "Ново село", "Novo selo", "Самоков", "София"),
    ("10447", "Видин", "Vidin", "Видин", "Видин"),
    ("17511", "Горно поле", "Gorno pole", "Маджарово", "Хасково"),
)


def villages() -> list[Settlement]:
    return [
        Settlement(
            ekatte=code,
            kind="с.",
            name_bg=name,
            name_en=name_en,
            municipality_bg=where,
            region_bg=region,
            is_local=False,
        )
        for code, name, name_en, where, region in ROWS
    ]


@pytest.fixture(autouse=True)
def country() -> None:
    Settlement.objects.bulk_create(villages())


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Ново село", {"52115", "52088"}),
        ("с. ново  село, общ. Видин", {"52115"}),
        ("Novo Selo, municipality Самоков", {"52088"}),
        ("с.Ново село, обл. София", {"52088"}),
        ("Виена", set()),
        ("", set()),
        ("с.", set()),
        ("общ.", set()),
        (",,\x00,", set()),
    ],
)
def test_a_place_is_found_as_people_write_it(typed: str, codes: set[str]) -> None:
    assert {place.ekatte for place in find(typed)} == codes


def test_our_own_come_first_and_others_say_where_they_are() -> None:
    found = beginning_with("горно")
    assert [in_full(place) for place in found] == ["с. Горно Поле", "с. Горно поле, общ. Маджарово, обл. Хасково"]
    with translation.override("en"):
        assert "municipality of Madzharovo" in in_full(found[1])


def test_suggestions_are_public_and_short(client: Client) -> None:
    assert client.get("/apply/places/?q=вид").json() == {"places": [["10447", "с. Видин, общ. Видин, обл. Видин"]]}
    for typed in ("", "в", "%", "x" * 500, "\x00\x00"):
        assert client.get("/apply/places/", {"q": typed}).json() == {"places": []}
