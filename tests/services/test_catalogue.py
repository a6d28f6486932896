"""Forty services and seven signposts, each found and shown; public pages cost few queries and no session."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from applications.steps import asked_documents
from services import version
from services.models import Service, ServiceDocument, Signpost
from services.search import search

DATA = yaml.safe_load((Path(__file__).resolve().parents[2] / "services" / "data" / "catalogue.yaml").read_text())
SLUGS = [row["id"] for row in DATA["services"]]


@pytest.mark.django_db
def test_the_reference_data_has_forty_services_and_seven_signposts(client: Client) -> None:
    assert (len(SLUGS), Service.objects.count(), Signpost.objects.count()) == (40, 40, 7)
    page = client.get("/services/").content.decode()
    for slug in SLUGS:
        assert f'href="/services/{slug}/"' in page
    for signpost in Signpost.objects.all():
        assert signpost.name_bg in page
    assert page.count("Не е при нас; обърнете се към") == 7


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_service_has_a_page(
    client: Client, slug: str, prefix: str, get_never_writes: Callable[[], AbstractContextManager[None]], freeze: Any
) -> None:
    freeze("2026-11-23 10:00+02:00")
    service = Service.objects.get(slug=slug)
    with get_never_writes():
        response = client.get(f"{prefix}/services/{slug}/")
    body = response.content.decode()
    assert response.status_code == 200
    assert (service.name_en if prefix else service.name_bg) in body.replace("&quot;", '"').replace("&#x27;", "'")
    assert (f'href="{prefix}/apply/{slug}/"' in body) == (service.can_apply_online and slug != "hot-lunch")
    assert ('id="emergency"' in body) == service.emergency
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "queries"), [("/services/", 4), ("/services/home-patronage/", 4), ("/", 1), ("/search/?q=храна", 2)]
)
def test_public_pages_ask_little_of_the_database(
    client: Client, django_assert_max_num_queries: Any, address: str, queries: int
) -> None:
    client.get("/privacy/")  # the catalogue's version is read once a minute
    with django_assert_max_num_queries(queries):
        client.get(address)
    with django_assert_max_num_queries(0):
        kept = client.get(address)
    assert kept.headers["Content-Language"] == "bg"


@pytest.mark.django_db
def test_invented_queries_fill_no_cache(client: Client, django_assert_num_queries: Any) -> None:
    client.get("/privacy/")
    keys = cache._cache.get_client().dbsize  # type: ignore[attr-defined]
    before = keys()
    for number in range(5):
        response = client.get(f"/services/?utm={number}")
        assert response.headers["ETag"]
    assert keys() == before
    client.get("/services/")
    assert keys() == before + 1


@pytest.mark.django_db
def test_the_language_switch_keeps_the_place(client: Client) -> None:
    assert (
        'href="/en/search/?q=%D1%85%D1%80%D0%B0%D0%BD%D0%B0"' in client.get("/search/", {"q": "храна"}).content.decode()
    )
    assert 'href="/services/hot-lunch/"' in client.get("/en/services/hot-lunch/").content.decode()
    assert 'href="/" lang="bg"' in client.get("/en/").content.decode()


@pytest.mark.django_db
def test_what_a_service_asks_for_follows_the_catalogue(django_capture_on_commit_callbacks: Any) -> None:
    """Kept a process, but never past a change of the catalogue."""
    before = asked_documents("home-patronage")
    row = ServiceDocument.objects.filter(service__slug="home-patronage", document_type__issued_by_office=False).first()
    row.delete()
    assert asked_documents("home-patronage") == before
    with django_capture_on_commit_callbacks(execute=True):
        version.bump()
    assert len(asked_documents("home-patronage")) == len(before) - 1


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    before = list(Service.objects.order_by("slug").values_list("slug", "name_bg", "position"))
    documents = ServiceDocument.objects.count()
    call_command("load_catalogue")
    assert list(Service.objects.order_by("slug").values_list("slug", "name_bg", "position")) == before
    assert ServiceDocument.objects.count() == documents


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("домашен социален патронаж", "home-patronage"),
        ("храна вкъщи за баба", "home-patronage"),
        ("domashen patronaj", "home-patronage"),
        ("асистентска подкрепа", "assistant-support"),
        ("асистент", "assistant-support"),
        ("дневен център за възрастни", "day-centre-elderly"),
        ("дом за стари хора", "home-elderly"),
        ("топъл обяд", "hot-lunch"),
        ("карта за паркиране", "parking-card"),
        ("насилие", "crisis-centre"),
    ],
)
def test_people_find_help_by_their_own_words(query: str, slug: str) -> None:
    assert slug in [hit.slug for hit in search(query, "bg")][:5]


@pytest.mark.django_db
def test_somebody_in_danger_sees_the_emergency_numbers_first(client: Client) -> None:
    for query in ("мъжът ми ме бие", "не искам да живея повече", "съседът бие детето"):
        page = client.get("/search/", {"q": query}).content.decode()
        assert page.index('id="emergency"') < page.index("<h1")
    assert 'id="emergency"' not in client.get("/search/", {"q": "топъл обяд"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "'; DROP TABLE services_service; --", "a & | ! ( ) : *", "\x00", "ъ" * 5000, "<script>"]
)
def test_no_query_breaks_the_search(client: Client, query: str) -> None:
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().replace('<script src="', "")
