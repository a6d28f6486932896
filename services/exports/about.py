"""What the page of open data says of the files and of the reading interface."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from services.exports.outline import API
from services.exports.store import MEDIA_TYPES
from services.models import ExportFile

# In the order of the page: the table first, for people without a programme of their own.
FILES = {
    "services.xlsx": ("Excel", _("All services in one table.")),
    "services.csv": ("CSV", _("The same table as text, for any program.")),
    "catalogue.jsonld": ("CPSV-AP 3.2, JSON-LD", _("Linked data, as public bodies in Europe describe their services.")),
    "catalogue.ttl": ("CPSV-AP 3.2, Turtle", _("The same linked data, easier for people to read.")),
    "catalogue.rdf": ("CPSV-AP 3.2, RDF/XML", _("The same linked data, for older programs.")),
    "hsds.json": ("HSDS 3, JSON", _("Services as directories of human services exchange them.")),
    "hsds.zip": ("HSDS 3, CSV", _("The same as a package of tables that point to each other.")),
    "statistics.csv": (
        "CSV",
        _("How many asked, were answered and wait: by year, by month and service, without small numbers."),
    ),
    "statistics.json": ("JSON", _("The same counts, with what each column means.")),
}
API_PATHS = (
    ("services", _("services; filters: need, group, q")),
    ("services/home-patronage", _("one service by its identifier")),
    ("offers", _("who offers what, where and with how many places")),
    ("organisations", _("the municipality, its counters and those who help")),
    ("sites", _("places with opening hours and accessibility")),
    ("target-groups", _("whom services are for")),
    ("needs", _("needs in plain words")),
    ("signposts", _("help that other institutions give")),
    ("changes", _("what has changed in the catalogue, oldest first")),
    ("openapi.json", _("the description of all this for programs (OpenAPI 3.1)")),
)
CLOSED = ("accounts", "apply", "catalogue-editor", "counter", "desk", "my", "provider", "track", "verify")


def addresses() -> list[tuple[str, Any]]:
    return [(f"{API}/{path}", text) for path, text in API_PATHS]


def files() -> list[dict[str, Any]]:
    made = {row.name: row for row in ExportFile.objects.all()}
    return [
        {
            "name": name,
            "form": form,
            "text": text,
            "media_type": MEDIA_TYPES[name].split(";")[0],
            "made": made.get(name),
        }
        for name, (form, text) in FILES.items()
    ]


def robots() -> str:
    closed = [f"Disallow: {prefix}/{room}/" for room in CLOSED for prefix in ("", "/en")]
    return "\n".join(("User-agent: *", *closed, "", f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml", ""))
