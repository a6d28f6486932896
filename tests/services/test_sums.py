"""What incomes come to: counted on the server, for each person, each kind and the home."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from services.formschema import build_form, parse
from services.formschema.inputs import TypedMoneyField
from services.formschema.sums import euro, sums_of

STEP: dict[str, Any] = {
    "key": "s", "title_bg": "Стъпка", "title_en": "Step",
    "questions": [{"key": "income", "kind": "income", "label_bg": "Доходи", "label_en": "Incomes"}],
}  # fmt: skip
HOME = {"household": [{"name": "Георги", "relation": "spouse", "year": "1949"}]}


def form(answers: dict[str, Any], **typed: str) -> Any:
    data = QueryDict(mutable=True)
    data.update({name.replace("__", "-"): value for name, value in typed.items()})
    return build_form(parse({"steps": [STEP]}).steps[0], answers, data)


def test_sums_are_told_for_each_person_each_kind_and_the_home() -> None:
    rows = [
        {"who": "", "kind": "pension", "amount": "322.37"},
        {"who": "Георги", "kind": "pension", "amount": "1 000,50 €"},
        {"who": "Георги", "kind": "rent", "amount": "много"},
        {},
    ]
    sums = sums_of(rows)
    assert sums.by_person == {"": Decimal("322.37"), "Георги": Decimal("1000.50")}
    assert (sums.by_kind, sums.left_out) == ({"pension": Decimal("1322.87")}, [3])
    assert euro(sums.whole) == "1\u00a0322,87\u00a0€"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["", "А", "Б"]), st.sampled_from(["pension", "rent"]), st.integers(0, 10**8)))
)
def test_the_parts_always_come_to_the_whole(rows: list[tuple[str, str, int]]) -> None:
    typed = [{"who": who, "kind": kind, "amount": f"{cents // 100},{cents % 100:02d}"} for who, kind, cents in rows]
    sums = sums_of(typed)
    assert sum(sums.by_person.values()) == sum(sums.by_kind.values()) == sums.whole
    assert sums.whole == Decimal(sum(cents for _who, _kind, cents in rows)) / 100


def test_an_income_is_somebodys_who_lives_there() -> None:
    right = form(HOME, income__0__who="Георги", income__0__kind="pension", income__0__amount="12,5")
    assert right.is_valid(), right.errors
    assert right.stored()["income"] == [{"who": "Георги", "kind": "pension", "amount": "12.50"}]
    assert not form({}, income__0__who="Георги", income__0__kind="pension", income__0__amount="12,5").is_valid()
    assert "income-0-who" not in str(form({}, income__0__kind="pension")["income"])


@pytest.mark.parametrize(("amount", "words"), [("100 лв", "51,13 €"), ("1.234", "хиляди"), ("", "напишете сумата")])
def test_a_sum_that_cannot_be_read_is_explained_with_its_row(amount: str, words: str) -> None:
    wrong = form({}, income__0__kind="pension", income__0__amount=amount)
    assert words in str(wrong.errors["income"])
    assert "Ред 1" in str(wrong.errors["income"])


def test_a_kept_sum_comes_back_as_people_here_write_it() -> None:
    kept = {"income": [{"who": "", "kind": "pension", "amount": "515.83"}]}
    step = build_form(parse({"steps": [STEP]}).steps[0], {}, None, kept)
    assert 'value="515,83"' in str(step["income"])
    assert TypedMoneyField().prepare_value("1200.50") == "1200,50"
    assert TypedMoneyField().prepare_value("1.234") == "1.234"  # as it was typed: it may mean two sums
