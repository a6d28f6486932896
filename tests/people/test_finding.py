"""Finding among very many: who is there is found however the name is typed, and what is read stays little."""

import json
import random
from collections import Counter
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from applications.finding import find
from people.actions.persons import PersonFacts, register
from people.models import NameWord, Person
from people.tasks import keep_name_words
from portal.demo import population
from tests.support import crowd
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db

# Of sixty people who are asked for, how many may be missed at the most.
MISSED = {"shlyokavitsa": 1, "typo in one": 1, "typo in both": 2}


def person(given: str, family: str, **more: Any) -> Person:
    return register(
        PersonFacts(given_name=given, family_name=family, id_type="none", no_id_reason="unknown", **more), by=None
    )


def test_nearly_everybody_is_found_in_every_way_of_typing(cast: Cast) -> None:
    people = population.populate(random.Random(3), 400, named=crowd.named)
    missed = [one for one in crowd.typed(random.Random(4).sample(people, 60)) if not _shows(cast, one)]
    count = Counter(one.way for one in missed)
    assert all(count[way] <= MISSED.get(way, 0) for way in count), [(one.way, one.text) for one in missed]


def _shows(cast: Cast, asked: crowd.Typed) -> bool:
    """On this page or one of the next."""
    found = find(asked.text, by=cast.clerk)
    while asked.person not in found.people and found.after:
        found = find(asked.text, by=cast.clerk, after=found.after)
    return asked.person in found.people


def words() -> set[str]:
    return set(NameWord.objects.values_list("written", flat=True))


class TestWords:
    def test_a_name_is_learnt_with_the_person_and_once(self) -> None:
        person("Ромеу", "Щриклев-Цонев")
        person("Ромеу", "Цонев")
        assert {"ромеу", "щриклев", "цонев"} <= words()
        assert NameWord.objects.get(written="щриклев").heard == " striklev "

    def test_the_rare_name_of_who_is_protected_is_forgotten_and_leads_nowhere(self, cast: Cast) -> None:
        hidden, other = person("Мария", "Щриклева"), person("Мария", "Колева")
        hidden.is_protected = True
        hidden.save()
        assert "щриклева" not in words()
        assert "мария" in words()
        assert find("Щрилкева", by=cast.clerk).people == []
        assert other in find("Мария", by=cast.clerk).people
        hidden.save()
        keep_name_words()
        assert "щриклева" not in words()
        hidden.is_protected = False
        hidden.save()
        assert find("Щрилкева", by=cast.clerk).people == [hidden]

    def test_the_night_learns_what_was_lost_and_forgets_what_nobody_is_called(self, cast: Cast) -> None:
        woman = person("Мария", "Щриклева")
        woman.family_name = "Трендафилова"
        woman.save()
        NameWord.objects.filter(written="трендафилова").delete()
        keep_name_words()
        assert "щриклева" not in words()
        assert find("trendafilova", by=cast.clerk).people == [woman]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_is_read_stays_little_among_many(cast: Cast) -> None:
    """Plans, never times: the index of name words is read, and of people few more rows than have the name."""
    crowd.bare(60_000)
    rare = person("Ромеу", "Щриклев")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) people_person, people_nameword")
    for typed, most in (
        ("Щриклев", 50), ("shtriklev romeu", 50), ("Щрилкев Рмоеу", 50), ("striklef romiu", 50), ("Рмоеу Щрилкев 1948", 50),
        ("Мраия Иавнова", 2_000), ("мария иванова", 2_000), ("Мария Иванова 1948", 100), ("Иванова", 5_000),
    ):  # fmt: skip
        for plan in _plans(cast, typed):
            read = [node for node in _nodes(plan["Plan"]) if node.get("Relation Name") == "people_person"]
            assert read, typed
            assert "person_found_by" in str(plan), typed
            assert sum(_rows(node) for node in read) <= most, (typed, plan)
            assert plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] <= 2_500 + 2 * most, (
                typed,
                plan,
            )
    assert find("Щрилкев Рмоеу", by=cast.clerk).people == [rare]


def _plans(cast: Cast, typed: str) -> list[dict[str, Any]]:
    with CaptureQueriesContext(connection) as captured:
        find(typed, by=cast.clerk)
    statements = [query["sql"] for query in captured if "people_nameword" in query["sql"]]
    assert statements, typed
    plans = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement}")
            (found,) = cursor.fetchone()[0]
            plans.append(json.loads(found) if isinstance(found, str) else found)
    return plans


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in _nodes(child))]


def _rows(node: dict[str, Any]) -> int:
    """Read from the table, also those that did not fit."""
    unfit = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + unfit) * node["Actual Loops"])
