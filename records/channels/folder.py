"""Hands a text over by writing a file: whole or not at all, once a message."""

import os

from django.conf import settings


def put(channel: str, name: str, text: str) -> None:
    folder = settings.OUTBOX_DIR / channel
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name.strip('<>')}.txt"
    partial = path.with_suffix(".part")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)
