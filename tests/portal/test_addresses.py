"""A header that anybody may send decides nothing, unless our own proxy sent it."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

from portal.addresses import VisitorAddressMiddleware


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "visitor"),
    [
        ([], "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (["10.0.0.0/8"], "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "1.2.3.4, 198.51.100.1, 10.0.0.9", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "", "10.0.0.2"),
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.1, unknown", "10.0.0.2"),
        (["socket"], "", "2001:db8::1", "2001:db8::1"),
        (["10.0.0.0/8"], "", "198.51.100.1", ""),
    ],
)
def test_the_visitors_address(settings: Any, proxies: list[str], peer: str, forwarded: str, visitor: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    seen: list[str] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    request = HttpRequest()
    request.META.update({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded})
    VisitorAddressMiddleware(page)(request)
    assert seen == [visitor]


def test_a_proxy_that_is_no_address_stops_the_start(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["caddy"]
    with pytest.raises(ImproperlyConfigured, match="caddy"):
        VisitorAddressMiddleware(lambda _request: HttpResponse())
