"""Open data of the casework: counts that are true, without one that tells of a person."""

import csv
import io
import json
from collections import defaultdict
from datetime import date
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from casework.models import Figure, PublishingRule
from casework.reports import published
from people.models import Settlement
from services import version
from services.exports import store
from services.models import Service

pytestmark = pytest.mark.django_db
LEAST = 5


@pytest.fixture
def counted(settings: Any, tmp_path: Any) -> list[Figure]:
    """Months of counts, most of them small; one person of a small village, and the running month."""
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}
    random, this = Random(3), timezone.localdate().replace(day=1)
    services, places = (
        list(Service.objects.order_by("pk")[:6]),
        list(Settlement.objects.local().exclude(ekatte="99036")[:4]),
    )
    made = [
        Figure(
            measure=measure, month=date(2026, month, 1), service=service, settlement=place, count=random.randint(0, 6),
            code="approval" if measure == "ended" else "no_place", age_group="old",
        )
        for measure in ("opened", "ended", "unmet") for month in (1, 2, 3) for service in services for place in places
    ]  # fmt: skip
    rare = Settlement.objects.get(ekatte="99036")
    made.append(
        Figure(
            measure="opened", month=date(2026, 1, 1), service=services[0], settlement=rare, age_group="child", count=1
        )
    )
    made.append(Figure(measure="opened", month=this, service=services[0], settlement=places[0], count=40))
    made.append(Figure(measure="waiting", month=this, service=services[1], settlement=places[0], count=12))
    made = [figure for figure in made if figure.count]
    Figure.objects.all().delete()
    Figure.objects.bulk_create(made)
    version.bump()
    store.make_due()
    return made


def kept(client: Client, name: str) -> Any:
    return b"".join(client.get(f"/open-data/{name}").streaming_content)  # type: ignore[attr-defined]


def test_every_count_that_is_shown_is_true_and_no_list_gives_a_small_one_away(
    counted: list[Figure], client: Client
) -> None:
    whole = json.loads(kept(client, "statistics.json"))
    assert (whole["least"], whole["licence"]) == (LEAST, "https://creativecommons.org/licenses/by/4.0/")
    assert set(whole["columns"]) == set(published.COLUMNS)
    lists: dict[Any, dict[str, Any]] = defaultdict(dict)
    for row in whole["rows"]:
        assert row["is_hidden"] == (row["count"] is None)
        lists[row["month"], row["count_of"], row["by"]][row["id"]] = row["count"]
    value = {"service": lambda one: one.service.slug, "settlement": lambda one: one.settlement.ekatte,
             "age": lambda one: one.age_group, "outcome": lambda one: one.code, "kind": lambda one: one.code}  # fmt: skip
    this = f"{timezone.localdate():%Y-%m}"
    for (month, measure, by), shown in lists.items():
        rows = [one for one in counted if one.measure == measure and f"{one.month:%Y-%m}" == month]
        assert month < this or measure == "waiting"
        true: dict[str, int] = defaultdict(int)
        for one in rows:
            true[value[by](one) or "unknown"] += one.count
        total = shown.pop("all")
        for name, count in shown.items():
            assert count is None or count == true[name] >= LEAST or count == 0
            assert true[name] >= LEAST or count is None, "a small one is hidden"
        assert total in (None, sum(true.values()))
        hidden = [name for name, count in shown.items() if count is None]
        if total is not None and any(true[name] < LEAST for name in hidden):
            left = total - sum(count for count in shown.values() if count is not None)
            assert len(hidden) > 1 and left >= LEAST, "what is left over might be spread in many ways"
    assert len(lists) > 25


def test_the_table_holds_the_same_and_the_page_tells_of_it(counted: list[Figure], client: Client) -> None:
    text = kept(client, "statistics.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(json.loads(kept(client, "statistics.json"))["rows"])
    assert all((row["count"] == "") == (row["is_hidden"] == "true") for row in rows)
    village = [row for row in rows if row["id"] == "99036" and row["count_of"] == "opened"]
    assert village and all(row["count"] == "" for row in village), "one child of a small village is nobody's business"
    page = client.get("/open-data/").content.decode()
    assert "statistics.csv" in page and "statistics.json" in page
    assert "open-data/statistics.csv" in kept(client, "catalogue.ttl").decode()


def test_without_a_rule_in_force_more_is_hidden_and_not_less(counted: list[Figure]) -> None:
    before = sum(row["is_hidden"] for row in published.rows(timezone.localdate()))
    PublishingRule.objects.update(valid_to=date(2021, 1, 1))
    assert sum(row["is_hidden"] for row in published.rows(timezone.localdate())) > before
