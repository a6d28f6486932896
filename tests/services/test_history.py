"""Who changed an entry, when and what: page by page, and any two states beside each other."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from services.actions import entries
from services.entries import KINDS, history
from services.models import CatalogueChange, Revision
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
ADDRESS = "/catalogue-editor/history/service/hot-lunch/"
Reads = Callable[[], AbstractContextManager[None]]


def publish(cast: Cast, **changes: Any) -> None:
    kind = KINDS["service"]
    entries.publish(kind, {**kind.read(kind.row("hot-lunch")), **changes}, by=cast.editor)


def test_an_editor_reads_who_changed_what(client: Client, cast: Cast, get_never_writes: Reads) -> None:
    publish(cast, name_bg="Топъл обяд за всички", online_application=False)
    client.force_login(cast.editor)
    with get_never_writes():
        page = client.get(ADDRESS).content.decode()
    assert cast.editor.label in page
    assert "Име на български" in page and "<ins>" in page
    assert "системата" in page
    assert "Revision 2" in client.get(f"/en{ADDRESS}").content.decode()


def test_two_states_are_compared(client: Client, cast: Cast) -> None:
    publish(cast, abbr_bg="ТО")
    publish(cast, abbr_bg="ТОБ")
    client.force_login(cast.editor)
    page = client.get(ADDRESS, {"one": "1", "other": "3"}).content.decode()
    section = page[page.index('id="compared"') : page.index("</section>")]
    assert "Съкращение" in section and "ТОБ" in section
    again = client.get(ADDRESS, {"one": "1", "other": "9"})
    assert "Най-новата редакция е 3." in again.content.decode()


@pytest.mark.parametrize(
    "query", ["?before=x", "?before=-1", "?one=&other=", "?one=a&other=1", "?before=" + "9" * 5000]
)
def test_what_nobody_would_type_is_harmless(client: Client, cast: Cast, query: str) -> None:
    client.force_login(cast.editor)
    assert client.get(ADDRESS + query).status_code == 200


@pytest.mark.parametrize("address", ["service/no-such", "wish/hot-lunch", "need/hot-lunch"])
def test_what_has_no_history_is_not_found(client: Client, cast: Cast, address: str) -> None:
    client.force_login(cast.editor)
    assert client.get(f"/catalogue-editor/history/{address}/").status_code == 404


def test_ten_thousand_revisions_are_read_by_key(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    data = KINDS["service"].read(KINDS["service"].row("hot-lunch"))
    Revision.objects.bulk_create(
        Revision(kind="service", slug="hot-lunch", number=number, data={**data, "position": number})
        for number in range(2, 10_001)
    )
    client.force_login(cast.editor)
    with django_assert_max_num_queries(15):
        page = client.get(ADDRESS).content.decode()
    assert "?before=9991" in page and page.count("<li><h2>") == 10
    last = client.get(ADDRESS, {"before": "11"}).content.decode()
    assert last.count("<li><h2>") == 10 and "По-стари" not in last


def test_pages_hold_every_revision_once(cast: Cast) -> None:
    for number in range(24):
        publish(cast, abbr_bg=f"А{number}")
    seen, before = [], None
    while True:
        page = history.page("service", "hot-lunch", before)
        assert page is not None
        seen += [step.revision.number for step in page.steps]
        before = page.before
        if before is None:
            break
    assert seen == list(range(25, 0, -1))


def test_an_old_text_is_restored_as_a_change_that_a_colleague_reads(client: Client, cast: Cast) -> None:
    before = KINDS["service"].read(KINDS["service"].row("hot-lunch")).get("abbr_bg", "")
    publish(cast, abbr_bg="ТОБ")
    client.force_login(cast.editor)
    page = client.get(ADDRESS).content.decode()
    button = re.search(r'action="([^"]+)">.{0,200}?name="revision" value="(\d+)"', page, re.DOTALL)
    assert button is not None
    response = client.post(button[1], {"revision": button[2]}, follow=True)
    change = response.context["change"]
    assert (change.slug, change.data.get("abbr_bg", "")) == ("hot-lunch", before)
    assert "ТОБ" in response.content.decode(), "the change shows what goes"
    assert KINDS["service"].row("hot-lunch").abbr_bg == "ТОБ", "nothing is public before a second look"


def test_a_revision_that_never_was_is_not_restored(client: Client, cast: Cast) -> None:
    client.force_login(cast.editor)
    address = "/catalogue-editor/entries/service/hot-lunch/change/"
    page = client.post(address, {"revision": "99"}, follow=True).content.decode()
    assert "няма текст" in page
    assert not CatalogueChange.objects.exists()


def test_from_the_history_one_goes_back_to_the_entry_and_a_form_is_restored_elsewhere(
    client: Client, cast: Cast
) -> None:
    publish(cast, name_bg="Топъл обяд за всички")
    form = KINDS["form"].read(KINDS["form"].row("home-patronage"))
    entries.publish(KINDS["form"], {**form, "steps": form["steps"][::-1]}, by=cast.editor)
    client.force_login(cast.editor)
    page = client.get(ADDRESS).content.decode()
    assert '<a class="back" href="/catalogue-editor/entries/service/hot-lunch/">' in page
    assert "Възстановете този текст" in page
    page = client.get("/catalogue-editor/history/form/home-patronage/").content.decode()
    assert '<a class="back" href="/catalogue-editor/">' in page and page.count("<li><h2>") == 2
    assert "Възстановете този текст" not in page
