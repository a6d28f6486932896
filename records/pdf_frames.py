"""Frames over the pipes between a worker and its renderer: a JSON header, then blobs, each with its length."""

import json
import struct
from typing import IO, Any


def write_frame(stream: IO[bytes], header: dict[str, Any], blobs: list[bytes]) -> None:
    """Length-prefixed JSON header, then each blob with its length."""
    for part in (json.dumps({**header, "blobs": len(blobs)}).encode(), *blobs):
        stream.write(struct.pack(">I", len(part)))
        stream.write(part)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Raises EOFError when the other side is gone."""
    header = json.loads(_read(stream))
    return header, [_read(stream) for _ in range(header["blobs"])]


def _read(stream: IO[bytes]) -> bytes:
    prefix = stream.read(4)
    if len(prefix) < 4:
        raise EOFError
    (length,) = struct.unpack(">I", prefix)
    body = stream.read(length)
    if len(body) < length:
        raise EOFError
    return body
