"""The reference data: files of entries, loaded as often as anybody likes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services.actions import entries
from services.entries import KINDS, InvalidEntry, files

DATA = Path(__file__).parent / "data"


def shipped() -> list[Path]:
    """The demo municipality's own files."""
    return sorted(DATA.glob("*.yaml"))


def load(contents: list[bytes], *, by: Any = None, at_most: int | None = None) -> entries.Report:
    """All files together, all or nothing. Raises BrokenFile with lines and reasons."""
    sources = [files.source(content) for content in contents]
    try:
        return entries.load(_together(sources), by=by, at_most=at_most)
    except InvalidEntry as error:
        raise files.BrokenFile(
            [_blamed(sources, problem.path, problem.message) for problem in error.problems]
        ) from error


def _together(sources: list[files.Source]) -> dict[str, list[Any]]:
    """Entries by kind. No entry stands in two files: which of them is meant?"""
    found: dict[str, dict[str, Any]] = {name: {} for name in KINDS}
    for source in sources:
        for name, rows in files.parse(source).items():
            for place, entry in enumerate(rows):
                if entry.id in found[name]:
                    raise files.BrokenFile([(source.line((KINDS[name].section, place)), files.twice(entry.id))])
                found[name][entry.id] = entry
    return {name: list(rows.values()) for name, rows in found.items()}


def _blamed(sources: list[files.Source], path: tuple[str | int, ...], message: str) -> tuple[int, str]:
    """The line of an entry that only the database could refuse: `path` starts with its kind and identifier."""
    kind, slug, *rest = path
    section = KINDS[str(kind)].section
    for source in sources:
        for place, row in enumerate(source.data.get(section) or []):
            if row.get("id") == slug:
                where = ".".join(str(step) for step in rest)
                return source.line((section, place, *rest)), f"{slug} ({where}): {message}"
    return 1, f"{slug}: {message}"
