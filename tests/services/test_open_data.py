"""Open data: whole, valid, in both languages, the same for everybody, and without a trace of protected places."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator
from pyshacl import validate
from rdflib import RDF, Graph, Namespace

from people.models import Organisation, Settlement
from services import version
from services.exports import reading, store
from services.exports.cells import safe
from services.models import ExportFile, Offer, PlaceSnapshot, ProcessingTime, Service, Site, Tariff

# rdflib reads JSON-LD through a class that it has itself declared old.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SHAPES = Path(__file__).parent / "shapes"
CPSV = Namespace("http://purl.org/vocab/cpsv#")
FORMATS = {"catalogue.ttl": "turtle", "catalogue.rdf": "xml", "catalogue.jsonld": "json-ld"}


@pytest.fixture(autouse=True)
def _own_folder(db: None, settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


def made() -> dict[str, bytes]:
    store.make_due()
    return {name: kept(name) for name in store.MEDIA_TYPES}


def kept(name: str) -> bytes:
    found = store.ready(name)
    assert found is not None
    with found[1] as content:
        return content.read()


def texts_of(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every file as text, and what archives hold."""
    for name, content in files.items():
        if name.endswith((".zip", ".xlsx")):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from ((f"{name}/{part}", archive.read(part).decode()) for part in archive.namelist())
        else:
            yield name, content.decode("utf-8-sig")


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def counted_facts() -> Service:
    """A service with free places, a fee and a processing time."""
    service = Service.objects.get(slug="home-patronage")
    now = timezone.now()
    for offer in service.offers.all():
        PlaceSnapshot.objects.create(offer=offer, free=3, total=offer.capacity, waiting=1, taken_at=now)
    since = date(2026, 1, 1)
    ProcessingTime.objects.create(service=service, cases=30, p50=12, p90=20, since=since, counted_at=now)
    service.tariffs.all().delete()
    Tariff.objects.create(service=service, valid_from=since, amount="35.79", per="month")
    return service


def test_the_three_forms_of_linked_data_say_the_same_and_keep_the_profile() -> None:
    counted_facts()
    files = made()
    graphs = [Graph().parse(data=files[name], format=form) for name, form in FORMATS.items()]
    assert set(graphs[0]) == set(graphs[1]) == set(graphs[2])
    assert len(set(graphs[0].subjects(RDF.type, CPSV.PublicService))) == 40
    conforms, _graph, text = validate(graphs[0], shacl_graph=Graph().parse(SHAPES / "cpsv-ap.ttl"))
    assert conforms, text


def test_the_shapes_notice_what_is_missing() -> None:
    store.make_due()
    graph = Graph().parse(data=kept("catalogue.ttl"), format="turtle")
    language = next(graph.subjects(RDF.type, Namespace("http://purl.org/dc/terms/").LinguisticSystem))
    graph.remove((language, None, None))
    assert not validate(graph, shacl_graph=Graph().parse(SHAPES / "cpsv-ap.ttl"))[0]


def test_linked_data_needs_nothing_from_elsewhere() -> None:
    data = json.loads(made()["catalogue.jsonld"])
    assert isinstance(data["@context"], dict)
    assert all(isinstance(value, str) for value in data["@context"].values())


