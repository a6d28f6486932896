"""Whose address a request has: the visitor's, also behind the proxies that we run ourselves.

The one place that reads X-Forwarded-For. Limits by address (tries of codes, messages to us) rest on it: a header that
anybody may send is believed only when it comes from an address of TRUSTED_PROXIES, and read from its end.
"""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network
# How a request through a Unix socket is named in TRUSTED_PROXIES: it has no address.
SOCKET = "socket"


class VisitorAddressMiddleware:
    """From here on REMOTE_ADDR is the visitor's address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusts_socket = SOCKET in settings.TRUSTED_PROXIES
        self.networks = [_network(word) for word in settings.TRUSTED_PROXIES if word != SOCKET]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.networks or self.trusts_socket:
            request.META["REMOTE_ADDR"] = self.visitor(
                request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
            )
        return self.get_response(request)

    def visitor(self, peer: str, forwarded: str) -> str:
        """The last address of the chain that is none of our proxies; what does not read as one is not believed."""
        for named in reversed(forwarded.split(",")):
            if not self._is_ours(peer):
                break
            if not _is_address(named.strip()):
                break
            peer = named.strip()
        return peer

    def _is_ours(self, address: str) -> bool:
        if not address:
            return self.trusts_socket
        return _is_address(address) and any(ip_address(address) in network for network in self.networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _network(word: str) -> Network:
    try:
        return ip_network(word)
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {word!r} is not an address or a network.") from error
