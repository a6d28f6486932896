"""What search engines and browsers read: structured data, addresses in both languages, the map, the search plug."""

import gzip
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from services.models import Service

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def structured(page: str) -> Any:
    return json.loads(BLOCK.findall(page)[0])


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "language"), [("", "bg"), ("/en", "en")])
def test_a_service_page_says_what_it_is(client: Client, prefix: str, language: str) -> None:
    service = Service.objects.get(slug="home-patronage")
    response = client.get(f"{prefix}/services/home-patronage/")
    page = response.content.decode()
    found = structured(page)
    assert (found["@type"], found["inLanguage"]) == ("GovernmentService", language)
    assert found["name"] == getattr(service, f"name_{language}")
    assert found["provider"][0]["name"] and found["availableChannel"]["serviceUrl"].endswith("/apply/home-patronage/")
    base = settings.PUBLIC_URL
    assert f'<link rel="canonical" href="{base}{prefix}/services/home-patronage/">' in page
    for code, path in (("bg", ""), ("en", "/en"), ("x-default", "")):
        assert f'<link rel="alternate" hreflang="{code}" href="{base}{path}/services/home-patronage/">' in page
    description = re.findall(r'<meta name="description" content="([^"]+)">', page)
    assert len(description) == 1 and len(description[0]) <= 170
    assert len(gzip.compress(response.content)) <= 15_000


@pytest.mark.django_db
def test_no_text_ends_the_data_block(client: Client) -> None:
    evil = "</script><script>alert(1)</script><!-- & \u2028"
    Service.objects.filter(slug="hot-lunch").update(summary_bg=evil)
    page = client.get("/services/hot-lunch/").content.decode()
    assert "<script>alert" not in page
    assert structured(page)["description"] == evil


@pytest.mark.django_db
def test_a_protected_service_names_nobody(client: Client) -> None:
    assert "provider" not in structured(client.get("/services/crisis-centre/").content.decode())


@pytest.mark.django_db
def test_the_map_has_every_public_page_in_both_languages(client: Client) -> None:
    Service.objects.filter(slug="hot-lunch").update(is_published=False)
    response = client.get("/sitemap.xml")
    tree = ElementTree.fromstring(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    addresses = [entry.findtext(f"{name}loc") or "" for entry in tree]
    assert len(addresses) == len(set(addresses)) == 2 * (39 + 5)
    assert not any("hot-lunch" in address for address in addresses)
    for entry in tree:
        assert len([part for part in entry if part.tag.endswith("}link")]) == 2
        assert ("/services/" not in (entry.findtext(f"{name}loc") or "")[:-9]) or entry.findtext(f"{name}lastmod")
    for address in addresses:
        assert client.get(address.removeprefix(settings.PUBLIC_URL)).status_code == 200


@pytest.mark.django_db
def test_robots_are_told_where_they_need_not_go(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /desk/" in text and "Disallow: /en/my/" in text
    assert f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml" in text


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "language"), [("", "bg"), ("/en", "en")])
def test_a_browser_can_search_here(client: Client, prefix: str, language: str) -> None:
    assert f'href="{prefix}/opensearch.xml"' in client.get(f"{prefix}/services/").content.decode()
    response = client.get(f"{prefix}/opensearch.xml")
    tree = ElementTree.fromstring(response.content)
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert tree.findtext(f"{name}Language") == language
    url = tree.find(f"{name}Url")
    assert url is not None and url.get("template") == f"{settings.PUBLIC_URL}{prefix}/search/?q={{searchTerms}}"
    assert len(tree.findtext(f"{name}ShortName") or "") <= 16
