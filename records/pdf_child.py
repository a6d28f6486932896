"""The renderer: `python -m records.pdf_child`. Knows no Django, database, environment or key.

The first frame brings the standing assets (style sheets, fonts); every later one HTML and assets of its own.
Nothing else can be fetched: an address that did not come with the job is an error. A job that asks for progress is
answered by a frame {"page": n} for each page laid out, before the frame with the document.
"""

import io
import logging
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

MEMORY_BYTES = 2 * 1024**3
MAX_HTML_BYTES = 4 * 1024**2
SCHEME = "asset:"
TYPES = {"svg": "image/svg+xml", "woff2": "font/woff2", "css": "text/css", "png": "image/png"}


class OnlyAssets(URLFetcher):
    """Serves `asset:name` from a dict and refuses every other address, file: and http: alike."""

    def __init__(self, assets: dict[str, bytes]) -> None:
        super().__init__()
        self.assets = assets

    def fetch(self, url: str, headers: Any = None) -> Any:
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self.assets:
            raise ValueError("Only assets of the job may be used.")
        kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        return URLFetcherResponse(url, self.assets[name], {"Content-Type": kind})


class Sheets:
    """The standing style sheets, each parsed when it is first asked for. `print.css` brings the fonts for all."""

    def __init__(self, standing: dict[str, bytes]) -> None:
        self.fonts = FontConfiguration()
        self._standing = standing
        self._parsed: dict[str, CSS] = {}
        self["print.css"]

    def __getitem__(self, name: str) -> CSS:
        if name not in self._parsed:
            self._parsed[name] = CSS(
                string=self._standing[name].decode(),
                base_url=SCHEME,
                url_fetcher=OnlyAssets(self._standing),
                font_config=self.fonts,
            )
        return self._parsed[name]


class PageReporter(logging.Handler):
    """WeasyPrint tells its progress by logging alone."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).endswith("Page %d") and isinstance(record.args, tuple):
            self._tell(int(str(record.args[0])))


@contextmanager
def reporting(tell: Callable[[int], None] | None) -> Iterator[None]:
    if tell is None:
        yield
        return
    handler = PageReporter(tell)
    PROGRESS_LOGGER.setLevel(logging.INFO)
    PROGRESS_LOGGER.addHandler(handler)
    try:
        yield
    finally:
        PROGRESS_LOGGER.removeHandler(handler)
        PROGRESS_LOGGER.setLevel(logging.WARNING)


def serve() -> None:
    from records.pdf_frames import read_frame, write_frame

    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    header, blobs = read_frame(stdin)
    sheets = Sheets(dict(zip(header["names"], blobs, strict=True)))
    write_frame(stdout, {"ready": True}, [])

    def tell(page: int) -> None:
        write_frame(stdout, {"page": page}, [])

    while True:
        try:
            header, blobs = read_frame(stdin)
        except EOFError:
            return
        try:
            with reporting(tell if header["progress"] else None):
                assets = dict(zip(header["names"], blobs[1:], strict=True))
                pdf, pages = render(blobs[0], assets, sheets[header["sheet"]], sheets.fonts)
            write_frame(stdout, {"pages": pages}, [pdf])
        except (MemoryError, RecursionError, ValueError, TypeError, KeyError, AttributeError) as error:
            write_frame(stdout, {"error": f"{type(error).__name__}: {error}"[:300]}, [])


def render(html: bytes, assets: dict[str, bytes], sheet: CSS, fonts: FontConfiguration) -> tuple[bytes, int]:
    """The document and how many pages it has."""
    if len(html) > MAX_HTML_BYTES:
        raise ValueError("The document is too long.")
    document = HTML(string=html.decode(), base_url=SCHEME, url_fetcher=OnlyAssets(assets))
    options: dict[str, Any] = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}
    laid_out = document.render(stylesheets=[sheet], font_config=fonts, **options)
    out = io.BytesIO()
    laid_out.write_pdf(out, **options)
    return out.getvalue(), len(laid_out.pages)


if __name__ == "__main__":
    serve()
