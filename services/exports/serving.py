"""Open to every reader and every other site: no session, no cookie, answers that say whether they have changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]
READING = ("GET", "HEAD", "OPTIONS")


def open_to_all(view: View, methods: tuple[str, ...] = READING) -> View:
    """The view as other sites may call it. HEAD is answered as GET; the server leaves the body out."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method not in methods:
            response: HttpResponseBase = HttpResponseNotAllowed(methods)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Access-Control-Max-Age": "86400"})
            response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
            response.headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match, If-Modified-Since"
        else:
            if request.method == "HEAD":
                request.method = "GET"
            response = view(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return opened
