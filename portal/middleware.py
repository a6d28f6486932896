"""Headers on every response, the cache of public pages, and the second factor of staff."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language_from_path, override
from redis.exceptions import RedisError

from portal.context import display_preferences
from services import listing, version

Handler = Callable[[HttpRequest], HttpResponse]

# Pages that say the same to everybody who is signed out; nothing in them depends on a session.
PUBLIC_PAGES = {
    "home",
    "services",
    "service",
    "service_places",
    "search",
    "suggest",
    "changes",
    "feedback_thanks",
    "tell_us_thanks",
    "handbook",
    "handbook_edition",
    "accessibility",
    "privacy",
}
# Pages whose query is kept apart. With another query a page is made anew: whoever invents queries fills no cache.
WITH_QUERY: dict[str, Callable[[str], bool]] = {
    "search": lambda _query: True,
    "suggest": lambda _query: True,
    "services": listing.is_known,
}
KEPT_SECONDS = 300
METHODS = ("GET", "HEAD", "POST")
# Where other sites read, a browser asks first whether it may.
ASKED_FIRST = ("/api/", "/open-data/")
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "camera",
        "microphone",
        "geolocation",
        "payment",
        "usb",
        "display-capture",
        "browsing-topics",
    )
)


class SecurityHeadersMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


class MethodMiddleware:
    """Pages are read and sent; no other method reaches a view."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_question = request.method == "OPTIONS" and request.path_info.startswith(ASKED_FIRST)
        if request.method not in METHODS and not is_question:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)


class PublicPageMiddleware:
    """Serves a public page to a visitor without a session from Redis, with an ETag.

    The key holds address (and so the language) and display preferences; a page made from an older version of the
    catalogue is made again. So it is when Redis is away.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = self._public_name(request)
        if name is None:
            return self.get_response(request)
        if request.method == "HEAD" or not self._is_kept(name, request.META["QUERY_STRING"]):
            return self._stamped(request, self.get_response(request))
        try:
            return self._from_cache(request)
        except RedisError:
            return self._stamped(request, self.get_response(request))

    @staticmethod
    def _is_kept(name: str, query: str) -> bool:
        return not query or (name in WITH_QUERY and WITH_QUERY[name](query))

    @staticmethod
    def _public_name(request: HttpRequest) -> str | None:
        if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return None
        # The address says the language; what this thread spoke last does not matter.
        with override(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
            try:
                name = resolve(request.path_info).url_name
            except Resolver404:
                return None
        return name if name in PUBLIC_PAGES else None

    def _from_cache(self, request: HttpRequest) -> HttpResponse:
        parts = (request.get_full_path(), display_preferences(request).key, request.get_host())
        key = "page:" + hashlib.sha256("|".join(parts).encode()).hexdigest()
        found = cache.get_many([version.KEY, key])
        now = str(found[version.KEY]) if version.KEY in found else version.current()
        version.seen(now)
        made_from, body = found.get(key, ("", b""))
        if made_from == now:
            language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
            response = HttpResponse(body, headers={"Content-Language": language})
        else:
            response = self.get_response(request)
            if response.status_code == 200 and not response.cookies and not response.streaming:
                cache.set(key, (now, response.content), KEPT_SECONDS)
        return self._stamped(request, response)

    @staticmethod
    def _stamped(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 200 or response.streaming or response.cookies:
            return response
        digest = hashlib.sha256(response.content).hexdigest()[:32]
        response.headers["ETag"] = f'"{digest}"'
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie"])
        return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


class SecondFactorMiddleware:
    """Staff and mediators without a second factor reach nothing but the page that sets it up (and sign-out)."""

    OPEN = {"mfa_activate_totp", "mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"}

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        user = request.user
        if not settings.STAFF_NEED_SECOND_FACTOR or not user.is_authenticated or not user.roles:
            return None
        name = request.resolver_match.url_name or "" if request.resolver_match else ""
        if name in self.OPEN or name.startswith(("account_logout", "account_reauthenticate")):
            return None
        from allauth.mfa.utils import is_mfa_enabled

        return None if is_mfa_enabled(user) else redirect("mfa_activate_totp")
