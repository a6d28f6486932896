"""A large catalogue: what a search reads is bounded, words are counted without stopping the work."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection

from services import indexing, search, version
from services.actions import entries
from services.entries import KINDS
from services.models import SearchTerm, Service
from services.tasks import count_words
from tests.support import many

pytestmark = pytest.mark.django_db
LARGE = 1500


@pytest.fixture
def large() -> None:
    many.make(LARGE)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def planned(query: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + search.statement("bg"), search.asked_of(query))
        return list(nodes(cursor.fetchone()[0][0]["Plan"]))


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    "query", ["дете", "храна вкъщи за баба", "домове за стари хора", "асистетнт", "child", "помощ"]
)
def test_a_search_ranks_a_bounded_number_however_many_match(query: str) -> None:
    found = planned(query)
    read = [node for node in found if node.get("Relation Name") == "services_service"]
    rows = sum(node["Actual Rows"] * node["Actual Loops"] for node in read)
    assert rows <= 3 * search.RANKED + search.COMPARED
    best = [node for node in found if node.get("Subplan Name") == "CTE found"]
    assert best and best[0]["Actual Rows"] <= 3 * search.RANKED + 7


@pytest.mark.usefixtures("large")
def test_rare_words_come_from_the_index() -> None:
    Service.objects.filter(slug="hot-lunch").update(name_bg="Топъл обяд „Щурче“")
    indexing.reindex("service", ["hot-lunch"])
    version.bump()
    caches["process"].clear()
    found = planned("щурче")
    used = {node.get("Index Name") for node in found}
    assert "service_search" in used
    assert search.search("щурче", "bg")[0].slug == "hot-lunch"


@pytest.mark.usefixtures("large")
def test_what_people_look_for_is_found_among_many() -> None:
    for query, slug in [("топъл обяд", "hot-lunch"), ("domashen patronaj", "home-patronage"), ("асистетнт", "assist")]:
        hits = search.search(query, "bg")
        assert len(hits) == search.SHOWN and any(hit.slug.startswith(slug) for hit in hits[:5]), query


@pytest.mark.usefixtures("large")
def test_publishing_in_a_large_catalogue_reads_one_entry(django_assert_max_num_queries: Any) -> None:
    """New words are known at once; how rare the others are is counted at night."""
    document = KINDS["service"].read(KINDS["service"].row("hot-lunch"))
    with django_assert_max_num_queries(60) as captured:
        entries.publish(KINDS["service"], {**document, "aliases_bg": ["щурче"]}, by=None)
    assert not any("ts_stat" in query["sql"] for query in captured.captured_queries)
    assert SearchTerm.objects.get(term="щурч").entries == 1
    Service.objects.filter(slug="hot-lunch").update(is_published=False)
    indexing.reindex("service", ["hot-lunch"])
    count_words()
    assert not SearchTerm.objects.filter(term="щурч").exists()


def test_words_of_an_unpublished_service_are_not_kept() -> None:
    before = SearchTerm.objects.count()
    Service.objects.filter(slug="hot-lunch").update(is_published=False)
    indexing.reindex("service", ["hot-lunch"])
    assert SearchTerm.objects.count() < before
    assert "hot-lunch" not in [hit.slug for hit in search.search("топъл обяд", "bg")]
