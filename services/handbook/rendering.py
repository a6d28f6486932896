"""From a row to the HTML and the pictures that the renderer is given."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation

from records import pdf
from services.handbook.book import Book
from services.models import Edition

SHEET = "handbook.css"
# Pages beside those of the services: title, contents, index, contacts, signposts, changes.
FRONT_AND_BACK = 14


def html(edition: Edition) -> str:
    with translation.override(edition.language):
        return render_to_string("pdf/handbook.html", {"book": Book(edition, edition.content)})


def assets(edition: Edition) -> dict[str, bytes]:
    """The code of each service's page."""
    return {f"qr-{service['id']}.svg": pdf.qr(service["url"]) for service in edition.content["services"]}


def expected_pages(edition: Edition) -> int:
    """As many as the last edition had, or a guess: it is only for the waiting editor."""
    rows = Edition.objects.filter(audience=edition.audience, language=edition.language, status=Edition.Status.READY)
    last = rows.order_by("-number").values_list("pages_total", flat=True).first()
    services = len(edition.content["services"])
    a_page = 2 if edition.audience == Edition.Audience.TEAM else 1
    return last or services // a_page + FRONT_AND_BACK
