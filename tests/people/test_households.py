"""Who lives in a home: kept once with whose word it is, confirmed, never changed by a word that is worth less."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from people.actions.households import Word, household_of, keep
from people.models import Household, HouseholdMember
from people.models.household import Source
from records.models import AuditEvent
from tests.people.homes import lives_with, somebody
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 3)
LATER = DAY + timedelta(days=20)
GEORGI, IVA = somebody("Георги Колев"), somebody("Ива Колева", "grandchild", "2015")


def now(cast: Cast) -> list[tuple[Any, ...]]:
    home = household_of(cast.mother)
    assert home is not None
    return [(row.facts["name"], row.source, row.told_on, row.confirmed_on) for row in home[1]]


def test_what_was_told_once_is_confirmed_and_not_written_again(cast: Cast) -> None:
    lives_with(cast.mother, GEORGI, IVA, day=DAY)
    lives_with(cast.mother, {**GEORGI, "name": "ГЕОРГИ  Колев"}, IVA, day=LATER)
    assert now(cast) == [("Георги Колев", "person", DAY, LATER), ("Ива Колева", "person", DAY, LATER)]
    assert HouseholdMember.objects.count() == 2
    assert AuditEvent.objects.filter(verb="household_kept", subject_uid=cast.mother.uid).count() == 2


def test_who_has_gone_stays_as_evidence_and_who_is_new_is_told_from_today(cast: Cast) -> None:
    lives_with(cast.mother, GEORGI, day=DAY)
    lives_with(cast.mother, IVA, day=LATER)
    assert now(cast) == [("Ива Колева", "person", LATER, LATER)]
    gone = HouseholdMember.objects.exclude(valid_to=None).get()
    assert (gone.facts["name"], gone.valid_to) == ("Георги Колев", LATER)


def test_two_of_the_same_name_are_two_people(cast: Cast) -> None:
    lives_with(cast.mother, IVA, IVA)
    lives_with(cast.mother, IVA, IVA)
    assert len(now(cast)) == 2


@pytest.mark.parametrize("first", [Source.PERSON, Source.COUNTER])
def test_a_strangers_word_changes_nothing_that_the_person_said(cast: Cast, first: Source) -> None:
    assert lives_with(cast.mother, GEORGI, source=first, day=DAY)
    assert not lives_with(cast.mother, IVA, source=Source.DECLARED, day=LATER)
    assert now(cast) == [("Георги Колев", first, DAY, DAY)]
    assert lives_with(cast.mother, IVA, source=Source.PERSON, day=LATER)
    assert now(cast) == [("Ива Колева", "person", LATER, LATER)]


def test_somebody_without_an_account_may_tell_too(cast: Cast) -> None:
    from django.contrib.auth.models import AnonymousUser

    assert keep(cast.mother, [GEORGI], Word(Source.DECLARED, DAY, by=AnonymousUser()))
    assert now(cast) == [("Георги Колев", "declared", DAY, DAY)]


def test_names_are_encrypted_and_go_with_the_persons_key(cast: Cast) -> None:
    from records.erasure import shred

    lives_with(cast.mother, GEORGI)
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM people_householdmember")
        assert "Георги".encode() not in bytes(cursor.fetchone()[0])
    shred(cast.mother.data_key, by=None)
    home = household_of(cast.mother)
    assert home
    assert home[1][0].facts == {}


def test_a_home_costs_three_statements_and_two_people_at_once_make_one(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):  # the home, its people, the audit
        lives_with(cast.mother, GEORGI)
    with django_assert_num_queries(4):  # they are read and confirmed besides
        lives_with(cast.mother, GEORGI)
    assert Household.objects.count() == 1
