"""Open data: the page that tells of it, the files, and what search engines and browsers ask for."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from services import site_map
from services.exports import about, store
from services.exports.serving import open_to_all


@require_safe
@login_not_required
def open_data(request: HttpRequest) -> HttpResponse:
    context = {"files": about.files(), "paths": about.addresses(), "address": settings.PUBLIC_URL}
    return render(request, "services/open_data.html", context)


def _file(request: HttpRequest, name: str) -> HttpResponseBase:
    found = store.ready(name)
    if found is None:
        text = _("This file is being made. Try again in a minute.")
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"})
    row, content = found
    changed = int(row.made_at.timestamp())
    headers = {"ETag": f'"{row.sha256}"', "Last-Modified": http_date(changed), "Cache-Control": "public, max-age=60"}
    same = get_conditional_response(request, etag=headers["ETag"], last_modified=changed)
    if request.META["REQUEST_METHOD"] == "HEAD":
        same = same or HttpResponse(content_type=store.MEDIA_TYPES[name], headers={"Content-Length": str(row.size)})
    if same is not None:
        content.close()
        for header, value in headers.items():
            same.headers[header] = value
        return same
    response = FileResponse(content, content_type=store.MEDIA_TYPES[name], filename=name, headers=headers)
    response.headers["Content-Length"] = str(row.size)
    return response


open_data_file = open_to_all(_file)


@require_safe
@login_not_required
def sitemap(request: HttpRequest) -> HttpResponseBase:
    return site_map.response()


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(about.robots(), content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def opensearch(request: HttpRequest) -> HttpResponse:
    """In the language of its address, as the search it leads to."""
    context = {"address": settings.PUBLIC_URL}
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "services/opensearch.xml", context, content_type=kind)
