"""Charts as SVG made here, without style or script in them: the style sheet draws them in every theme and on paper.

The one module that knows the library. Beside each chart stands its table, so it is one picture for a screen reader.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pygal
from django.utils.safestring import SafeString, mark_safe
from lxml import etree
from pygal.style import Style

# The library's finder of its map plug-ins is of a kind that Python warns of; there are no maps here.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

Series = Mapping[str, Sequence[int | None]]
WIDTH, HEIGHT, ROW = 760, 320, 26
# As large as the style sheet draws them: the room for long names is reckoned from it.
WRITING = Style(label_font_size=14, major_label_font_size=14, legend_font_size=14)
_GONE = ("defs", "desc", "title")


def lines(title: str, labels: Sequence[str], series: Series) -> SafeString:
    return _drawn(pygal.Line, title, labels, series, height=HEIGHT, x_label_rotation=35, dots_size=3)


def bars(title: str, labels: Sequence[str], series: Series) -> SafeString:
    return _drawn(pygal.Bar, title, labels, series, height=HEIGHT, x_label_rotation=35)


def stacked_rows(title: str, labels: Sequence[str], series: Series) -> SafeString:
    """A bar a row, its parts one after the other; the first label is at the top."""
    height = 110 + ROW * max(len(labels), 2)
    backwards = {name: list(reversed(values)) for name, values in series.items()}
    return _drawn(pygal.HorizontalStackedBar, title, list(reversed(labels)), backwards, height=height)


def _drawn(kind: Any, title: str, labels: Sequence[str], series: Series, **options: Any) -> SafeString:
    most = max((value or 0 for values in series.values() for value in values), default=0)
    if kind is pygal.HorizontalStackedBar:
        most = max((sum(value or 0 for value in column) for column in zip(*series.values(), strict=True)), default=0)
    chart = kind(
        js=[], no_prefix=True, legend_at_bottom=True, legend_at_bottom_columns=3, width=WIDTH, margin=8,
        truncate_legend=-1, truncate_label=34, include_x_axis=True, style=WRITING, **options,
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