def test_full_services_of_hsds_are_valid_and_their_identifiers_stay() -> None:
    service = counted_facts()
    files = made()
    services = json.loads(files["hsds.json"])["contents"]
    checker = Draft202012Validator(
        json.loads((SHAPES / "hsds-service.json").read_text()), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    assert [error.message for one in services for error in checker.iter_errors(one)] == []
    assert len({one["id"] for one in services}) == 40
    found = next(one for one in services if one["name"] == service.name_bg)
    assert found["translations"]["en"]["name"] == service.name_en
    assert found["capacities"][0]["available"] == 3 and found["capacities"][0]["updated"]
    assert found["cost_options"][0]["amount"] == 35.79 and found["cost_options"][0]["currency"] == "EUR"
    place = found["service_at_locations"][0]["location"]
    assert place["addresses"][0]["country"] == "BG" and place["schedules"][0]["byday"] == "MO,TU,WE,TH,FR"
    ExportFile.objects.all().delete()
    assert [one["id"] for one in json.loads(made()["hsds.json"])["contents"]] == [one["id"] for one in services]


def test_the_tables_of_the_package_point_only_to_rows_that_are_there() -> None:
    with zipfile.ZipFile(io.BytesIO(made()["hsds.zip"])) as archive:
        description = json.loads(archive.read("datapackage.json"))
        rows = {one["name"]: table(archive.read(one["path"])) for one in description["resources"]}
    assert (len(rows["service"]), len(rows["attribute"]) > 100, len(rows["location"]) > 5) == (40, True, True)
    for resource in description["resources"]:
        name = resource["name"]
        identifiers = [row["id"] for row in rows[name]]
        assert len(identifiers) == len(set(identifiers)), name
        for key in resource["schema"]["foreignKeys"]:
            known = {row["id"] for row in rows[key["reference"]["resource"]]}
            assert {row[key["fields"]] for row in rows[name]} - known - {""} == set(), (name, key)


def test_the_table_has_a_row_a_service_in_both_languages_and_real_numbers() -> None:
    service = counted_facts()
    files = made()
    assert files["services.csv"].startswith(b"\xef\xbb\xbf")
    rows = {row["id"]: row for row in table(files["services.csv"])}
    patronage = rows["home-patronage"]
    assert len(rows) == 40
    assert (patronage["name_bg"], patronage["name_en"]) == (service.name_bg, service.name_en)
    assert (patronage["fee_eur"], patronage["days_p90"], patronage["online_application"]) == ("35.79", "20", "true")
    sheet = openpyxl.load_workbook(io.BytesIO(files["services.xlsx"])).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] == "home-patronage")
    told = dict(zip(header, row, strict=True))
    assert (sheet.max_row, told["fee_eur"], told["days_p50"], told["online_application"]) == (41, 35.79, 12, True)


def test_a_fee_of_nothing_is_a_number_and_a_site_is_told_once() -> None:
    service = Service.objects.get(slug="home-patronage")
    service.tariffs.all().delete()
    Tariff.objects.create(service=service, valid_from=date(2026, 1, 1), amount=0)
    offer = Offer.objects.filter(service=service, place__isnull=False).select_related("place", "settlement")[0]
    Offer.objects.filter(service=service).exclude(pk=offer.pk).delete()
    Site.objects.filter(pk=offer.place_id).update(address_bg="ул. „Роза“ 2", address_en="2 Rose Street")
    Offer.objects.filter(pk=offer.pk).update(site_bg="Кухня, ул. „Роза“ 2", site_en="Kitchen")
    (row,) = [row for row in table(made()["services.csv"]) if row["id"] == "home-patronage"]
    town = offer.settlement
    assert (row["fee_eur"], row["sites_bg"]) == ("0.00", f"Кухня, ул. „Роза“ 2, {town.name_bg}")
    assert row["sites_en"] == f"Kitchen, {town.name_en}, 2 Rose Street"


