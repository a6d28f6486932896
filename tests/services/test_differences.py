"""What an editor reads before publishing: plain words for every field, in both languages, and nothing left out."""

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from services.entries import KINDS, labels
from services.entries.differences import between, marked
from services.entries.documents import Document
from services.entries.wording import Names

DATA = Path(__file__).resolve().parents[2] / "services" / "data"
SERVICES = yaml.safe_load((DATA / "catalogue.yaml").read_text())["services"]
FORMS = yaml.safe_load((DATA / "forms.yaml").read_text())["forms"]
TARIFF = {"valid_from": "2026-01-01", "amount": "35.79", "cap": "60.00", "percent": "30.00", "legal_ground": "zsu"}


def service(**changes: Any) -> dict[str, Any]:
    base = next(row for row in SERVICES if row["id"] == "home-patronage")
    return KINDS["service"].parse({**base, **changes}).data()


def told(kind: str, before: Any, after: Any, language: str = "bg") -> list[tuple[str, str, str, str]]:
    with translation.override(language):
        return [(row.label, row.in_words, row.before, row.after) for row in between(kind, before, after, Names())]


def test_the_same_is_no_difference() -> None:
    assert between("service", service(), service(), Names()) == []
    assert between("service", None, None, Names()) == []


@pytest.mark.parametrize(
    ("changes", "bg", "en"),
    [
        (
            {"valid_to": "2026-11-23"},
            ("Важи до", "добавено", "", "23.11.2026 г."),
            ("In force until", "added", "", "23 November 2026"),
        ),
        (
            {"online_application": False},
            ("Може да се заяви онлайн", "променено", "да", "не"),
            ("Can be applied for online", "changed", "yes", "no"),
        ),
        (
            {"referral_by": "dsp"},
            ("Насочва", "променено", "общината", "Дирекция „Социално подпомагане“"),
            ("Referred by", "changed", "the municipality", "the Social Assistance Directorate"),
        ),
        (
            {"documents": ["id_card", "gp_note", "pension"]},
            (
                "Документ › telk",
                "махнато",
                "Условие на български: ако имате; Условие на английски: if you have one",
                "",
            ),
            (
                "Document › telk",
                "removed",
                "Condition in Bulgarian: ако имате; Condition in English: if you have one",
                "",
            ),
        ),
        (
            {"requires": {"assessment": True}},
            ("От доставчика се иска › Договор", "променено", "да", "не"),
            ("The provider needs › Contract", "changed", "yes", "no"),
        ),
        (
            {"needs": []},
            ("Нужди", "махнато", "old-person", ""),
            ("Needs", "removed", "old-person", ""),
        ),
    ],
)
def test_a_change_is_told_in_the_readers_words(changes: dict[str, Any], bg: Any, en: Any) -> None:
    assert told("service", service(), service(**changes)) == [bg]
    assert told("service", service(), service(**changes), "en") == [en]


def test_lists_are_matched_by_what_names_their_items() -> None:
    before = service(tariffs=[TARIFF, {"valid_from": "2025-01-01", "amount": "30"}])
    dearer = service(tariffs=[{**TARIFF, "amount": "40.5"}, {"valid_from": "2025-01-01", "amount": "30"}])
    label = "Такса › от 01.01.2026 г. › Сума"
    assert told("service", before, dearer) == [(label, "променено", "35,79\xa0€", "40,50\xa0€")]
    rule = {"id": "age", "bg": "Навършили сте 65", "en": "You are 65", "tests": {"all": [
        {"field": "age", "op": "at_least", "value": 65}, {"field": "alone", "op": "is", "value": True}]}}  # fmt: skip
    [(where, what, _before, after)] = told("service", service(requirements=[]), service(requirements=[rule]))
    assert (where, what) == ("Условие за ползване › Навършили сте 65", "добавено")
    assert "„age“ е поне 65 и „alone“ е да" in after


