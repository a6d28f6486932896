"""A service's page answers in one order, costs little, and speaks of stages and papers as the catalogue does."""

import gzip
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.db.models import F
from django.test import Client

from casework.tasks import snapshot_places
from services import version
from services.models import CatalogueState, Service, ServiceDocument, Stage

pytestmark = pytest.mark.django_db
ORDER = {
    "": ["Топла храна всеки делничен ден", "Колко струва", "Колко време отнема", "Свободни места", "За кого е",
         "Какво Ви трябва", "Как става", "Къде и при кого", "Как да я поискате", "Полезно ли беше?"],
    "/en": ["A hot meal at your door", "What it costs", "How long it takes", "Free places", "Who it is for",
            "What you need", "How it goes", "Where and with whom", "How to ask for it", "Was this page useful?"],
}  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_answers_in_its_order(client: Client, prefix: str) -> None:
    snapshot_places()
    body = client.get(f"{prefix}/services/home-patronage/").content.decode()
    main = body[body.index("<main") :]
    found = [main.find(words) for words in ORDER[prefix]]
    assert -1 not in found and found == sorted(found)
    assert f'href="{prefix}/feedback/?page={prefix}/services/home-patronage/"' in body


def test_every_page_is_small_and_asks_four_times_at_most(
    client: Client, django_assert_max_num_queries: Any, get_never_writes: Callable[[], AbstractContextManager[None]]
) -> None:
    snapshot_places()
    client.get("/privacy/")
    for prefix in ("", "/en"):
        for slug in Service.objects.values_list("slug", flat=True):
            with django_assert_max_num_queries(4), get_never_writes():
                response = client.get(f"{prefix}/services/{slug}/?fresh")
            assert len(gzip.compress(response.content)) <= 15_000 and not response.cookies


def test_papers_that_the_office_makes_are_not_asked_for(client: Client) -> None:
    body = client.get("/services/home-elderly/").content.decode()
    assert re.search(r"<li>Предварителна оценка на потребностите<br><small[^>]*>Изготвяме я заедно с Вас</small>", body)
    assert "ще проверим ние" in body
    assert ServiceDocument.objects.filter(service__slug="home-elderly", document_type__regix=True).exists()
    assert "We prepare it together with you." in client.get("/en/services/home-elderly/").content.decode()


def test_an_editors_stages_take_the_place_of_the_usual_ones(client: Client) -> None:
    service = Service.objects.get(slug="parking-card")
    assert "Разговаряме с Вас" in client.get("/services/parking-card/").content.decode()
    for position, days in enumerate((None, 7)):
        Stage.objects.create(service=service, slug=f"s{position}", status="new", name_bg=f"Етап {position}",
                             name_en=f"Stage {position}", text_bg="Правим карта.", due_days=days, position=position)  # fmt: skip
    caches["process"].clear()  # as a new version of the catalogue does
    body = client.get("/services/parking-card/?fresh").content.decode()
    assert "Разговаряме с Вас" not in body and "до 7 дни" in body
    assert body.index("Етап 0") < body.index("Етап 1")


def test_a_place_is_promised_only_where_somebody_gives_the_service(client: Client) -> None:
    assert "Намираме Ви място" in client.get("/services/home-patronage/").content.decode()
    assert "Намираме Ви място" not in client.get("/services/parking-card/").content.decode()


def test_notes_of_who_may_use_it_are_shown(client: Client) -> None:
    assert "Често с предимство" in client.get("/services/home-patronage/").content.decode()
    assert "Комисия, назначена от кмета" in client.get("/services/public-canteen/").content.decode()


@pytest.mark.django_db
def test_a_page_is_never_kept_under_a_newer_version_than_what_it_says(client: Client) -> None:
    """Another process has published a second ago, and this one still holds what it read before."""
    assert "Нов текст на услугата" not in client.get("/services/hot-lunch/").content.decode()
    Service.objects.filter(slug="hot-lunch").update(summary_bg="Нов текст на услугата.")
    CatalogueState.objects.update(version=F("version") + 1)
    cache.delete(version.KEY)
    assert "Нов текст на услугата" in client.get("/services/hot-lunch/").content.decode()
