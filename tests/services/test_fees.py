"""What a person pays: never above the cap, never less for a higher income, never more through a discount."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from services import fees
from services.models import Tariff

sums = st.decimals(0, 100_000, places=2)
percents = st.decimals(0, 100, places=2)
discounts = st.lists(
    st.builds(
        lambda number, of, percent: {"id": f"d{number}", "bg": "Намаление", "en": "Discount", "of": of, "percent": percent},
        st.integers(0, 5), st.sampled_from(["fee", "income"]), percents.map(str),
    ),
    max_size=4,
)  # fmt: skip
tariffs = st.builds(
    Tariff, amount=st.none() | sums, percent=percents, cap=st.none() | sums, discounts=discounts, per=st.just("day")
)
chosen = st.sets(st.sampled_from([f"d{number}" for number in range(6)]))


@given(tariffs, sums, st.integers(1, 31), chosen)
def test_a_fee_is_never_above_the_cap_nor_the_real_cost(tariff: Tariff, income: Decimal, days: int, ids: Any) -> None:
    fee = fees.pay(tariff, income=income, units=days, chosen=ids).amount
    assert 0 <= fee <= income
    assert fee == fees.to_cents(fee)
    assert tariff.cap is None or fee <= tariff.cap
    assert tariff.amount is None or fee <= tariff.amount * days


@given(tariffs, sums, sums, st.integers(1, 31), chosen)
def test_who_has_more_never_pays_less(tariff: Tariff, one: Decimal, two: Decimal, days: int, ids: Any) -> None:
    less, more = (
        fees.pay(tariff, income=income, units=days, chosen=ids).amount for income in (min(one, two), max(one, two))
    )
    assert less <= more


@given(tariffs, sums, st.integers(1, 31), chosen)
def test_a_discount_never_raises_the_fee(tariff: Tariff, income: Decimal, days: int, ids: Any) -> None:
    without = fees.pay(tariff, income=income, units=days).amount
    assert fees.pay(tariff, income=income, units=days, chosen=ids).amount <= without


FREE = {"id": "none", "bg": "Без доход", "en": "No income", "of": "fee", "percent": "0"}
THIRD = {"id": "war", "bg": "Военноинвалид", "en": "Disabled veteran", "of": "fee", "percent": "30"}
OF_PENSION = {"id": "vet", "bg": "Ветеран", "en": "Veteran", "of": "income", "percent": "30"}


@pytest.mark.parametrize(
    ("tariff", "asked", "expected"),
    [
        ({"amount": "35.79"}, {}, "35.79"),
        ({"amount": "35.79", "discounts": [THIRD]}, {"chosen": ["war"]}, "10.74"),
        ({"amount": "35.79", "discounts": [OF_PENSION]}, {"chosen": ["vet"], "income": "100"}, "30.00"),
        ({"amount": "35.79", "discounts": [OF_PENSION]}, {"chosen": ["vet"], "income": "900"}, "35.79"),
        ({"amount": "1.15", "per": "portion"}, {"units": 21}, "24.15"),
        ({"percent": "60", "cap": "115.00"}, {"income": "150"}, "90.00"),
        ({"percent": "60", "cap": "115.00"}, {"income": "322.37"}, "115.00"),
        ({"percent": "70"}, {"income": "322.37"}, "225.66"),
        ({"percent": "0.5"}, {"income": "1"}, "0.01"),
        (
            {"percent": "15", "amount": "3.60", "per": "day", "discounts": [FREE]},
            {"income": "400", "units": 10},
            "36.00",
        ),
        ({"percent": "15", "discounts": [FREE, THIRD]}, {"income": "400", "chosen": ["war", "none"]}, "0.00"),
    ],
)
def test_fees_as_a_clerk_would_compute_them(tariff: Any, asked: Any, expected: str) -> None:
    decimals = {name: Decimal(value) for name, value in tariff.items() if name in {"amount", "percent", "cap"}}
    income = {"income": Decimal(asked["income"])} if "income" in asked else {}
    fee = fees.pay(Tariff(**{**tariff, **decimals}), **{**asked, **income})
    assert str(fee.amount) == expected


def test_money_is_written_as_people_read_it() -> None:
    with translation.override("bg"):
        assert fees.money(Decimal("35.785")) == "35,79\u00a0€"
        words = fees.in_words(Tariff(percent=Decimal("60"), cap=Decimal("115")))
        assert words == "60% от месечния Ви доход, но не повече от 115,00\u00a0€"
        assert fees.in_words(Tariff(amount=Decimal("35.79"))) == "35,79\u00a0€ на месец"
        assert fees.in_words(Tariff(amount=Decimal(0))) == "безплатно"
        portion = Tariff(amount=Decimal("2.50"), per="portion", cap=Decimal(50))
        assert fees.in_words(portion) == "2,50\u00a0€ на порция, но не повече от 50,00\u00a0€ на месец"
        assert fees.in_words(Tariff(amount=Decimal("35.79"), cap=Decimal(60))) == "35,79\u00a0€ на месец"


@pytest.mark.parametrize(
    ("of", "percent", "expected"),
    [
        ("fee", "50.00", "Сами: 50% от таксата"),
        ("income", "12.5", "Сами: 12,5% от дохода"),
        ("fee", "0", "Сами: безплатно"),
    ],
)
def test_a_discount_in_words(of: str, percent: str, expected: str) -> None:
    with translation.override("bg"):
        assert (
            fees.discount_in_words({"id": "a", "bg": "Сами", "en": "Alone", "of": of, "percent": percent}) == expected
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "words", "sum_"),
    [("", "Около 36,00\u00a0€ на месец", "400,00"), ("/en", "About 36.00\u00a0€ a month", "400.00")],
)
def test_a_visitor_calculates_without_script_or_session(client: Client, prefix: str, words: str, sum_: str) -> None:
    page = client.get(f"{prefix}/services/day-centre-elderly/").content.decode()
    address = f"{prefix}/services/day-centre-elderly/fee/"
    assert f'href="{address}"' in page
    response = client.get(address, {"income": "400", "units": "10", "sum": "1"})
    body = response.content.decode()
    assert words in body and sum_ in body
    assert (prefix and "you pay the smaller of the two sums" in body) or "плащате по-малката от двете суми" in body
    assert 'value="400"' in body and 'value="10"' in body
    assert response.headers["Cache-Control"] == "no-store" and not response.cookies


@pytest.mark.django_db
def test_a_mistake_is_explained_and_what_was_typed_stays(client: Client) -> None:
    address = "/services/day-centre-elderly/fee/"
    body = client.get(
        address, {"income": "много", "units": "99", "discounts": ["no-income", "all-free"], "sum": "1"}
    ).content.decode()
    assert 'id="error-summary"' in body and "Напишете цяло число от 1 до 31." in body
    assert 'value="много"' in body and 'value="99"' in body and "checked" in body
    assert "Изберете от показаните отговори." in body and "all-free" not in body[body.index("<main") :]
    veteran = {"discounts": "veteran", "sum": "1"}
    assert "зависи от дохода" in client.get("/services/home-patronage/fee/", veteran).content.decode()


@pytest.mark.django_db
def test_the_tariff_of_the_day_counts(client: Client, freeze: Any) -> None:
    Tariff.objects.create(service=Tariff.objects.filter(service__slug="home-patronage").get().service,
                          valid_from="2027-01-01", amount=Decimal("40.00"))  # fmt: skip
    freeze("2026-12-31 22:00+02:00")
    assert "35,79\u00a0€ на месец" in client.get("/services/home-patronage/?a=1").content.decode()
    freeze("2027-01-01 00:30+02:00")
    assert "40,00\u00a0€ на месец" in client.get("/services/home-patronage/?a=1").content.decode()


@pytest.mark.django_db
def test_a_free_service_has_no_calculator(client: Client) -> None:
    assert "/fee/" not in client.get("/services/parking-card/").content.decode()
    assert client.get("/services/parking-card/fee/").status_code == 404


@pytest.mark.django_db
def test_what_is_free_asks_for_nothing_to_calculate(client: Client) -> None:
    body = client.get("/services/public-canteen/fee/").content.decode()
    assert "безплатно" in body and "Колко порции" not in body and "Изчислете" not in body
