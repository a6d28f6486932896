"""The renderer: `python -m records.pdf_child`. Knows no Django, database, environment or key.

The first frame brings the standing assets (style sheet, fonts); every later one HTML and assets of its own.
Nothing else can be fetched: an address that did not come with the job is an error.
"""

import io
import resource
import sys
from typing import Any

from weasyprint import CSS, HTML
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


def serve() -> None:
    from records.pdf_frames import read_frame, write_frame

    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    header, blobs = read_frame(stdin)
    standing = dict(zip(header["names"], blobs, strict=True))
    fonts = FontConfiguration()
    sheet = CSS(
        string=standing["print.css"].decode(),
        base_url=SCHEME,
        url_fetcher=OnlyAssets(standing),
        font_config=fonts,
    )
    write_frame(stdout, {"ready": True}, [])
    while True:
        try:
            header, blobs = read_frame(stdin)
        except EOFError:
            return
        try:
            pdf = render(blobs[0], dict(zip(header["names"], blobs[1:], strict=True)), sheet, fonts)
            write_frame(stdout, {}, [pdf])
        except (MemoryError, RecursionError, ValueError, TypeError, KeyError, AttributeError) as error:
            write_frame(stdout, {"error": f"{type(error).__name__}: {error}"[:300]}, [])


def render(html: bytes, assets: dict[str, bytes], sheet: CSS, fonts: FontConfiguration) -> bytes:
    if len(html) > MAX_HTML_BYTES:
        raise ValueError("The document is too long.")
    document = HTML(string=html.decode(), base_url=SCHEME, url_fetcher=OnlyAssets(assets))
    out = io.BytesIO()
    document.write_pdf(out, stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3a", pdf_tags=True)
    return out.getvalue()


if __name__ == "__main__":
    serve()
