"""Speaks with a clamd: INSTREAM over a socket. Whatever is not a plain answer means that nobody has looked."""

import socket
import time
from dataclasses import dataclass
from datetime import UTC, datetime

CHUNK = 64 * 1024
ANSWER_BYTES = 4096
SECONDS = 30.0


class Away(Exception):
    """clamd is down, slow, or answers what it should not: the file waits."""


class CannotScan(Exception):
    """clamd answered that it could not look into this file."""


@dataclass(frozen=True)
class Version:
    """`signed_at` is the day of the signatures; none where clamd has only a local list."""

    engine: str
    signed_at: datetime | None


def scan(address: str, content: bytes, *, seconds: float | None = None) -> str | None:
    """The name of what was found, or None. Raises Away and CannotScan. `address`: host:port or the path of a socket."""
    until = time.monotonic() + (seconds or SECONDS)
    try:
        with _connected(address, until) as line:
            early = _sent(line, content, until)
            answer = _answer(line, until)
    except OSError as error:
        raise Away(type(error).__name__) from error
    if answer.endswith(" ERROR"):
        raise CannotScan(answer[:120])
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")[:120]
    if answer == "stream: OK" and not early:
        return None
    raise Away("an answer that clamd does not give")


def version(address: str, *, seconds: float = 5.0) -> Version:
    """Raises Away."""
    until = time.monotonic() + (seconds or SECONDS)
    try:
        with _connected(address, until) as line:
            _send(line, b"zVERSION\0", until)
            answer = _answer(line, until)
    except OSError as error:
        raise Away(type(error).__name__) from error
    engine, _, rest = answer.partition("/")
    if not engine.startswith("ClamAV "):
        raise Away("an answer that clamd does not give")
    try:
        signed_at = datetime.strptime(rest.partition("/")[2], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        signed_at = None
    return Version(engine, signed_at)


def _connected(address: str, until: float) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        return socket.create_connection((host, int(port)), timeout=_left(until))
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(_left(until))
        line.connect(address.removeprefix("unix:"))
    except BaseException:
        line.close()
        raise
    return line


def _sent(line: socket.socket, content: bytes, until: float) -> bool:
    """Whether clamd stopped reading before the end: it has an answer already, and that is no „clean“."""
    try:
        _send(line, b"zINSTREAM\0", until)
        for start in range(0, len(content), CHUNK):
            part = content[start : start + CHUNK]
            _send(line, len(part).to_bytes(4, "big") + part, until)
        _send(line, bytes(4), until)
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


def _send(line: socket.socket, data: bytes, until: float) -> None:
    line.settimeout(_left(until))
    line.sendall(data)


def _answer(line: socket.socket, until: float) -> str:
    """Up to the zero byte: an answer that was cut off is none."""
    got = b""
    while not got.endswith(b"\0"):
        line.settimeout(_left(until))
        part = line.recv(ANSWER_BYTES)
        got += part
        if not part or len(got) > ANSWER_BYTES:
            raise Away("an answer that was cut off")
    return got[:-1].decode(errors="replace")


def _left(until: float) -> float:
    """Seconds to the end of the whole talk: a peer that gives a byte now and then wins nothing."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
