"""The looks that a machine can check: contrast of every pair, weight of a first view."""

import gzip
import re
from itertools import product
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "static" / "dist" / "citizen.css").read_text()
INKS, PAPERS = ("ink", "ink-soft", "teal", "amber", "red", "green"), ("paper", "mist")


def themes() -> dict[str, dict[str, str]]:
    """Custom properties of each theme, as the built style sheet has them."""
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*--ink:[^{}]*)\}", CSS):
        name = "dark" if "dark" in selector else "contrast" if "contrast" in selector else "light"
        found.setdefault(name, {}).update(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})", body))
    return found


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_there_are_three_themes_of_the_same_names() -> None:
    names = {theme: set(values) for theme, values in themes().items()}
    assert set(names) == {"light", "dark", "contrast"}
    assert set(INKS) | set(PAPERS) | {"control"} <= names["light"]


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_every_text_is_readable_on_every_ground(theme: str) -> None:
    values = {**themes()["light"], **themes()[theme]}
    for ink, paper in product(INKS, PAPERS):
        least = 7 if paper == "paper" and ink != "amber" else 4.5
        assert contrast(values[ink], values[paper]) >= least, (theme, ink, paper)
    for pair in (("control", "paper"), ("control", "mist")):
        assert contrast(values[pair[0]], values[pair[1]]) >= 3, (theme, pair)
    for ground, text in (("teal", "on-teal"), ("hero", "on-hero"), ("halo", "on-halo")):
        assert contrast(values[ground], values[text]) >= 4.5, (theme, ground)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/services/", "/services/home-patronage/", "/search/?q=храна"])
def test_a_first_view_is_light(client: Client, address: str) -> None:
    html = client.get(address).content
    files = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', html.decode())
    assert len(gzip.compress(html)) <= 15_000
    total = len(gzip.compress(html)) + sum(len(gzip.compress((ROOT / "static" / name).read_bytes())) for name in files)
    assert total <= 60_000
    fonts = set(re.findall(r"url\([\"']?([^)\"']+\.woff2)", CSS))
    sizes = [(ROOT / "static" / "dist" / name).resolve().stat().st_size for name in fonts]
    assert sum(sorted(sizes, reverse=True)[:2]) <= 60_000


def test_no_font_that_arrives_late_moves_the_page() -> None:
    """A font that is not there at once is for the next page: a swapped one moved the form under the finger."""
    faces = re.findall(r"@font-face\{([^}]*)\}", CSS.replace(" {", "{").replace("@font-face\n", "@font-face"))
    assert len(faces) == 4 and all("optional" in re.findall(r"font-display:\s*(\w+)", face) for face in faces)
