"""The files inside a PDF. clamd leaves many of them packed, so each is scanned as a file of its own."""

import base64
import binascii
import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

MOST_FILES, MOST_BYTES = 50, 50 * 1024 * 1024


class NotUnpacked(Exception):
    """There is something inside that cannot be looked at: too much, or packed in a way that nobody knows."""


def files_in(content: bytes) -> Iterator[bytes]:
    """None for what is no PDF. Raises NotUnpacked."""
    if not content.startswith(b"%PDF-"):
        return
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            inside = [one for one in pdf.objects if _is_file(one)]
            if len(inside) > MOST_FILES:
                raise NotUnpacked("too many files inside")
            for one in inside:
                yield _unpacked(one)
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise NotUnpacked(type(error).__name__) from error


def _is_file(one: pikepdf.Object) -> bool:
    """By its own type, or by the /Params that only a file has."""
    return isinstance(one, pikepdf.Stream) and (one.get("/Type") == "/EmbeddedFile" or "/Params" in one)


def _unpacked(stream: pikepdf.Object) -> bytes:
    filters: Any = stream.get("/Filter", [])
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    data = stream.read_raw_bytes()
    for name in names if filters else []:
        data = _one_step(name, data)
    return data


def _one_step(name: str, data: bytes) -> bytes:
    try:
        if name in {"/FlateDecode", "/Fl"}:
            unpacker = zlib.decompressobj()
            data = unpacker.decompress(data, MOST_BYTES)
            if unpacker.unconsumed_tail:
                raise NotUnpacked("too large inside")
            return data
        if name in {"/ASCII85Decode", "/A85"}:
            return base64.a85decode(data.strip().removesuffix(b"~>"))
        if name in {"/ASCIIHexDecode", "/AHx"}:
            return binascii.unhexlify(b"".join(data.split()).removesuffix(b">"))
    except (zlib.error, ValueError) as error:
        raise NotUnpacked(type(error).__name__) from error
    raise NotUnpacked(f"packed as {name[:20]}")
