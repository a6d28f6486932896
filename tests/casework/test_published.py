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
from casework.reports import analyses, published
from people.models import Settlement
from services import version
from services.exports import store
from services.models import Service

pytestmark = pytest.mark.django_db
LEAST = 5
LAST = timezone.localdate().year - 1


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
            measure=measure, month=date(LAST, month, 1), service=service, settlement=place, count=random.randint(0, 6),
            code="approval" if measure == "ended" else "no_place", age_group="old",
        )
        for measure in ("opened", "ended", "unmet") for month in (1, 2, 3) for service in services for place in places
    ]  # fmt: skip
    rare = Settlement.objects.get(ekatte="99036")
    made.append(
        Figure(
            measure="opened", month=date(LAST, 1, 1), service=services[0], settlement=rare, age_group="child", count=1
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
        lists[row["period"], row["count_of"], row["by"]][row["id"]] = row["count"]
    value = {"service": lambda one: one.service.slug, "settlement": lambda one: one.settlement.ekatte,
             "age": lambda one: one.age_group, "outcome": lambda one: one.code, "kind": lambda one: one.code}  # fmt: skip
    this = f"{timezone.localdate():%Y-%m}"
    for (period, measure, by), shown in lists.items():
        rows = [one for one in counted if one.measure == measure and f"{one.month:%Y-%m}".startswith(period)]
        assert period < this or measure == "waiting"
        assert by == "service" or len(period) == 4, "months are listed by service alone"
        true: dict[str, int] = defaultdict(int)
        for one in rows:
            true[value[by](one) or "unknown"] += one.count
        total = shown.pop("all")
        for name, count in shown.items():
            assert count is None or count == true[name] >= LEAST
            assert true[name] >= LEAST or count is None, "a small one is hidden"
        assert total in (None, sum(true.values()))
        hidden = [name for name, count in shown.items() if count is None]
        if len(period) == 4 and total is not None and any(true[name] < LEAST for name in hidden):
            left = total - sum(count for count in shown.values() if count is not None)
            assert len(hidden) > 1 and left >= LEAST, "what is left over might be spread in many ways"
    assert len(lists) > 15


def test_a_year_less_its_months_gives_no_small_month_away(counted: list[Figure]) -> None:
    """Of a service every month is told or none: one hidden month among twelve would be the year less the others."""
    seen: dict[Any, set[bool]] = defaultdict(set)
    for row in published.rows(timezone.localdate()):
        if row["by"] == "service" and row["id"] != "all" and len(row["period"]) == 7 and row["count_of"] != "waiting":
            seen[row["count_of"], row["id"]].add(row["is_hidden"])
    assert seen and all(len(how) == 1 for how in seen.values())
    large = Figure(
        measure="opened", month=date(LAST, 1, 1), service=Service.objects.order_by("pk")[8], count=60, age_group="old",
        settlement=Settlement.objects.get(ekatte="99019"),
    )  # fmt: skip
    large.save()
    told = [row for row in published.rows(timezone.localdate()) if row["count"] == 60]
    assert {row["period"] for row in told} == {str(LAST), f"{LAST}-01"}, "what is large is told by month too"


def test_an_analysis_hides_of_the_year_what_open_data_hides(counted: list[Figure]) -> None:
    tables = analyses.frozen(LAST, LEAST)["tables"]
    for measure, name in (("opened", "asked_ages"), ("opened", "asked_settlements"), ("ended", "outcomes"),
                          ("unmet", "unmet_kinds"), ("unmet", "unmet_ages"), ("unmet", "unmet_settlements")):  # fmt: skip
        open_data = {
            row["name_bg"] if row["id"] != "all" else "all": row["count"]
            for row in published.rows(timezone.localdate())
            if (row["period"], row["count_of"], row["by"]) == (str(LAST), measure, "service")
        }
        table = tables[name]
        said = {row[0]: None if row[-1] == "·" else row[-1] for row in table["rows"]}
        said["all"] = None if table["sums"][-1] == "·" else table["sums"][-1]
        assert said == open_data, name


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
