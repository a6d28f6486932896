"""Talks to the long-lived renderer child. Workers only: a web process never renders."""

import atexit
import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
from django.conf import settings

from records.models import Document
from records.pdf_frames import read_frame, write_frame

RENEW_AFTER = 200
START_SECONDS = 30.0


class RenderError(Exception):
    """The child refused or could not render."""


class RenderTimeout(RenderError):
    """The child was late and has been killed."""


@lru_cache(maxsize=1)
def standing_assets() -> dict[str, bytes]:
    """What every document may use: the style sheets and the four cuts of the typeface."""
    fonts = settings.BASE_DIR / "static" / "fonts" / "pdf"
    assets = {path.name: path.read_bytes() for path in sorted(fonts.glob("*.woff2"))}
    for sheet in sorted((settings.BASE_DIR / "templates" / "pdf").glob("*.css")):
        assets[sheet.name] = sheet.read_bytes()
    return assets


# Marks that turn the direction of what stands around them: words could be read that nobody wrote.
TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C))


def without_turns(value: Any) -> Any:
    """The same JSON without such marks in any text of it."""
    if isinstance(value, str):
        return value.translate(TURNS)
    if isinstance(value, list):
        return [without_turns(one) for one in value]
    return {key: without_turns(one) for key, one in value.items()} if isinstance(value, dict) else value


def context_of(document: Document) -> dict[str, Any]:
    """The frozen context with what the row itself knows."""
    return {
        **without_turns(document.context),
        "title": document.title,
        "number": document.number,
        "issued_on": document.issued_on,
        "valid_until": document.valid_until,
        "verify_code": document.verify_code,
        "verify_url": f"{settings.PUBLIC_URL}/verify/",
        "language": document.language,
        "town": settings.MUNICIPALITY,
    }


def assets_of(document: Document) -> dict[str, bytes]:
    """What this document alone shows: the QR of its check address."""
    if not document.verify_code:
        return {}
    return {"qr.svg": qr(f"{settings.PUBLIC_URL}/verify/{document.verify_code}/")}


def qr(address: str) -> bytes:
    """An SVG."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return out.getvalue()


@dataclass(frozen=True)
class Made:
    pdf: bytes
    pages: int


class Renderer:
    """One child process; killed and replaced when it is late, dead, or has made enough."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._lock = threading.Lock()

    def render(self, html: str, assets: dict[str, bytes], timeout: float) -> bytes:
        """HTML and named assets in, a tagged PDF/A out. Raises RenderTimeout or RenderError."""
        return self.make(html, assets, timeout).pdf

    def make(
        self,
        html: str,
        assets: dict[str, bytes],
        timeout: float,
        *,
        sheet: str = "print.css",
        on_page: Callable[[int], None] | None = None,
    ) -> Made:
        """As `render`, with a style sheet of the job's choice; `on_page` hears the number of each page laid out."""
        with self._lock:
            child = self._ready_child()
            header = {"names": list(assets), "sheet": sheet, "progress": on_page is not None}
            answer, blobs = self._ask(child, header, [html.encode(), *assets.values()], timeout, on_page)
            self._made += 1
            if self._made >= RENEW_AFTER:
                self.stop()
            if "error" in answer:
                raise RenderError(answer["error"])
            return Made(blobs[0], answer["pages"])

    @property
    def pid(self) -> int | None:
        """Of the child, while there is one."""
        return self._child.pid if self._child is not None else None

    def _ready_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = self._start()
            self._made = 0
            standing = standing_assets()
            self._ask(self._child, {"names": list(standing)}, list(standing.values()), START_SECONDS)
        return self._child

    @staticmethod
    def _start() -> subprocess.Popen[bytes]:
        """Without Django, database, environment or keys."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        return subprocess.Popen(
            [sys.executable, "-m", "records.pdf_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(settings.BASE_DIR),
            env={**kept, "PYTHONPATH": str(settings.BASE_DIR)},
        )

    def _ask(
        self,
        child: subprocess.Popen[bytes],
        header: dict[str, Any],
        blobs: list[bytes],
        timeout: float,
        on_page: Callable[[int], None] | None = None,
    ) -> tuple[dict[str, Any], list[bytes]]:
        assert child.stdin is not None and child.stdout is not None
        late = threading.Event()

        def kill() -> None:
            late.set()
            child.kill()

        killer = threading.Timer(timeout, kill)
        killer.daemon = True
        killer.start()
        try:
            write_frame(child.stdin, header, blobs)
            while True:
                answer, made = read_frame(child.stdout)
                if "page" not in answer:
                    return answer, made
                if on_page is not None:
                    on_page(answer["page"])
        except (EOFError, BrokenPipeError, OSError) as error:
            self.stop()
            if late.is_set():
                raise RenderTimeout("The renderer was late.") from error
            raise RenderError("The renderer ended unexpectedly.") from error
        except BaseException:
            self.stop()  # whatever `on_page` met: the rest of the answer would be read as the next one's
            raise
        finally:
            killer.cancel()

    def stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()
        child.wait()


@lru_cache(maxsize=1)
def _renderer_of(_pid: int) -> Renderer:
    renderer = Renderer()
    atexit.register(renderer.stop)
    return renderer


def renderer() -> Renderer:
    """This process's renderer; a forked worker gets one of its own."""
    return _renderer_of(os.getpid())
