"""The catalogue as documents: what is written is what is read, and the same catalogue is the same bytes."""

import copy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import translation

from services import catalogue
from services.entries import KINDS, files
from services.models import CatalogueState, Revision, Service

LINE = "name_en: Hot lunch"


def load(*contents: bytes) -> Any:
    return catalogue.load(list(contents))


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["yaml", "json"])
def test_an_exported_catalogue_comes_back_byte_for_byte(form: str) -> None:
    first = files.dump(form)
    assert len(first) > 50_000
    Service.objects.filter(slug="hot-lunch").update(summary_bg="Друго", aliases_bg=["ново"])
    report = load(first)
    assert [(kind, slug) for kind, slug, _names in report.changed] == [("service", "hot-lunch")]
    assert files.dump(form) == first
    assert load(first).is_empty


@pytest.mark.django_db
def test_loading_the_same_twice_writes_nothing() -> None:
    revisions, version = Revision.objects.count(), CatalogueState.objects.get().version
    report = catalogue.load([path.read_bytes() for path in catalogue.shipped()])
    assert report.is_empty and report.unchanged > 100
    assert (Revision.objects.count(), CatalogueState.objects.get().version) == (revisions, version)


@pytest.mark.django_db
def test_every_kind_has_entries_in_the_shipped_catalogue_or_is_made_by_editors() -> None:
    empty = {name for name, kind in KINDS.items() if not kind.rows().exists()}
    assert empty <= {"finder_question", "bank_question"}


@pytest.mark.django_db
def test_reading_costs_the_same_queries_for_one_service_and_for_forty(django_assert_max_num_queries: Any) -> None:
    kind = KINDS["service"]
    with django_assert_max_num_queries(10):
        documents = [kind.read(row) for row in kind.rows()]
    assert len(documents) == 40


FAULTS = [
    (b"services: " + b"[" * 5000 + b"]" * 5000, 1, "levels"),
    (b"services: [}\n", 1, "YAML"),
    (b"schema_version: 2\nwishes: []\n", 2, "wishes"),
    (b"services:\n- id: x\n  colour: red\n", 3, "colour"),
    (b"needs:\n- id: a\n  bg: A\n  en: A\n- id: a\n  bg: B\n  en: B\n", 5, "“a” stands twice"),
    (b"needs:\n- id: a\n  bg: A\n  bg: B\n  en: A\n", 4, "“bg” stands twice"),
    (b"needs:\n- &x {id: a, bg: A, en: A}\n- *x\n", 3, "Aliases"),
    (b"legal_grounds:\n- id: a\n  bg: A\n  en: A\n  valid_from: 31.12.2026\n", 5, "date"),
    (b"offers:\n- id: a\n  service: nowhere\n  provider: home-care\n  settlement: '99019'\n  site_bg: A\n  site_en: A\n"
     b"  capacity: 1\n  valid_from: 2026-01-01\n", 3, "nowhere"),
    (b"\xff\xfe", 1, "UTF-8"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "line", "word"), FAULTS)
def test_a_broken_file_is_refused_with_line_and_reason(content: bytes, line: int, word: str, tmp_path: Path) -> None:
    before = Revision.objects.count()
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    with translation.override("en"), pytest.raises(CommandError) as refused:
        call_command("load_catalogue", path)
    assert f"Line {line}:" in str(refused.value) and word in str(refused.value)
    assert Revision.objects.count() == before


@pytest.mark.django_db
def test_the_command_says_what_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "part.yaml"
    document = KINDS["service"].read(KINDS["service"].row("hot-lunch"))
    path.write_bytes(files.encode({"services": [{**document, "summary_en": "Soup."}], "needs": [
        {"id": "new-need", "bg": "Нова нужда", "en": "A new need"}]}))  # fmt: skip
    said = StringIO()
    call_command("load_catalogue", path, stdout=said)
    assert "+ need new-need" in said.getvalue() and "~ service hot-lunch: summary_en" in said.getvalue()
    position = Service.objects.get(slug="hot-lunch").position
    without = {name: value for name, value in document.items() if name != "position"}
    load(files.encode({"services": [{**without, "summary_en": "Bread."}]}))
    assert Service.objects.get(slug="hot-lunch").position == position


