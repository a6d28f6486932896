"""A sabotaged documents worker: a Celery application that keeps a megabyte of every document it has made."""

from typing import Any

from celery import signals

from portal.celery import app

__all__ = ["app"]
KEPT: list[bytearray] = []
BYTES = 1024 * 1024


@signals.worker_process_init.connect
def _leak(**_kwargs: Any) -> None:
    from records import pdf

    render = pdf.Renderer.render

    def render_and_keep(self: pdf.Renderer, *asked: Any) -> bytes:
        made = render(self, *asked)
        KEPT.append(bytearray(b"x" * BYTES))
        return made

    pdf.Renderer.render = render_and_keep  # type: ignore[method-assign]
