"""One request to a carrier, and what is known afterwards: an answer, surely nothing sent, or nobody knows."""

import json
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from records.channels.errors import NotHandedOver, Refused, Uncertain

LARGEST_ANSWER = 1024 * 1024
TRY_LATER = {401, 403, 429, 503}
ANSWER_LOST = 408


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    def json(self) -> Any:
        """Raises ValueError."""
        return json.loads(self.body)


def ask(
    method: str,
    url: str,
    *,
    headers: dict[str, str],
    body: bytes | None = None,
    timeout: float,
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """`timeout` is in seconds, for connecting and for each read. No redirect is followed.

    Raises NotHandedOver before anything was sent, Uncertain when the answer was lost.
    """
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, timeout, tls)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise NotHandedOver(type(error).__name__) from error
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read(LARGEST_ANSWER))
        except (OSError, HTTPException) as error:
            raise Uncertain(type(error).__name__) from error
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None, timeout: float, tls: ssl.SSLContext | None) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=timeout, context=tls or ssl.create_default_context())
    return HTTPConnection(host, port, timeout=timeout)


def accepted(answer: Answer) -> Answer:
    """The answer if it is 2xx. Too busy, or our own key is wrong: later. The carrier broke: nobody knows."""
    if 200 <= answer.status < 300:
        return answer
    code = f"HTTP {answer.status}"
    if answer.status in TRY_LATER:
        raise NotHandedOver(code)
    if answer.status >= 500 or answer.status == ANSWER_LOST:
        raise Uncertain(code)
    raise Refused(code)


def at(document: Any, path: str) -> Any:
    """`messages.0.id` in nested lists and dicts; None where there is no such thing."""
    for part in path.split("."):
        if isinstance(document, list) and part.isdecimal() and int(part) < len(document):
            document = document[int(part)]
        elif isinstance(document, dict):
            document = document.get(part)
        else:
            return None
    return document
