"""The list: facets as links with counts, danger first, pages by key, and what the page cache keeps."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from services import listing, pages
from services.models import Need, Service
from tests.support import many

pytestmark = pytest.mark.django_db


def shown(page: str) -> list[str]:
    return re.findall(r'<h3><a href="(?:/en)?/services/([-\w]+)/">', page)


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200 and not response.cookies
    return response.content.decode()


def test_a_need_shows_what_helps_and_counts_are_true(client: Client) -> None:
    page = body(client, "/services/?need=old-person")
    wanted = set(Service.objects.published().filter(needs__slug="old-person").values_list("slug", flat=True))
    assert set(shown(page)) == wanted and 0 < len(wanted) < 40
    whole = body(client, "/services/")
    assert (
        f'<a href="/services/?need=old-person">Грижа за възрастен човек</a> <span class="soft">({len(wanted)})' in whole
    )
    assert len(shown(whole)) == 40


def test_facets_combine_and_every_link_leads_to_as_many_as_it_says(client: Client) -> None:
    page = body(client, "/services/?need=old-person&how=online")
    links = re.findall(r'<a href="(/services/\?[^"]+)"[^>]*>[^<]+</a> <span class="soft">\((\d+)\)', page)
    assert len(links) > 5
    for address, number in links:
        address = address.replace("&amp;", "&")
        # What is chosen is dropped by its link; its number says how many are shown now.
        if address.count("=") == 2 or "need=old-person" not in address:
            if "need=old-person" in address and "how=online" in address:
                continue
            if address.count("=") > 1:
                assert len(shown(body(client, address))) == int(number), address


def test_a_chosen_value_is_named_and_can_be_dropped(client: Client) -> None:
    page = body(client, "/en/services/?need=child&how=online")
    assert 'class="tag tag-info" href="/en/services/?how=online">Care for a child' in page
    assert 'href="/en/services/">See all services' in page


@pytest.mark.parametrize("query", ["need=nonsense", "colour=red", "need=", "after=nobody", "need=%00", "how=ONLINE"])
def test_what_nobody_knows_is_not_chosen(client: Client, query: str) -> None:
    assert len(shown(body(client, f"/services/?{query}"))) == 40


def test_danger_shows_whom_to_call_and_shelters_first(client: Client) -> None:
    page = body(client, "/services/?need=afraid")
    assert page.index('<section id="emergency"') < page.index("<h1")
    assert Service.objects.get(slug=shown(page)[0]).emergency
    assert 'id="emergency"' not in body(client, "/services/?need=child")


def test_no_place_leads_to_a_shelter() -> None:
    found = listing.index()
    for value in found.values["place"].values():
        assert not value.bits & found.urgent
    assert found.urgent and found.values["place"]


def test_the_home_page_leads_to_the_needs(client: Client) -> None:
    page = body(client, "/")
    for need in Need.objects.order_by("position"):
        assert f'<a href="/services/?need={need.slug}">{need.name_bg}</a>' in page
    assert pages.needs()[0]["text"] in page


def test_only_addresses_of_our_own_links_fill_the_cache(client: Client, django_assert_num_queries: Any) -> None:
    client.get("/services/")
    keys = cache._cache.get_client().dbsize  # type: ignore[attr-defined]
    before = keys()
    for query in ("how=online&need=child", "need=child&x=1", "need=nobody", "need=child&need=child", "after=hot-lunch"):
        client.get(f"/services/?{query}")
    assert keys() == before
    client.get("/services/?need=child&how=online")
    assert keys() == before + 1
    with django_assert_num_queries(0):
        client.get("/services/?need=child&how=online")


@pytest.mark.parametrize("address", ["/services/", "/services/?need=child", "/services/?need=afraid&how=online"])
def test_a_list_asks_little(client: Client, django_assert_max_num_queries: Any, address: str) -> None:
    client.get("/privacy/")
    with django_assert_max_num_queries(4):
        client.get(address)
    with django_assert_max_num_queries(2):
        client.get(f"{address}{'&' if '?' in address else '?'}n=1")


def test_a_long_list_is_paged_by_key_and_shows_each_service_once(client: Client) -> None:
    many.make(200)
    for start in ("/services/", "/services/?need=afraid"):
        seen, address, number = [], start, 0
        while address:
            page = body(client, address)
            found = shown(page)
            assert 0 < len(found) <= listing.PAGE
            seen += found
            following = re.search(r'href="([^"]+)" rel="next"', page)
            address = following[1].replace("&amp;", "&") if following else ""
            number += 1
        need = {"needs__slug": "afraid"} if "need" in start else {}
        assert sorted(seen) == sorted(Service.objects.published().filter(**need).values_list("slug", flat=True))
        assert number == -(-len(seen) // listing.PAGE)
        urgent = [Service.objects.get(slug=slug).emergency for slug in seen] if need else []
        assert urgent == sorted(urgent, reverse=True)


def test_nothing_with_all_of_this_leads_on(client: Client) -> None:
    page = body(client, "/services/?need=old-person&for=children")
    if not shown(page):
        assert "Няма услуга с всичко това" in page
