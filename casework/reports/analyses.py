"""An analysis as it is read: sections of text, tables of figures, and tables that a person fills."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from casework.models import Analysis
from casework.reports import yearly
from casework.reports.tables import Table
from services.models import Service

# So many columns beside the first fit on a sheet of paper.
PANEL = 7
NO_DATA = "няма данни"
DOT = "·"


def frozen(year: int, least: int) -> dict[str, Any]:
    """As JSON: every table by its name, and the services whose lines a person fills."""
    asked = yearly.Asked(year, least)
    made = yearly.tables(asked)
    asked_for = {key for key in asked.opened.one_by_one("service") if key}
    used = Service.objects.filter(offers__isnull=False) | Service.objects.filter(pk__in=asked_for)
    services = used.distinct().order_by("name_bg").values_list("slug", "name_bg")
    return {
        "tables": {name: _plain(table) for name, table in made.items()},
        "services": [{"code": slug, "title": title} for slug, title in services],
    }


def _plain(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "header": list(table.header),
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "sums": [_cell(cell) for cell in table.sums],
    }


def _cell(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, int) else str(cell)


@dataclass(frozen=True)
class Filled:
    """A table that a person fills: {title, code} of lines and columns, and what was typed so far."""

    rows: Sequence[dict[str, str]]
    columns: Sequence[dict[str, str]]
    typed: dict[str, dict[str, str]]

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        return [
            (row["title"], [self.typed.get(row["code"], {}).get(column["code"], "") for column in self.columns])
            for row in self.rows
        ]

    @property
    def missing(self) -> int:
        return sum(not cell for _title, cells in self.lines for cell in cells)


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    hint: str
    wants_text: bool
    text: str
    tables: Sequence[dict[str, Any]]
    filled: Filled | None

    @property
    def is_open(self) -> bool:
        """Whether something is left for a person to write or to fill."""
        return (self.wants_text and not self.text) or bool(self.filled and self.filled.missing)


def sections(analysis: Analysis) -> list[Section]:
    return [section(analysis, one) for one in analysis.rule.sections]


def section(analysis: Analysis, one: dict[str, Any]) -> Section:
    """`one` is the section's rule."""
    made, code = analysis.figures["tables"], one["code"]
    filled = None
    if columns := one.get("columns"):
        rows = analysis.figures["services"] if one["rows"] == "services" else one["rows"]
        filled = Filled(rows, columns, analysis.cells.get(code, {}))
    return Section(
        code, one["title"], one.get("hint", ""), bool(one.get("text")), analysis.texts.get(code, ""),
        [{**made[name], "name": name} for name in one.get("tables", []) if name in made], filled,
    )  # fmt: skip


def mark(analysis: Analysis, code: str) -> str:
    """Of what a section says now: two writers of it are told apart, and those of two sections are not in the way."""
    said = [analysis.texts.get(code, ""), analysis.cells.get(code, {})]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def sheets(analysis: Analysis) -> list[tuple[str, str, list[list[Any]]]]:
    """(name, title, lines) of every table, for a workbook; what nobody filled in says so."""
    found: list[tuple[str, str, list[list[Any]]]] = []
    for part in sections(analysis):
        for table in part.tables:
            lines = [table["header"], *table["rows"], *([table["sums"]] if table["sums"] else [])]
            found.append((table["name"], f"{table['title']} ({_as_of(analysis)})", lines))
        if part.filled:
            header = ["", *(column["title"] for column in part.filled.columns)]
            lines = [header, *([title, *map(_in_sheet, cells)] for title, cells in part.filled.lines)]
            found.append((part.code, part.title, lines))
    return found


def _in_sheet(cell: str) -> str | Decimal:
    """A number is one to reckon with: „104 250,50“ as it is typed here."""
    plain = "".join(cell.split()).replace(",", ".")
    return Decimal(plain) if re.fullmatch(r"\d+(\.\d+)?", plain) else cell or NO_DATA


def _as_of(analysis: Analysis) -> str:
    return f"{analysis.year} г.; към {date_format(timezone.localtime(analysis.counted_at), 'DATETIME_FORMAT')}"


def paper(analysis: Analysis) -> dict[str, Any]:
    """The frozen context of the document."""
    assert analysis.approved_by is not None and analysis.approved_at is not None
    return {
        "year": analysis.year,
        "version": analysis.version,
        "grounds": analysis.rule.legal_ground_bg,
        "as_of": date_format(timezone.localtime(analysis.counted_at), "DATETIME_FORMAT"),
        "least": analysis.least,
        "sections": [_on_paper(part) for part in sections(analysis)],
        "made_by": analysis.sent_by.name if analysis.sent_by else analysis.made_by.name,
        "made_by_post": analysis.sent_by.post if analysis.sent_by else analysis.made_by.post,
        "approved_by": analysis.approved_by.name,
        "approved_by_post": analysis.approved_by.post,
        "approved_on": date_format(timezone.localtime(analysis.approved_at), "DATE_FORMAT"),
    }


def _on_paper(part: Section) -> dict[str, Any]:
    """Lines in which nobody filled in anything are named in one sentence, not printed as pages without a number."""
    filled, unfilled = None, []
    if part.filled:
        unfilled = [title for title, cells in part.filled.lines if not any(cells)]
        filled = {
            "header": ["", *(column["title"] for column in part.filled.columns)],
            "rows": [[title, *(cell or NO_DATA for cell in cells)] for title, cells in part.filled.lines if any(cells)],
            "sums": [],
        }
    return {
        "code": part.code,
        "title": part.title,
        "wants_text": part.wants_text,
        "paragraphs": [one for one in part.text.split("\n") if one.strip()],
        "tables": [{"title": table["title"], "panels": panels(table)} for table in part.tables],
        "filled": panels(filled) if filled and filled["rows"] else [],
        "unfilled": unfilled,
    }


def panels(table: dict[str, Any]) -> list[dict[str, Any]]:
    """A wide table as several that fit beside its first column; with the sums in each and „all“ in the last."""
    width = len(table["header"]) - 1
    count = max(1, -(-width // PANEL))
    size = -(-width // count) if width else 1
    found = []
    for start in range(1, width + 1, size):
        part = slice(start, start + size)
        found.append(
            {
                "header": [table["header"][0], *table["header"][part]],
                "rows": [[row[0], *row[part]] for row in table["rows"]],
                "sums": [table["sums"][0], *table["sums"][part]] if table["sums"] else [],
            }
        )
    return found
