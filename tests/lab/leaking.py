"""A sabotaged documents worker: a Celery application that keeps a megabyte of every document it has made."""

from typing import Any

from portal.celery import app
from records import pdf

__all__ = ["app"]
KEPT: list[bytearray] = []
BYTES = 1024 * 1024
_render = pdf.Renderer.render


def _render_and_keep(self: pdf.Renderer, *asked: Any) -> bytes:
    made = _render(self, *asked)
    KEPT.append(bytearray(made.ljust(BYTES, b"x")))
    return made


pdf.Renderer.render = _render_and_keep  # type: ignore[method-assign]
