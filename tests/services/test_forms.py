"""Forms as data: what could not work is refused with a reason; answers go in as people write them."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.demo.names import egn
from services.formschema import SchemaError, build_form, parse
from services.formschema.dates import TypedDateField, in_words, read_date
from services.formschema.inputs import PhoneField, TypedMoneyField
from services.formschema.rows import HouseholdField
from services.models import FormVersion


def step(**changes: Any) -> dict[str, Any]:
    question = {"key": "q", "kind": "text", "label_bg": "Въпрос", "label_en": "Question"}
    return {"key": "s", "title_bg": "Стъпка", "title_en": "Step", "questions": [question], **changes}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"steps": [step(title_en="")]}, "both languages"),
        ({"steps": [step(questions=[])]}, "asks nothing"),
        ({"steps": [step(when={"all": [{"field": "later", "op": "is", "value": 1}]})]}, "not in the form"),
        (
            {"steps": [step(questions=[{"key": "q", "kind": "magic", "label_bg": "x", "label_en": "x"}])]},
            "unknown kind",
        ),
        ({"steps": [step(questions=[{"key": "q", "kind": "one_of", "label_bg": "x", "label_en": "x"}])]}, "options"),
        ({"steps": [step(), step()]}, "stands twice"),
    ],
)
def test_a_form_that_could_not_work_is_refused(schema: dict[str, Any], words: str) -> None:
    with translation.override("en"), pytest.raises(SchemaError, match=words):
        parse(schema)


@pytest.mark.django_db
def test_every_published_form_parses_and_the_three_services_have_their_own() -> None:
    forms = FormVersion.objects.published()
    own = {form.service.slug for form in forms.select_related("service") if form.service}
    assert own == {"home-patronage", "assistant-support", "day-centre-elderly"}
    for form in forms:
        assert parse(form.schema).steps


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1.2.1950", date(1950, 2, 1)),
        ("01/02/50", date(1950, 2, 1)),
        ("1-2-1950 г.", date(1950, 2, 1)),
        ("1950-02-01", date(1950, 2, 1)),
        ("1.2.26", date(2026, 2, 1)),
        ("31.2.1950", None),
        ("вчера", None),
        ("1.2.1650", date(1650, 2, 1)),
        ("12031947", date(1947, 3, 12)),
        ("32031947", None),
        ("010250", date(1950, 2, 1)),
        ("1 февруари 1950 г.", date(1950, 2, 1)),
        ("1-ви февр. 50 година", date(1950, 2, 1)),
        ("1.II.1950", date(1950, 2, 1)),
        ("1.ІІ.50г", date(1950, 2, 1)),
        ("1 Feb 1950", date(1950, 2, 1)),
        ("1,2,1950", date(1950, 2, 1)),
        ("3 ма 1950", None),
        ("24.11.26", date(1926, 11, 24)),
        ("", None),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, read: date | None) -> None:
    assert read_date(typed, date(2026, 11, 23)) == read


def test_two_digits_of_a_year_mean_what_the_question_means(freeze: Any) -> None:
    """Help that is to begin in „27“ begins next year, not a hundred years ago."""
    freeze("2026-11-23 10:00+02:00")
    assert TypedDateField().clean("1.12.27") == date(2027, 12, 1)
    assert TypedDateField(birth=True).clean("1.12.27") == date(1927, 12, 1)
    assert TypedDateField(past=True).clean("15.10.26") == date(2026, 10, 15)


def test_a_date_is_shown_back_in_words() -> None:
    assert in_words(date(1950, 2, 1)) == "1 февруари 1950 г."
    with translation.override("en"):
        assert in_words(date(1950, 2, 1)) == "1 February 1950"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("35,79", "35.79"),
        ("1 200.50 €", "1200.50"),
        ("40 евро", "40.00"),
        ("1 234,5", "1234.50"),
        ("1.234,50", "1234.50"),
        ("12'345.67", "12345.67"),
    ],
)
def test_sums_are_read_as_people_type_them(typed: str, amount: str) -> None:
    assert TypedMoneyField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("много", "например 35,79"),
        ("-5", "например 35,79"),
        ("1e9", "например 35,79"),
        ("NaN", "например 35,79"),
        ("99999999", "например 35,79"),
        ("1.234", "1234,50"),
        ("1234.50 лв.", "1234,50 лева са 631,19 €"),
        ("сто лева", "в евро"),
    ],
)
def test_what_is_no_sum_is_asked_again_and_leva_are_counted(typed: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        TypedMoneyField().clean(typed)


@pytest.mark.parametrize("typed", ["0888123456", "0888 123 456", "+359 888 123 456", "00359888123456"])
def test_a_phone_is_kept_in_one_shape(typed: str) -> None:
    assert PhoneField().clean(typed) == "+359888123456"


@settings(max_examples=200, deadline=None)
@example("¹")
@example("NaN")
@given(st.text(max_size=60))
def test_no_typed_text_breaks_a_field(typed: str) -> None:
    for field in (TypedMoneyField(required=False), PhoneField(required=False), HouseholdField(required=False)):
        value: Any = [{"name": typed, "relation": typed, "year": typed}] if isinstance(field, HouseholdField) else typed
        try:
            field.clean(value)
        except ValidationError as refusal:
            assert refusal.messages


def identity_form(**data: str) -> Any:
    questions = [
        {"key": "identity", "kind": "identity", "label_bg": "Номер", "label_en": "Number"},
        {"key": "birth_date", "kind": "date", "past": True, "required": False, "label_bg": "Роден", "label_en": "Born"},
    ]
    form = build_form(parse({"steps": [step(questions=questions)]}).steps[0], {}, data)
    form.is_valid()
    return form


def test_a_number_fills_the_birth_date_and_a_contradiction_is_asked_about() -> None:
    number = egn(Random(5), "f", set())
    form = identity_form(identity_type="egn", identity_number=f"{number[:6]} {number[6:]}")
    assert form.stored()["identity_number"] == number
    assert form.stored()["birth_date"].startswith("18")


def test_a_number_and_a_date_that_contradict_each_other_are_asked_about_and_either_may_be_right() -> None:
    typed = {"identity_type": "egn", "identity_number": egn(Random(5), "f", set()), "birth_date": "1.1.1950"}
    asked = identity_form(**typed)
    assert list(asked.errors) == ["identity_right"]
    assert "1 януари 1950 г., както написах" in str(asked["identity_right"])
    by_number = identity_form(**typed, identity_right="number")
    assert by_number.stored()["birth_date"].startswith("18")
    written = identity_form(**typed, identity_right="written")
    assert written.stored()["birth_date"] == "1950-01-01"
    assert "identity_right" not in written.stored()
    assert "identity_right" not in identity_form(**{**typed, "birth_date": ""}).fields


@pytest.mark.parametrize("number", ["", "123", "1234567890", "9999999999", "751225484Х", "8032056031\u202e"])
def test_a_wrong_number_is_explained(number: str) -> None:
    form = identity_form(identity_type="egn", identity_number=number)
    assert form.errors["identity_number"]


def test_without_a_number_a_reason_is_enough() -> None:
    assert not identity_form(identity_type="none").is_valid()
    assert identity_form(identity_type="none", identity_reason="no_papers").is_valid()


def test_a_date_of_another_century_is_a_date_that_is_too_old() -> None:
    with pytest.raises(ValidationError, match="твърде отдавна"):
        TypedDateField(past=True).clean("1.1.1850")


def form_of(kind: str, key: str, data: dict[str, str], earlier: dict[str, Any] | None = None) -> Any:
    question = {"key": key, "kind": kind, "label_bg": "Въпрос", "label_en": "Question"}
    form = build_form(parse({"steps": [step(questions=[question])]}).steps[0], earlier or {}, data)
    form.is_valid()
    return form


def test_nobody_applies_for_another_person_with_their_own_number() -> None:
    mine, theirs = egn(Random(5), "f", set()), egn(Random(6), "f", set())
    data = {"other_identity_type": "egn", "other_identity_number": theirs}
    assert not form_of("identity", "other_identity", data, {"identity_number": mine}).errors
    form = form_of("identity", "other_identity", data, {"identity_number": theirs})
    assert "Това е Вашият собствен номер" in str(form.errors["other_identity_number"])


@pytest.mark.parametrize("typed", ["-1", "много", "1000000"])
def test_a_number_that_is_none_is_explained_in_one_sentence(typed: str) -> None:
    assert form_of("number", "hours", {"hours": typed}).errors["hours"] == ["Напишете цяло число от 0 до 100 000."]


def test_a_nul_is_refused_once() -> None:
    assert len(form_of("text", "name", {"name": "a\x00b"}).errors["name"]) == 1
