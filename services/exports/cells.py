"""Cells of tables: a text never becomes a formula in the reader's spreadsheet, a number stays a number."""

from __future__ import annotations

import unicodedata
from typing import Any

TRIGGERS = frozenset("=+-@\t\r\n|%")


def safe(value: Any) -> Any:
    """A text that a spreadsheet might run gets an apostrophe in front; full-width signs count as their plain ones."""
    if not isinstance(value, str) or not value:
        return value
    first = unicodedata.normalize("NFKC", value).lstrip(" \u00a0\ufeff\u200b")[:1]
    return f"'{value}" if first in TRIGGERS else value
