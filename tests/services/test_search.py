"""The labelled queries: what tired people type, and what an experienced social worker would name for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from services.danger import is_danger
from services.models import Service, Signpost
from services.search import search

pytestmark = pytest.mark.django_db
LABELLED: dict[str, list[dict[str, Any]]] = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text())
DANGER = LABELLED["danger"]
HARMLESS = [row for kind, rows in LABELLED.items() if kind != "danger" for row in rows]


def scores(rows: list[dict[str, Any]]) -> Iterator[tuple[float, float, str]]:
    """Recall among the first five and the reciprocal rank of the first right answer, for each query with answers."""
    for row in rows:
        wanted = set(row["want"])
        if wanted:
            found = [hit.slug for hit in search(row["q"], row.get("lang", "bg"))]
            first = next((1 / place for place, slug in enumerate(found, 1) if slug in wanted), 0.0)
            yield len(wanted & set(found[:5])) / len(wanted), first, row["q"]


def test_the_set_is_large_and_names_what_exists() -> None:
    queries = [row["q"].casefold() for rows in LABELLED.values() for row in rows]
    assert len(set(queries)) == len(queries) >= 250
    slugs = {*Service.objects.values_list("slug", flat=True), *Signpost.objects.values_list("slug", flat=True)}
    assert {slug for rows in LABELLED.values() for row in rows for slug in row["want"]} == slugs


def test_people_find_what_a_social_worker_would_name() -> None:
    found = list(scores([row for rows in LABELLED.values() for row in rows]))
    recall, reciprocal = (sum(row[column] for row in found) / len(found) for column in (0, 1))
    assert recall >= 0.97, sorted(found)[:15]
    assert reciprocal >= 0.90, sorted(found, key=lambda row: row[1])[:15]


@pytest.mark.parametrize("kind", sorted(LABELLED))
def test_no_way_of_typing_is_left_behind(kind: str) -> None:
    found = list(scores(LABELLED[kind]))
    assert sum(row[0] for row in found) / len(found) >= 0.85, sorted(found)[:15]


@pytest.mark.parametrize("row", DANGER, ids=lambda row: row["q"])
def test_whoever_may_be_in_danger_sees_first_whom_to_call(client: Client, row: dict[str, Any]) -> None:
    prefix = "/en" if row.get("lang") == "en" else ""
    page = client.get(f"{prefix}/search/", {"q": row["q"]}).content.decode()
    assert page.index("quick-exit") < page.index('<section id="emergency"') < page.index("<h1")


def test_the_box_does_not_cry_wolf() -> None:
    """Rather once too often than once too little, but a box on every page is read by nobody."""
    cried = [row["q"] for row in HARMLESS if is_danger(row["q"])]
    assert len(cried) <= len(HARMLESS) // 100, cried


def test_results_say_by_which_words_they_were_found(client: Client) -> None:
    """As they were read, and without the words that say nothing."""
    assert search("hrana za baba", "bg")[0].why == ["храна", "баба"]
    assert "Намерено по: храна, баба" in client.get("/search/", {"q": "hrana za baba"}).content.decode()


def test_a_search_is_one_statement(client: Client) -> None:
    search("храна", "bg")  # the vocabulary is read once a process
    for query in ("храна вкъщи за баба", "domashen patronaj", "ud,jd pd md,ur,dke", "ффффф ъъъъъ"):
        with CaptureQueriesContext(connection) as captured:
            search(query, "bg")
        assert len(captured) == 1


def test_suggestions_are_few_lead_somewhere_and_cost_one_statement(client: Client) -> None:
    client.get("/search/suggest/", {"q": "храна"})
    with CaptureQueriesContext(connection) as captured:
        response = client.get("/search/suggest/", {"q": "храна за възрастни хора"})
    page = response.content.decode()
    assert len(captured) <= 1 and not response.cookies and len(response.content) < 8000
    assert 1 <= page.count('role="option"') <= 8 and 'data-href="/services/home-patronage/"' in page
    assert 'data-href="/en/services/' in client.get("/en/search/suggest/", {"q": "food"}).content.decode()


@pytest.mark.parametrize("query", ["мъжът ми ме бие", "my1yt mi me bie"])
def test_suggestions_begin_with_whom_to_call_when_somebody_may_be_in_danger(client: Client, query: str) -> None:
    page = client.get("/search/suggest/", {"q": query}).content.decode()
    assert page.startswith('<section id="emergency"')


@pytest.mark.parametrize("query", ["", "\x00", "<script>", "ъ" * 3000, "ффффф"])
def test_nothing_to_suggest_is_an_empty_list(client: Client, query: str) -> None:
    page = client.get("/search/suggest/", {"q": query}).content.decode()
    assert 'role="listbox"' in page and "<script>" not in page and "Няма предложения." in page


@pytest.mark.parametrize("address", ["/", "/services/", "/search/?q=храна"])
def test_the_search_works_without_script_and_suggests_with_it(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert 'action="/search/"' in page and 'data-suggest="/search/suggest/"' in page and "dist/suggest.js" in page
