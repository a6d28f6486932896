"""Charts as SVG made here, without style or script in them: the style sheet draws them in every theme and on paper.

The one module that knows the library. Beside each chart stands its table, so it is one picture for a screen reader.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pygal
from django.utils.safestring import SafeString, mark_safe
from lxml import etree
from pygal.style import Style

# The library's finder of its map plug-ins is of a kind that Python warns of; there are no maps here.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

Series = Mapping[str, Sequence[int | None]]
WIDTH, HEIGHT, ROW, LEGEND_ROW = 760, 320, 26, 24
# As large as the style sheet draws them: the room for long names is reckoned from it.
WRITING = Style(label_font_size=14, major_label_font_size=14, legend_font_size=14)
# A letter of that writing is about so wide; before a name of the legend stands its square.
LETTER, SQUARE, LONGEST_LABEL = 8, 34, 34
_GONE = ("defs", "desc", "title")


def lines(title: str, labels: Sequence[str], series: Series) -> SafeString:
    return _drawn(pygal.Line, title, labels, series, height=HEIGHT, x_label_rotation=35, dots_size=3)


def bars(title: str, labels: Sequence[str], series: Series) -> SafeString:
    return _drawn(pygal.Bar, title, labels, series, height=HEIGHT, x_label_rotation=35)


def stacked_rows(title: str, labels: Sequence[str], series: Series) -> SafeString:
    """A bar a row, its parts one after the other; the first label is at the top."""
    room = WIDTH - LETTER * min(max(map(len, labels), default=0), LONGEST_LABEL)
    columns = _columns(series, room)
    height = 60 + ROW * max(len(labels), 2) + LEGEND_ROW * -(-len(series) // columns)
    backwards = {name: list(reversed(values)) for name, values in series.items()}
    return _drawn(
        pygal.HorizontalStackedBar, title, list(reversed(labels)), backwards, height=height,
        legend_at_bottom_columns=columns,
    )  # fmt: skip


def _columns(names: Iterable[str], room: int) -> int:
    """How many names of a legend fit beside each other."""
    return min(3, max(1, room // (LETTER * max(map(len, names), default=1) + SQUARE)))


def _drawn(kind: Any, title: str, labels: Sequence[str], series: Series, **options: Any) -> SafeString:
    """Empty where there is nothing to draw: the table beside it says so."""
    most = max((value or 0 for values in series.values() for value in values), default=0)
    if kind is pygal.HorizontalStackedBar:
        most = max((sum(value or 0 for value in column) for column in zip(*series.values(), strict=True)), default=0)
    if not most:
        return SafeString("")
    options = {"legend_at_bottom_columns": _columns(series, WIDTH), **options}
    chart = kind(
        js=[], no_prefix=True, legend_at_bottom=True, width=WIDTH, margin=8, truncate_legend=-1,
        truncate_label=LONGEST_LABEL, include_x_axis=True, style=WRITING, **options,
    )  # fmt: skip
    chart.x_labels = list(labels)
    chart.y_labels = _ticks(most)
    chart.value_formatter = lambda value: f"{value:.0f}"
    for name, values in series.items():
        chart.add(name, list(values))
    return _bare(chart.render_tree(), title)


def _ticks(most: int) -> list[int]:
    """Whole numbers in round steps, four or five of them, to above the largest value."""
    step = next(
        (size * 10**power for power in range(9) for size in (1, 2, 5) if size * 10**power * 5 >= most), max(most, 1)
    )
    return list(range(0, most + step, step))


def _bare(tree: Any, title: str) -> SafeString:
    """Nothing stays that the content security policy would refuse or that two charts on a page would both be called."""
    for element in list(tree.iter()):
        name = etree.QName(element).localname if isinstance(element.tag, str) else "comment"
        if name in (*_GONE, "comment") or "tooltip" in element.get("class", "").split("-")[:1]:
            if element.getparent() is not None:
                element.getparent().remove(element)
            continue
        for attribute in ("id", "style"):
            element.attrib.pop(attribute, None)
    tree.set("role", "img")
    tree.set("aria-label", title)
    tree.set("class", "chart")
    return mark_safe(etree.tostring(tree, encoding="unicode"))  # noqa: S308 - built by lxml, which escapes all text
