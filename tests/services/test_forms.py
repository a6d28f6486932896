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
from services.formschema.inputs import PhoneField, TypedDateField, TypedMoneyField, read_date
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
        ("", None),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, read: date | None) -> None:
    assert read_date(typed, date(2026, 11, 23)) == read


@pytest.mark.parametrize(("typed", "amount"), [("35,79", "35.79"), ("1 200.50 €", "1200.50"), ("40 евро", "40.00")])
def test_sums_are_read_as_people_type_them(typed: str, amount: str) -> None:
    assert TypedMoneyField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["много", "-5", "1e9", "NaN", "99999999"])
def test_what_is_no_sum_is_asked_again(typed: str) -> None:
    with pytest.raises(ValidationError):
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
        value: Any = (
            [{"name": typed, "relation": typed, "year": typed, "income": typed}]
            if isinstance(field, HouseholdField)
            else typed
        )
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
    wrong = identity_form(identity_type="egn", identity_number=number, birth_date="1.1.1950")
    assert "Коя е вярната?" in str(wrong.errors["birth_date"])


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
