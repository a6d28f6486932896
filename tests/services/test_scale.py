"""A large catalogue: what a search reads is bounded, words are counted without stopping the work."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from services import indexing, search
from services.actions import entries
from services.editing import lists
from services.entries import KINDS
from services.models import SearchTerm, Service
from services.tasks import count_words
from tests.support import many

pytestmark = pytest.mark.django_db


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def explained(query: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query.replace("%", "%%"))
        return list(nodes(cursor.fetchone()[0][0]["Plan"]))


def planned(query: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + search.statement("bg"), search.asked_of(query))
        return list(nodes(cursor.fetchone()[0][0]["Plan"]))


def test_a_search_ranks_a_bounded_number_however_many_match() -> None:
    many.make(1100)
    Service.objects.filter(slug="hot-lunch").update(aliases_bg=["щурче"])
    indexing.reindex("service", ["hot-lunch"])
    caches["process"].clear()
    for query in ("дете", "храна вкъщи за баба", "домове за стари хора", "асистетнт", "child", "помощ"):
        read = [node for node in planned(query) if node.get("Relation Name") == "services_service"]
        rows = sum(node["Actual Rows"] * node["Actual Loops"] for node in read)
        assert 0 < rows <= 3 * search.RANKED + search.COMPARED, query
    assert "service_search" in {node.get("Index Name") for node in planned("щурче")}
    for query, slug in (("топъл обяд", "hot-lunch"), ("domashen patronaj", "home-patronage"), ("щурче", "hot-lunch")):
        assert any(hit.slug.startswith(slug) for hit in search.search(query, "bg")[:5]), query


def test_publishing_in_a_large_catalogue_reads_one_entry(
    django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New words are known at once; how rare the others are is counted at night."""
    monkeypatch.setattr(indexing, "FEW", 30)
    document = KINDS["service"].read(KINDS["service"].row("hot-lunch"))
    with django_assert_max_num_queries(70) as captured:
        entries.publish(KINDS["service"], {**document, "aliases_bg": ["щурче"]}, by=None)
    assert not any("ts_stat" in query["sql"] for query in captured.captured_queries)
    new = SearchTerm.objects.filter(term__startswith="щур")
    assert [row.entries for row in new] == [1] * len(new) and new
    Service.objects.filter(slug="hot-lunch").update(is_published=False)
    indexing.reindex("service", ["hot-lunch"])
    count_words()
    assert not SearchTerm.objects.filter(term__startswith="щур").exists()


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_page_of_an_editors_list_reads_a_page_of_the_index(language: str) -> None:
    """Also in the middle, and where thousands of entries have one name. A thousand rows would still be sorted."""
    many.make(1100)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
    with translation.override(language):
        for name in ("service", "offer"):
            kind = KINDS[name]
            column = lists.title_column(kind)
            keys = list(kind.model._default_manager.order_by(column, kind.key).values_list(kind.key, flat=True))
            for after in ("", keys[len(keys) // 2]):
                with CaptureQueriesContext(connection) as captured:
                    rows, _last = lists.entries(kind, "", after)
                start = keys.index(after) + 1 if after else 0
                assert [row.slug for row in rows] == keys[start : start + lists.PAGE]
                (query,) = [row["sql"] for row in captured.captured_queries if f"LIMIT {lists.PAGE + 1}" in row["sql"]]
                read = [node for node in explained(query) if node.get("Relation Name") == kind.model._meta.db_table]
                assert sum(node["Actual Rows"] * node["Actual Loops"] for node in read) == len(rows) + 1
                assert {node["Node Type"] for node in read} <= {"Index Scan", "Index Only Scan"}, (name, after)


def test_words_of_an_unpublished_service_are_not_kept() -> None:
    before = SearchTerm.objects.count()
    Service.objects.filter(slug="hot-lunch").update(is_published=False)
    indexing.reindex("service", ["hot-lunch"])
    assert SearchTerm.objects.count() < before
    assert "hot-lunch" not in [hit.slug for hit in search.search("топъл обяд", "bg")]
