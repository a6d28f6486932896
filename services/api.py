"""The catalogue for other systems: nothing is written, texts in either language or both, page by key (OpenAPI 3.1).

Nothing here needs a session, sets a cookie or writes. Answers carry an ETag of the catalogue's version.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Body, NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from redis.exceptions import RedisError

from services import version
from services.exports import outline, reading, shapes, store
from services.exports.outline import API, Outline
from services.exports.serving import READING, View, open_to_all
from services.formschema.jsonschema import check_answers
from services.models import FormVersion, Need, Revision, Signpost, TargetGroup
from services.search import search

api = NinjaAPI(
    title="Catalogue of social services",
    version="1.0.0",
    description="Published entries only. Texts in Bulgarian, English or both. Licence: CC BY 4.0.",
    openapi_url=None,
    docs_url=None,
    servers=[{"url": settings.PUBLIC_URL}],
    openapi_extra={"info": {"license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}}},
)
KEY = r"^[-a-zA-Z0-9_]*$"
Language = Annotated[shapes.Language, Query("bg", description="Language of texts and of errors.")]
After = Annotated[str, Query("", max_length=110, pattern=KEY, description="The entry after which the page begins.")]
Limit = Annotated[int, Query(50, ge=1, le=100, description="Entries on a page.")]
Slug = Annotated[str, Query("", max_length=110, pattern=KEY)]
Words = Annotated[str, Query("", max_length=200, description="What a person would type; best first, one page.")]
WRONG = {404: shapes.Problem, 422: shapes.Problem}
PUBLIC_KINDS = ("service", "target_group", "need", "signpost")


def _page(
    request: HttpRequest, rows: QuerySet[Any], told: Outline, language: str, limit: int, *, key: str = "slug"
) -> Any:
    """The rows after `after` in the order of their key; the next page begins after the last of them."""
    after = request.GET.get("after", "")
    if after:
        rows = rows.filter(**{f"{key}__gt": after})
    found = list(rows.order_by(key)[: limit + 1])
    items = [told(row, language) for row in found[:limit]]
    if len(found) <= limit:
        return {"items": items}
    query = {**request.GET.dict(), "after": str(getattr(found[limit - 1], key))}
    return {"items": items, "next": f"{settings.PUBLIC_URL}{request.path}?{urlencode(query)}"}


@api.get("/services", response={200: shapes.Page[shapes.Service], **WRONG}, exclude_none=True, url_name="api_services")
def services(
    request: HttpRequest,
    lang: Language,
    after: After,
    limit: Limit,
    need: Slug,
    group: Slug,
    q: Words,
) -> Any:  # fmt: skip
    """Services, by identifier; for a need, for a target group, or found by words."""
    rows: QuerySet[Any] = reading.published()
    if need:
        rows = rows.filter(needs__slug=need)
    if group:
        rows = rows.filter(target_groups__slug=group)
    if not q.strip():
        return _page(request, rows, outline.service, lang, limit)
    hits = search(q.replace("\x00", " ").strip(), "en" if lang == "en" else "bg")
    places = {hit.slug: place for place, hit in enumerate(hits) if hit.kind == "service"}
    found = sorted(rows.filter(slug__in=places), key=lambda row: places[row.slug])
    return {"items": [outline.service(row, lang) for row in found[:limit]]}


@api.get("/services/{slug}", response={200: shapes.Service, **WRONG}, exclude_none=True, url_name="api_service")
def service(request: HttpRequest, slug: str, lang: Language) -> Any:
    """One service."""
    row = reading.published().filter(slug=slug).first()
    if row is None:
        raise Http404
    return outline.service(row, lang)


@api.get("/offers", response={200: shapes.Page[shapes.Offer], **WRONG}, exclude_none=True, url_name="api_offers")
def offers(request: HttpRequest, lang: Language, after: After, limit: Limit, service: Slug) -> Any:
    """Who offers what, where, with how many places."""
    rows = reading.offers(timezone.localdate()).select_related("service")
    return _page(request, rows.filter(service__slug=service) if service else rows, outline.offer, lang, limit)


@api.get(
    "/organisations",
    response={200: shapes.Page[shapes.Organisation], **WRONG},
    exclude_none=True,
    url_name="api_organisations",
)
def organisations(request: HttpRequest, lang: Language, after: After, limit: Limit) -> Any:
    """The municipality, its counters and units, providers and institutions."""
    return _page(request, reading.organisations(), outline.organisation, lang, limit)


@api.get("/sites", response={200: shapes.Page[shapes.Site], **WRONG}, exclude_none=True, url_name="api_sites")
def sites(request: HttpRequest, lang: Language, after: After, limit: Limit) -> Any:
    """Places where people are helped."""
    return _page(request, reading.sites(), outline.site, lang, limit)


@api.get(
    "/target-groups",
    response={200: shapes.Page[shapes.TargetGroup], **WRONG},
    exclude_none=True,
    url_name="api_target_groups",
)
def target_groups(request: HttpRequest, lang: Language, after: After, limit: Limit) -> Any:
    """Whom services are for."""
    return _page(request, TargetGroup.objects.all(), outline.target_group, lang, limit)


@api.get("/needs", response={200: shapes.Page[shapes.Need], **WRONG}, exclude_none=True, url_name="api_needs")
def needs(request: HttpRequest, lang: Language, after: After, limit: Limit) -> Any:
    """Needs in plain words."""
    return _page(request, Need.objects.all(), outline.need, lang, limit)


@api.get(
    "/signposts", response={200: shapes.Page[shapes.Signpost], **WRONG}, exclude_none=True, url_name="api_signposts"
)
def signposts(request: HttpRequest, lang: Language, after: After, limit: Limit) -> Any:
    """Help that other institutions give."""
    return _page(request, Signpost.objects.all(), outline.signpost, lang, limit)


@api.get("/changes", response={200: shapes.Page[shapes.Change], **WRONG}, exclude_none=True, url_name="api_changes")
def changes(request: HttpRequest, lang: Language, after: Annotated[int, Query(0, ge=0)], limit: Limit) -> Any:
    """What has changed in entries that are public now, oldest first."""
    published = reading.published().values("slug").order_by()
    rows = Revision.objects.filter(kind__in=PUBLIC_KINDS).filter(~Q(kind="service") | Q(slug__in=published))
    return _page(request, rows, outline.change, lang, limit, key="id")


def _problem(request: HttpRequest, status: int, title: str, detail: str, errors: list[dict[str, str]]) -> HttpResponse:
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    content = json.dumps({**problem, **({"errors": errors} if errors else {})}, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type="application/problem+json; charset=utf-8")


def _asked(request: HttpRequest) -> str:
    return "en" if request.GET.get("lang") == "en" else "bg"


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Any = None) -> HttpResponse:
    with override(_asked(request)):
        return _problem(request, 404, _("There is no such entry."), _("Check the identifier in the address."), [])


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    with override(_asked(request)):
        errors = [{"field": str(row["loc"][-1]), "message": str(row["msg"])} for row in error.errors]
        detail = _("Fields with a wrong value: %(names)s.") % {"names": ", ".join(row["field"] for row in errors)}
        return _problem(request, 422, _("We did not understand the request"), detail, errors)


@api.post("/forms/{slug}/check", response={200: shapes.Checked, **WRONG}, url_name="api_form_check")
def check_form(request: HttpRequest, slug: str, answers: Body[dict[str, Any]], lang: Language) -> Any:
    """Answers against the published form (`/forms/{slug}/latest/schema.json`). Nothing of them is kept."""
    version_pk = FormVersion.objects.of(slug).published().values_list("pk", flat=True).first()
    if version_pk is None:
        raise Http404
    with override(lang if lang != "both" else "bg"):
        problems = check_answers(version_pk, answers)
    errors = [{"field": "/".join(map(str, problem.path)), "message": problem.message} for problem in problems]
    return {"valid": not errors, "errors": errors}


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """A body that is no JSON."""
    with override(_asked(request)):
        return _problem(request, 400, _("We did not understand the request"), _("The body is not JSON."), [])


@cache
def _described() -> bytes:
    return json.dumps(api.get_openapi_schema(path_prefix=f"{API}/"), ensure_ascii=False).encode()


def _openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_described(), content_type="application/vnd.oai.openapi+json;version=3.1")


def _unknown(request: HttpRequest, rest: str) -> HttpResponse:
    return _missing(request)


def _stamp(request: HttpRequest) -> str:
    """Of the catalogue's version, the day (offers open and close) and the address with its query."""
    try:
        now = version.current()
    except RedisError:
        now = str(store.current_version())
    parts = (now, timezone.localdate().isoformat(), request.get_full_path())
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


def _kept(view: View) -> View:
    """Answers 304 before anything is read."""

    def conditional(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        etag = _stamp(request)
        same = get_conditional_response(request, etag=etag)
        response = same if same is not None and same.status_code == 304 else view(request, *args, **kwargs)
        if response.status_code in {200, 304}:
            response.headers["ETag"] = etag
            response.headers["Cache-Control"] = "public, max-age=60"
        return response

    return conditional


def _patterns() -> list[URLPattern]:
    made = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in made:
        is_asked = pattern.name == "api_form_check"
        view = pattern.callback if is_asked else _kept(pattern.callback)
        pattern.callback = open_to_all(view, ("POST", "OPTIONS") if is_asked else READING)
    return [
        *made,
        path("openapi.json", open_to_all(_kept(_openapi)), name="api_openapi"),
        path("<path:rest>", open_to_all(_unknown), name="api_unknown"),
    ]


urlpatterns = _patterns()