PAYLOADS = [
    *(f"{sign}1+1" for sign in "=+-@|%＝＋－＠"),
    "=HYPERLINK(\"http://evil.invalid\",\"x\")", "=cmd|' /C calc'!A0", "@SUM(1+9)*cmd|' /C calc'!A0", "+cmd|'/C x'!A1",
    "-2+3+cmd|'/C x'!A1", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "  @x", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1",
    "=IMPORTXML(CONCAT(\"x\"),\"//a\")", "=DDE(\"cmd\";\"/C calc\";\"x\")", "＝cmd|x", "=1\",\"=2", "=1\r\n=2", "=\"\"", "-",
    "=WEBSERVICE(\"http://evil.invalid\")",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula(payload: str) -> None:
    assert len(PAYLOADS) >= 30
    assert safe(payload) == f"'{payload}"


@pytest.mark.parametrize("number", [-1, -0.5, 0, 3, 35.79, -1000, 1e6, None, True, -7.25])
def test_a_number_stays_a_number(number: Any) -> None:
    assert safe(number) is number


def test_payloads_in_the_catalogue_reach_no_table_as_formulas() -> None:
    services = list(Service.objects.order_by("slug")[: len(PAYLOADS)])
    for service, payload in zip(services, PAYLOADS, strict=True):
        Service.objects.filter(pk=service.pk).update(name_bg=payload, summary_en=payload, fee_note_bg=payload)
    Organisation.objects.filter(slug="home-care").update(name_en="=1+1", phone="+359 555 1")
    Site.objects.update(name_bg="@x", address_bg="-1+1")
    files = made()
    cells = [cell for row in table(files["services.csv"]) for cell in row.values()]
    with zipfile.ZipFile(io.BytesIO(files["hsds.zip"])) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                cells += [cell for row in table(archive.read(name)) for cell in row.values()]
    assert [cell for cell in cells if cell and safe(cell) != cell] == []
    book = openpyxl.load_workbook(io.BytesIO(files["services.xlsx"]))
    strings = [cell for row in book.worksheets[0].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert [cell.value for cell in strings if cell.data_type != "s" or safe(cell.value) != cell.value] == []


CANARY = "Тайна улица 77"


def hide(service: str, *, organisation: dict[str, Any], details: dict[str, Any] | None = None) -> None:
    """An offer of the service at a place that nobody may learn of."""
    owner = Organisation.objects.create(
        slug=f"canary-{service}", kind="provider", name_bg=f"Канарче {service}", name_en=f"Canary {service}",
        address_bg=CANARY, address_en="77 Canary Street", phone="0777 77 777", **organisation,
    )  # fmt: skip
    town = Settlement.objects.get(ekatte="99019")
    site = Site.objects.create(
        slug=f"canary-site-{service}", organisation=owner, settlement=town, name_bg="Канарче", name_en="Canary",
        address_bg=CANARY, address_en="77 Canary Street", latitude="43.777777", longitude="27.777777",
    )  # fmt: skip
    row = Service.objects.get(slug=service)
    if details is not None:
        Service.objects.filter(pk=row.pk).update(details={**row.details, **details})
    Offer.objects.create(
        slug=f"canary-offer-{service}", service=row, provider=owner, place=site, settlement=town, capacity=7,
        site_bg="Канарче", site_en="Canary", valid_from=date(2020, 1, 1),
    )  # fmt: skip


SIGNS = (CANARY, "Canary", "canary", "Канарче", "43.777777", "27.777777", "0777 77 777")


@pytest.fixture
def secrets(db: None) -> None:
    hide("crisis-centre", organisation={"is_secret": True})
    hide("day-centre-elderly", organisation={"is_secret": True})
    emergency = Service.objects.filter(emergency=True).exclude(slug="crisis-centre")[0]
    hide(emergency.slug, organisation={})
    hide("hot-lunch", organisation={}, details={"hide_address": True})


@pytest.mark.usefixtures("secrets")
def test_protected_places_leave_no_trace_in_any_file() -> None:
    assert [(name, sign) for name, text in texts_of(made()) for sign in SIGNS if sign in text] == []


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize("language", ["bg", "en", "both"])
def test_protected_places_leave_no_trace_in_the_interface(client: Client, language: str) -> None:
    for kind in ("services", "offers", "organisations", "sites", "changes"):
        body = client.get(f"/api/v1/{kind}", {"lang": language, "limit": 100}).content.decode()
        assert [sign for sign in SIGNS if sign in body] == [], kind
    for slug in ("crisis-centre", "hot-lunch"):
        body = client.get(f"/api/v1/services/{slug}", {"lang": language}).content.decode()
        assert [sign for sign in SIGNS if sign in body] == []
        page = client.get(f"/services/{slug}/").content.decode()
        assert "canary" not in page[: page.index("</head>")].lower()


def test_unpublished_services_are_in_no_file() -> None:
    Service.objects.filter(slug="hot-lunch").update(is_published=False, summary_en="Not yet for the public")
    assert [name for name, text in texts_of(made()) if "Not yet for the public" in text] == []


def test_files_are_made_once_a_version_and_old_bytes_go(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    assert set(store.make_due()) == set(store.MEDIA_TYPES)
    assert store.make_due() == []
    before = {row.name: row.sha256 for row in ExportFile.objects.all()}
    version.bump()
    assert set(store.make_due()) == set(store.MEDIA_TYPES)
    assert {row.name: row.sha256 for row in ExportFile.objects.all()} == before, "an equal catalogue is equal bytes"
    Service.objects.filter(slug="hot-lunch").update(summary_bg="Супа.")
    version.bump()
    with django_capture_on_commit_callbacks(execute=True):
        store.make_due()
    keys = set(ExportFile.objects.values_list("storage_key", flat=True))
    assert {f"open-data/{name}" for name in default_storage.listdir("open-data")[1]} == keys
    assert "Супа." in kept("services.csv").decode()


def test_only_one_worker_makes_files() -> None:
    with connection.copy().cursor() as colleague:
        colleague.execute("SELECT pg_advisory_lock(%s)", [store.LOCK])
        assert store.make_due() == []
        colleague.execute("SELECT pg_advisory_unlock(%s)", [store.LOCK])
        colleague.connection.close()
    assert store.make_due()


@pytest.mark.parametrize("name", store.MEDIA_TYPES)
def test_a_file_is_served_to_everybody_with_its_kind_and_only_when_it_changed(client: Client, name: str) -> None:
    store.make_due()
    response = client.get(f"/open-data/{name}")
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert response.headers["Content-Type"] == store.MEDIA_TYPES[name]
    # Before the first month is over the statistics have a head and no rows.
    assert int(response.headers["Content-Length"]) == len(body) > (50 if name.startswith("statistics.") else 1000)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Last-Modified"] and not response.cookies
    etag = response.headers["ETag"]
    same = client.get(f"/open-data/{name}", headers={"If-None-Match": etag, "Origin": "https://other.invalid"})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert same.headers["Access-Control-Allow-Origin"] == "*"
    head = client.head(f"/open-data/{name}")
    assert (head.status_code, head.headers["ETag"]) == (200, etag)
    asked = client.options(f"/open-data/{name}", headers={"Origin": "https://other.invalid"})
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_a_file_that_is_not_made_yet_says_so(client: Client) -> None:
    response = client.get("/open-data/services.csv")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    assert "Опитайте отново" in response.content.decode()
    store.make_due()
    ExportFile.objects.filter(name="services.csv").update(storage_key="open-data/gone.csv")
    assert client.get("/open-data/services.csv").status_code == 503


@pytest.mark.parametrize(("prefix", "word"), [("", "Отворени данни"), ("/en", "Open data")])
def test_the_page_tells_what_there_is(
    client: Client, django_assert_max_num_queries: Any, prefix: str, word: str
) -> None:
    waiting = client.get(f"{prefix}/open-data/").content.decode()
    assert waiting.count('colspan="2"') == len(store.MEDIA_TYPES)
    store.make_due()
    with django_assert_max_num_queries(4):
        response = client.get(f"{prefix}/open-data/")
    page = response.content.decode()
    assert word in page and "creativecommons.org/licenses/by/4.0/" in page and not response.cookies
    for name in store.MEDIA_TYPES:
        assert f'href="/open-data/{name}"' in page.replace(f'href="{prefix}/open-data', 'href="/open-data')


def test_a_programme_that_has_ended_promises_no_place() -> None:
    assert "hot-lunch" in {offer.service.slug for offer in reading.offers(date(2026, 9, 30))}
    assert "hot-lunch" not in {offer.service.slug for offer in reading.offers(date(2026, 10, 1))}
