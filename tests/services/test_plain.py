"""Hints to an editor: what an old or tired reader would stumble over."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.utils import translation

from services import plain

SERVICES = yaml.safe_load((Path(__file__).resolve().parents[2] / "services" / "data" / "catalogue.yaml").read_text())[
    "services"
]
TEXTS = ("summary", "gets", "eligibility_note", "priority_note", "status_note", "decision_note")


def hints(text: str, language: str = "bg", page: str = "bg") -> list[str]:
    with translation.override(page):
        return plain.hints(text, language)


def test_a_short_plain_text_needs_no_hint() -> None:
    assert hints("Носим топъл обяд у дома. Обадете се на 0700 00 000.") == []
    assert hints("We bring a warm lunch home. Call us.", "en") == []
    assert hints("") == []


def test_a_long_sentence_is_named_by_its_beginning() -> None:
    words = "Топла храна до дома " + "и още нещо " * 6 + "за всички."
    assert hints(words) == ["Изречението „Топла храна до дома …“ е от 24 думи. Направете от него две."]
    assert "The sentence “Топла храна до дома …” has 24 words" in hints(words, page="en")[0]
    assert any("средно" in hint for hint in hints(" ".join(["Това изречение " + "има доста думи " * 5 + "тук."] * 2)))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("По чл. 93 от закона. Второ.", 2),
        ("Живее на ул. „Първа“ 2 в гр. Белоречие.", 1),
        ("До 31.12.2026 г. Елате!", 2),
        ("Първо\nвторо", 2),
        ("„Да.“ Така каза.", 2),
    ],
)
def test_a_sentence_ends_where_people_end_it(text: str, count: int) -> None:
    assert len(plain.sentences(text)) == count


def test_abbreviations_are_explained() -> None:
    assert hints("Домашен социален патронаж (ДСП).") == [
        "„ДСП“ означава две неща. Напишете изцяло: „домашен социален патронаж“ или дирекция „Социално подпомагане“."
    ]
    assert "означава две неща" in hints("ИОП (индивидуална оценка на потребностите)")[0]
    assert hints("Елате в ЦОП.") == ["Напишете „ЦОП“ изцяло: център за обществена подкрепа."]
    assert hints("Център за обществена подкрепа, накратко ЦОП.") == []
    assert hints("ТЕЛК (лекарската комисия за увреждане)") == []
    assert hints("Питайте АБВГ.") == ["Какво е „АБВГ“? Първия път го напишете изцяло."]
    assert hints("Кажете ЕГН.") == []
    assert hints("Ask TELK.", "en", "en") == ["Write “TELK” in full: medical commission."]


def test_words_of_the_office_have_plain_ones() -> None:
    assert hints("Насочване към доставчик на лицето.") == [
        "Вместо „Насочване към доставчик“ хората казват „намираме Ви място“.",
        "Вместо „лицето“ хората казват „човек“.",
    ]
    assert hints("Услугата е за различни хора.") == []
    assert hints("Commence prior to May.", "en", "en") == [
        "Instead of “prior to” people say “before”.",
        "Instead of “Commence” people say “start”.",
    ]


@pytest.mark.parametrize(
    ("text", "language"), [("Услуга за инвалиди", "bg"), ("За социално слаби", "bg"), ("For the disabled", "en")]
)
def test_words_that_hurt_are_refused(text: str, language: str) -> None:
    assert len(plain.hurtful(text, language)) == 1
    assert plain.hurtful(text, language)[0] in plain.hints(text, language)


@pytest.mark.parametrize("row", SERVICES, ids=lambda row: row["id"])
@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_catalogue_itself_is_plain(row: dict[str, Any], language: str) -> None:
    texts = [row.get(f"{name}_{language}", "") for name in TEXTS] + [row.get("fee", {}).get(f"note_{language}", "")]
    for text in texts:
        assert [sentence for sentence in plain.sentences(text) if plain.length(sentence) > 20] == []
        assert plain.hurtful(text, language) == []
        assert not [hint for hint in hints(text, language) if "изцяло" in hint]
