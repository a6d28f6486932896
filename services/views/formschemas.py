"""Published form versions as JSON Schema, for other systems."""

import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from services.formschema import schema_of
from services.formschema.jsonschema import json_schema
from services.models import FormVersion


@require_safe
@login_not_required
def form_schema(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """A version that is or was published, by its number; `latest` is the one published now."""
    versions = FormVersion.objects.of(slug)
    if number == "latest":
        found = versions.published().first()
    else:
        found = (
            versions.once_published().filter(number=int(number)).first()
            if number.isdigit() and len(number) < 6
            else None
        )
    if found is None:
        raise Http404
    address = settings.PUBLIC_URL + reverse("form_schema", args=[slug, found.number])
    title = _("Answers to the form “%(slug)s”, version %(number)s") % {"slug": slug, "number": found.number}
    body = json.dumps(json_schema(schema_of(found.pk), address=address, title=title), ensure_ascii=False, indent=1)
    response = HttpResponse(body, content_type="application/schema+json; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["ETag"] = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response