def test_moving_is_not_changing() -> None:
    before = service(documents=["id_card", "telk"])
    assert told("service", before, service(documents=["telk", "id_card"])) == [
        ("Документ › ред", "преместено", "id_card, telk", "telk, id_card")
    ]


def test_the_questions_of_a_form_are_followed_into_their_options() -> None:
    before = next(row for row in FORMS if row["id"] == "assistant-support")
    after = yaml.safe_load(yaml.safe_dump(before))
    question = after["steps"][0]["questions"][0]
    question["options"][1]["bg"] = "дете с увреждане"
    question["required"] = False
    after["steps"][1]["questions"].pop(1)
    found = told("form", before, after)
    assert ("Стъпка › Колко помощ е нужна? › Въпрос › Човекът е › Задължителен", "променено", "да", "не") in found
    assert any(label.endswith("Отговор за избор › дете с увреждане › Име на български") for label, *_rest in found)
    assert any(
        label == "Стъпка › За какво е нужна помощ? › Въпрос › Трябва ли човекът да се вдига?" and what == "махнато"
        for label, what, *_rest in found
    )


@pytest.mark.django_db
def test_references_are_told_by_name_with_one_query_a_kind(django_assert_max_num_queries: Any) -> None:
    after = service(law_group="day_care", owner="unit-centre", documents=["id_card"])
    with django_assert_max_num_queries(6):
        found = between("service", service(), after)
    with translation.override("bg"):
        texts = {row.label: (row.before, row.after) for row in between("service", service(), after)}
    assert len(found) == 5
    assert texts["Група услуги"] == ("Друга подкрепа в общината (извън чл. 15 ЗСУ)", "Дневна грижа")


def test_a_new_entry_and_a_retired_one_are_told_too() -> None:
    need = KINDS["need"].parse({"id": "food", "bg": "Храна", "en": "Food"}).data()
    assert ("Име на български", "добавено", "", "Храна") in told("need", None, need)
    assert told("need", need, None) == [("Записът", "махнато", "Храна", "")]


@given(st.data())
def test_no_difference_means_equal_documents(data: st.DataObject) -> None:
    rows = st.sampled_from(SERVICES).map(lambda row: KINDS["service"].parse(row).data())
    one, other = data.draw(rows), data.draw(rows)
    taken = data.draw(st.sets(st.sampled_from(sorted(one.keys() | other.keys()))))
    mixed = {name: side[name] for name in one | other for side in [other if name in taken else one] if name in side}
    assert bool(between("service", one, mixed, Names())) == (one != mixed)


@given(st.text("абв г.\n", max_size=60), st.text("абв г.\n", max_size=60))
def test_marked_words_make_both_texts_again(before: str, after: str) -> None:
    words = marked(before, after)
    assert "".join(text for op, text in words if op != "ins") == before
    assert "".join(text for op, text in words if op != "del") == after


def test_a_rewritten_text_shows_which_words() -> None:
    before, after = "Топла храна до дома за възрастни хора.", "Топла храна до дома за болни хора."
    html = render_to_string(
        "services/_differences.html",
        {"differences": between("service", service(gets_bg=before), service(gets_bg=after), Names())},
    )
    assert "<del>" in html and "<ins>" in html
    assert "Топла храна до дома за " in html


def documents_within(model: type[Document]) -> set[type[Document]]:
    found = {model}
    todo = [field.annotation for field in model.model_fields.values()]
    while todo:
        annotation = todo.pop()
        if isinstance(annotation, type) and issubclass(annotation, Document):
            found |= documents_within(annotation)
        todo += get_args(annotation)
    return found


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_of_every_kind_has_a_name_in_both_languages(kind: str) -> None:
    for model in documents_within(KINDS[kind].document):
        for field in model.model_fields:
            with translation.override("bg"):
                bulgarian = labels.of_field(kind, field)
            with translation.override("en"):
                english = labels.of_field(kind, field)
            assert field not in (bulgarian, english), (model, field)
            assert bulgarian != english, (model, field)
