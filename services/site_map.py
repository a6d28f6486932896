"""The map for search engines: every public page in both languages, written row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import StreamingHttpResponse

from services.models import Revision, Service

PAGES = ("/", "/services/", "/open-data/", "/accessibility/", "/privacy/")
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def response() -> StreamingHttpResponse:
    headers = {"Cache-Control": "public, max-age=3600"}
    return StreamingHttpResponse(lines(), content_type="application/xml; charset=utf-8", headers=headers)


def lines() -> Iterator[str]:
    yield _HEAD
    for path in PAGES:
        yield from _entry(path, None)
    revisions = Revision.objects.filter(kind="service", slug=OuterRef("slug")).order_by("-number")
    rows = Service.objects.published().order_by("slug").annotate(at=Subquery(revisions.values("at")[:1]))
    for slug, at in rows.values_list("slug", "at").iterator(chunk_size=1000):
        yield from _entry(f"/services/{slug}/", at)
    yield "</urlset>\n"


def _entry(path: str, changed: Any) -> Iterator[str]:
    """A page stands once for each language, each time with both addresses. Identifiers need no escaping."""
    bg, en = f"{settings.PUBLIC_URL}{path}", f"{settings.PUBLIC_URL}/en{path}"
    when = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    other = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{to}"/>' for code, to in (("bg", bg), ("en", en))
    )
    for address in (bg, en):
        yield f"<url><loc>{address}</loc>{when}{other}</url>\n"
