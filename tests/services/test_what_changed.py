"""„Какво променихме“: what citizens were told, with its reason, as a page and as a feed."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from services.actions import entries, voices
from services.entries import KINDS
from services.models import CatalogueChange, ChangeStatus, Revision, Service
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db


def publish(cast: Cast, slug: str, told: tuple[str, str], *, kind: str = "service", **facts: Any) -> Revision:
    document = KINDS[kind].read(KINDS[kind].row(slug))
    change = CatalogueChange.objects.create(
        kind=kind, slug=slug, data=document, author=cast.editor, approver=cast.head, approved_at=timezone.now(),
        status=ChangeStatus.PUBLISHED, told_bg=told[0], told_en=told[1], **facts,
    )  # fmt: skip
    entries.publish(KINDS[kind], document, by=cast.editor, change=change)
    return Revision.objects.filter(kind=kind, slug=slug).latest("pk")


def test_what_was_told_is_shown_newest_first_with_a_link_of_its_own(client: Client, cast: Cast) -> None:
    first = publish(cast, "hot-lunch", ("Вече и в събота.", "Also on Saturday."))
    said = voices.tell("/services/home-patronage/", None, {"kind": "unclear", "text": "Кога?", "version": 1})
    second = publish(cast, "home-patronage", ("Пише кога идваме.", ""), because_of=said)
    publish(cast, "assistant-support", ("", ""))
    page = client.get("/changes/").content.decode()
    assert re.findall(r'<li id="r(\d+)"', page) == [str(second.pk), str(first.pk)]
    assert page.count("защото Вие ни казахте") == 1 and page.index("защото Вие ни казахте") < page.index(
        "Вече и в събота."
    )
    assert f'href="#r{first.pk}"' in page and 'href="/services/hot-lunch/"' in page
    english = client.get("/en/changes/").content.decode()
    assert "Also on Saturday." in english and '<p lang="bg">Пише кога идваме.' in english


def test_an_entry_without_a_page_has_no_link(client: Client, cast: Cast) -> None:
    publish(cast, "hot-lunch", ("Вече и в събота.", ""))
    publish(cast, "child", ("Ново име.", "A new name."), kind="need")
    Service.objects.filter(slug="hot-lunch").update(is_published=False)
    page = client.get("/changes/?before=x").content.decode()
    assert "Вече и в събота." in page and 'href="/services/hot-lunch/"' not in page
    assert 'href="/services/?need=child"' in page


def test_it_goes_on_by_key(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(35):
        publish(cast, "hot-lunch", (f"Промяна {number}.", ""))
    client.get("/privacy/")
    with django_assert_max_num_queries(4):
        page = client.get("/changes/").content.decode()
    older = re.search(r'href="(\?before=\d+)" rel="next"', page)
    assert "Промяна 34." in page and "Промяна 4." not in page and older is not None
    last = client.get("/changes/" + older[1]).content.decode()
    assert "Промяна 4." in last and "Промяна 5." not in last and 'rel="next"' not in last


def test_the_feed_names_what_the_page_shows(client: Client, cast: Cast) -> None:
    row = publish(cast, "hot-lunch", ("Вече & в събота.", ""))
    response = client.get("/changes/feed.xml")
    assert response.headers["Content-Type"].startswith("application/rss+xml") and not response.cookies
    item = ET.fromstring(response.content).find("channel/item")
    assert item is not None
    assert item.findtext("description") == "Вече & в събота."
    assert (item.findtext("link") or "").endswith(f"/changes/#r{row.pk}")
    assert 'type="application/rss+xml" href="/changes/feed.xml"' in client.get("/changes/").content.decode()


def test_nothing_told_is_said_so(client: Client) -> None:
    assert "Тук още няма нищо" in client.get("/changes/").content.decode()
    assert client.get("/en/changes/feed.xml").status_code == 200
