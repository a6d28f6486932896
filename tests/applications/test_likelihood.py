"""What the answers say of a right is told before sending, once the list of people is whole, and stops nobody."""

from datetime import date
from random import Random
from typing import Any

import pytest
from django.test import Client

from applications.actions import drafts
from applications.likelihood import doubts_of, facts_of
from applications.models import Application
from applications.steps import Walk
from portal.demo.answers import of_person, sample
from services.eligibility import HOME, Between
from services.models import Requirement, Service
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
OLD = {"all": [{"field": "age", "op": "at_least", "value": 65}]}


def filled(cast: Cast, *years: str, **said: Any) -> Application:
    """A draft of somebody of 40 with people of these years of birth at home."""
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="hot-lunch")], by=cast.citizen)
    home = [{"name": f"Човек {number}", "relation": "other", "year": year} for number, year in enumerate(years)]
    known = {
        **of_person(cast.daughter), "capacity": "self", "birth_date": "1986-05-01", "lives": "with_family" if years else "alone",
        "household": home, "disability": "no", "mobility": "alone", "support_now": [], **said,
    }  # fmt: skip
    for scope, form in draft.forms():
        for key, answers in sample(Random(1), form, known).items():
            drafts.save_step(draft, f"{scope}.{key}", answers, by=cast.citizen)
    return draft


def needs(subject: str, at_least: int | None = None) -> None:
    service = Service.objects.get(slug="hot-lunch")
    service.requirements.all().delete()
    Requirement.objects.create(
        service=service, slug="old", subject=subject, at_least=at_least, tests=OLD, name_bg="Възраст над 65",
        name_en="Over 65", otherwise_bg="някой у дома е над 65", otherwise_en="somebody is over 65",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "at_least", "years", "is_doubted"),
    [
        ("person", None, ["1949"], True),
        ("any_member", None, ["1949"], False),
        ("any_member", None, ["1990", "2015"], True),
        ("any_member", None, [], True),
        ("any_member", None, ["1990", ""], False),  # whose year is not known may be
        ("all_members", None, ["1949"], True),
        ("count_members", 2, ["1949", "1940"], False),
        ("count_members", 2, ["1949"], True),
    ],
)
def test_anybody_everybody_or_so_many_at_home(
    cast: Cast, freeze: Any, subject: str, at_least: int | None, years: list[str], is_doubted: bool
) -> None:
    freeze("2026-11-23 10:00+02:00")
    needs(subject, at_least)
    assert bool(doubts_of(Walk(filled(cast, *years)))) is is_doubted


def test_it_is_told_before_sending_and_stops_nobody(cast: Cast) -> None:
    needs("any_member")
    draft = filled(cast, "1990")
    client = Client()
    client.force_login(cast.citizen)
    page = client.get(f"/apply/draft/{draft.uid}/check/").content.decode()
    assert "Вероятно нямате право на" in page
    assert "някой у дома е над 65" in page


def test_a_list_that_is_not_whole_says_nothing(cast: Cast) -> None:
    needs("any_member")
    draft = filled(cast, "1990")
    draft.step_answers.filter(step="common.household").delete()
    assert doubts_of(Walk(draft)) == []


def test_what_is_said_is_sure_and_what_is_not_said_is_not_known(cast: Cast, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    incomes = [
        {"who": "", "kind": "pension", "amount": "322.37"},
        {"who": "Човек 0", "kind": "rent", "amount": "900.00"},
    ]
    facts = facts_of(Walk(filled(cast, "1949", "", income=incomes)), date(2026, 11, 23))
    assert facts["age"] == 40
    assert facts[HOME] == [{"age": Between(76, 77)}, {}]
    assert facts["income"] == Between(322, None)
