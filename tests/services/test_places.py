"""Where to go: hours and accessibility in words, distance, a plan; and places that must never be shown."""

import html
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import translation

from people.models import Organisation, Settlement
from services import hours, place_map, places
from services.models import Offer, Service, Site
from services.places import Point

SECRET = "ул. „Канарче“ 77"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("row", "bg", "en"),
    [
        (("mon-fri", "08:00", "17:00"), "понеделник – петък, 8:00–17:00\u00a0ч.", "Monday – Friday, 8:00–17:00"),
        (("sat", "10:00", "14:00"), "събота, 10:00–14:00\u00a0ч.", "Saturday, 10:00–14:00"),
        (("mon-sun", "00:00", "23:59"), "всеки ден, денем и нощем", "every day, day and night"),
    ],
)
def test_hours_are_words(row: tuple[str, str, str], bg: str, en: str) -> None:
    data = [dict(zip(("days", "opens", "closes"), row, strict=True))]
    for language, words in (("bg", bg), ("en", en)):
        with translation.override(language):
            assert hours.in_words(data) == [words]


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        (Point(42.6977, 23.3219), Point(43.2141, 27.9147), 379.0),  # Sofia to Varna
        (Point(42.6977, 23.3219), Point(42.6977, 23.3219), 0.0),
        (Point(0, 0), Point(0, 180), 20015.1),
    ],
)
def test_distance_is_along_the_great_circle(here: Point, there: Point, km: float) -> None:
    assert places.distance_km(here, there) == pytest.approx(km, abs=1)
    assert places.distance_km(there, here) == places.distance_km(here, there)


@pytest.mark.parametrize(
    ("prefix", "nearest"), [("", "Читалище в Горно Поле"), ("/en", "Community hall in Gorno Pole")]
)
def test_the_nearest_place_comes_first(client: Client, prefix: str, nearest: str) -> None:
    address = f"{prefix}/services/day-centre-elderly/places/"
    plain, sorted_ = client.get(address).content.decode(), client.get(address, {"here": "99022"}).content.decode()
    first = re.findall(r"<h2>\d+\. ([^<]+)", sorted_)[0].strip()
    assert first in {nearest, "Едно гише – Горно Поле", "One counter – Gorno Pole"}
    assert ("по-малко от 100 м" if not prefix else "less than 100 m") in sorted_
    assert re.search(r"\d,\d км" if not prefix else r"\d\.\d km", sorted_)
    assert not re.search(r"\d (км|km)\b", plain)
    assert ("слухова" in plain or "вход без стъпала" in plain) if not prefix else "entrance without steps" in plain


def test_an_unknown_settlement_is_explained(client: Client) -> None:
    page = client.get("/services/day-centre-elderly/places/", {"here": "00000"})
    assert page.status_code == 200 and "Изберете населено място от списъка." in page.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_plan_is_a_picture_that_needs_nobody_else(client: Client, prefix: str) -> None:
    response = client.get(f"{prefix}/services/day-centre-elderly/places.svg")
    assert response.headers["Content-Type"] == "image/svg+xml" and not response.cookies
    picture = ElementTree.fromstring(response.content)
    labels = "".join(picture.itertext())
    for name in (
        ("Златна есен", "Горно Поле", "Рибарица", "5 км") if not prefix else ("Golden Autumn", "Ribaritsa", "5 km")
    ):
        assert name in labels
    assert picture.attrib["role"] == "img" and "style" not in response.content.decode()
    assert "http" not in response.content.decode().replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_plan_has_the_numbers_of_the_list_that_stands_above_it(client: Client, prefix: str) -> None:
    sites = {}
    for query in ("", "?here=99019", "?here=99022"):
        page = client.get(f"{prefix}/services/home-patronage/places/{query}").content.decode()
        listed = re.findall(r"<h2>(\d\. [^<]+?)(?: <span|</h2>)", page)
        plan = client.get(html.unescape(page.split('<img src="')[1].split('"')[0])).content
        drawn = [row.text or "" for row in ElementTree.fromstring(plan).iter("{http://www.w3.org/2000/svg}text")]
        assert len(listed) == 3 and {row for row in drawn if row[0].isdigit() and "." in row} == set(listed)
        sites[query] = listed
    assert [row[0] for row in sites["?here=99022"]] == ["1", "2", "3"]
    assert sites["?here=99019"] != sites["?here=99022"]
    assert client.get(f"{prefix}/services/home-patronage/places.svg?here=nowhere").status_code == 200