@pytest.mark.django_db
def test_a_published_state_is_kept_as_a_revision() -> None:
    document = KINDS["service"].read(KINDS["service"].row("hot-lunch"))
    load(yaml.safe_dump({"services": [{**document, "summary_en": "Soup."}]}, allow_unicode=True).encode())
    rows = list(Revision.objects.filter(kind="service", slug="hot-lunch").order_by("number"))
    assert [row.number for row in rows] == [1, 2]
    assert rows[0].data == document and rows[1].data["summary_en"] == "Soup."


@pytest.mark.django_db
def test_yaml_and_json_are_the_same_catalogue() -> None:
    yaml_first, json_first = files.dump("yaml"), files.dump("json")
    assert files.encode(files.source(yaml_first).data, "json") == json_first
    assert files.encode(files.source(json_first).data, "yaml") == yaml_first
    Service.objects.filter(slug="hot-lunch").update(summary_bg="Друго")
    load(json_first)
    assert files.dump("yaml") == yaml_first
    assert load(yaml_first).is_empty and files.dump("json") == json_first


OLD_FILE = """
schema_version: 1
currency: EUR
law_groups: [{id: gardens, bg: Градини, en: Gardens}]
target_groups: [{id: neighbours, bg: Съседи, en: Neighbours}]
documents:
- {id: garden_card, bg: Карта, en: Card, regix: true}
- {id: photo, bg: Снимка, en: Photo}
fee_bases: [{id: free, bg: Безплатно, en: Free}]
referral_by: [{id: none, bg: Без насочване, en: No referral}]
capacity_units: [{id: places, bg: места, en: places}]
provider_types: [{id: municipality, bg: Община, en: Municipality}]
services:
- id: shared-garden
  abbr_bg:
  name_bg: Обща градина
  name_en: Shared garden
  law_group: gardens
  access: general
  referral_by: none
  decision_act: none
  funding: [municipal]
  target_groups: [neighbours]
  summary_bg: Място за цветя.
  summary_en: A place for flowers.
  fee: {basis: free, note_bg: Безплатно е.}
  documents: [garden_card, {id: photo, when_bg: ако имате, when_en: if you have one}]
  provider_types: [municipality]
  capacity_unit: places
  requires: {assessment: false, plan: false, contract: false}
  verified: true
  sources: [example.org]
  notes: Only a sample.
  aliases_bg: [цветя]
decision_acts: [{id: none, bg: Без акт, en: No act}]
signposts: [{id: seeds, bg: Семена, en: Seeds, ask_bg: градинския център, aliases_bg: [разсад]}]
"""


@pytest.mark.django_db
def test_a_file_of_the_first_kind_still_loads() -> None:
    report = load(OLD_FILE.encode())
    assert len(report.created) == 6 and report.changed == []
    assert load(OLD_FILE.encode()).is_empty
    garden = next(row for row in files.source(files.dump()).data["services"] if row["id"] == "shared-garden")
    assert garden["documents"] == [
        {"id": "garden_card"},
        {"id": "photo", "when_bg": "ако имате", "when_en": "if you have one"},
    ]


@pytest.mark.django_db
def test_loading_many_services_asks_in_proportion(django_assert_max_num_queries: Any) -> None:
    base = next(row for row in files.source(files.dump()).data["services"] if row["id"] == "hot-lunch")
    rows = [{**copy.deepcopy(base), "id": f"lunch-{number}", "position": 100 + number} for number in range(60)]
    with django_assert_max_num_queries(60 * 16 + 60):
        report = load(files.encode({"services": rows}))
    assert len(report.created) == 60
    with django_assert_max_num_queries(30):
        assert load(files.encode({"services": rows})).unchanged == 60