def test_labels_do_not_cover_each_other() -> None:
    found = places.places_of(Service.objects.get(slug="day-centre-elderly"), Offer.objects.first().valid_from)
    plan = place_map.draw(found, list(Settlement.objects.local()))
    assert plan is not None and len(plan.places) == len(found) == 4
    widths = [(dot, len(dot.label) * place_map.LETTER) for dot in plan.dots]
    lefts = [(dot, dot.label_x - (width if dot.anchor == "end" else 0), width) for dot, width in widths]
    boxes = [(left, dot.label_y - 12, left + width, dot.label_y) for dot, left, width in lefts]
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0 and right <= place_map.WIDTH and top >= 0 and bottom <= place_map.HEIGHT
        for other in boxes[number + 1 :]:
            assert left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]


@pytest.fixture
def hidden_places() -> None:
    """A canary address in every way that it could come out."""
    secret = Organisation.objects.get(slug="crisis-centre")
    Organisation.objects.filter(pk=secret.pk).update(address_bg=SECRET, address_en=SECRET, phone="0555 77 777")
    town = Settlement.objects.get(ekatte="99019")
    facts: dict[str, Any] = {"name_bg": SECRET, "name_en": SECRET, "address_bg": SECRET, "address_en": SECRET,
                             "settlement": town, "latitude": "43.15", "longitude": "27.70"}  # fmt: skip
    hidden = Site.objects.create(slug="hidden", organisation=secret, **facts)
    shelter = Organisation.objects.get(slug="foundation")
    open_site = Site.objects.create(slug="hidden-too", organisation=shelter, **facts)
    for number, (slug, provider, place) in enumerate(
        [
            ("home-patronage", secret, None),
            ("assistant-support", shelter, hidden),
            ("crisis-centre", shelter, open_site),
            ("mother-baby", secret, hidden),
            # An open service where people of a protected one stay.
            ("assistant-support", shelter, open_site),
        ]
    ):
        Offer.objects.create(
            slug=f"canary-{number}", service=Service.objects.get(slug=slug), provider=provider, place=place,
            settlement=town, site_bg=SECRET, site_en=SECRET, capacity=5, valid_from="2020-01-01",
        )  # fmt: skip


@pytest.mark.usefixtures("hidden_places")
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_secret_address_is_nowhere(client: Client, prefix: str) -> None:
    slugs = Service.objects.values_list("slug", flat=True)
    addresses = ["/", "/services/", *(f"/services/{slug}/{part}" for slug in slugs
                                      for part in ("", "fee/", "places/", "places/?here=99019", "places.svg"))]  # fmt: skip
    for address in addresses:
        body = client.get(prefix + address).content.decode()
        assert "Канарче" not in body and "0555 77 777" not in body, address


@pytest.mark.parametrize("slug", ["crisis-centre", "mother-baby"])
def test_a_protected_service_hides_and_hurries(client: Client, slug: str) -> None:
    body = client.get(f"/services/{slug}/").content.decode()
    assert body.index("quick-exit") < body.index('id="emergency"') < body.index("<h1")
    assert f"/apply/{slug}/" not in body and "/places/" not in body and "Адресът е таен" in body
    for part in ("places/", "places.svg", "fee/"):
        assert client.get(f"/services/{slug}/{part}").status_code == 404
