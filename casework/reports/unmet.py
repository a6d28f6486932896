"""What was asked for and could not be given, by service, settlement, group and age (F112)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casework.models import Reason
from casework.models.need import AgeGroup, ShortfallKind
from casework.reports.asked import Asked, names, sums
from casework.reports.tables import Block, Cell, Table, crossed
from casework.reports.topics import chart_of, words
from people.models import Settlement
from services.models import Need, Service, TargetGroup

MOST = 300
KINDS = {**dict(ShortfallKind.choices), "nothing_found": gettext_lazy("looked for in the catalogue, not found")}


COLUMNS = ("service", "need", "settlement", "target_group", "age_group", "code", "reason")
Rows = Mapping[tuple[Any, ...], int]


def needs(asked: Asked) -> list[Block]:
    """One query for all tables: a row for each combination that occurs."""
    rows: Rows = sums(asked.flow("unmet"), *COLUMNS)
    named = {column: labels(column, {key[place] for key in rows}) for place, column in enumerate(COLUMNS[:4])}
    named |= {"age_group": words(dict(AgeGroup.choices)), "code": words(KINDS)}
    known = {column: {key: label for key, label in found.items() if key is not None} for column, found in named.items()}
    blocks = [
        _crossed(asked, rows, "services", _("By service"), "service", known["service"], "code", named["code"]),
        _crossed(asked, rows, "needs", _("Where there is no such service: by need"), "need", known["need"], "code",
                 named["code"]),
        _crossed(asked, rows, "settlements", _("By settlement"), "settlement", named["settlement"], "code",
                 named["code"]),
        _crossed(asked, rows, "groups", _("By target group and age"), "target_group", named["target_group"],
                 "age_group", named["age_group"]),
        _reasons(asked, rows, named["code"]),
    ]  # fmt: skip
    return [*blocks, _all(rows, named)] if asked.sees_cases else blocks


def labels(column: str, keys: set[Any]) -> dict[Any, str]:
    """Names of what a column points to; `None` stands last."""
    rows: dict[str, Any] = {
        "service": Service.objects.filter(pk__in=keys),
        "need": Need.objects.filter(pk__in=keys),
        "settlement": Settlement.objects.filter(pk__in=keys),
        "target_group": TargetGroup.objects.filter(pk__in=keys),
    }
    found: dict[Any, str] = names(rows[column])
    return {**found, None: _("not known")} if None in keys else found


def _crossed(
    asked: Asked, rows: Rows, name: str, title: str, down: str, downs: dict[Any, str], across: str,
    acrosses: dict[Any, str],
) -> Block:  # fmt: skip
    counts = summed(rows, COLUMNS.index(down), COLUMNS.index(across))
    table = crossed(name, title, counts, downs, acrosses, corner=title, least=asked.least)
    return Block(table, chart_of(table))


def summed(rows: Rows, *places: int) -> dict[Any, int]:
    """The sums over all other columns."""
    found: dict[Any, int] = {}
    for key, many in rows.items():
        short = tuple(key[place] for place in places)
        found[short] = found.get(short, 0) + many
    return found


def _reasons(asked: Asked, rows: Rows, kinds: dict[Any, str]) -> Block:
    counts = {key: many for key, many in summed(rows, COLUMNS.index("reason"), COLUMNS.index("code")).items() if key[0]}
    column = "text_en" if get_language() == "en" else "text_bg"
    texts = dict(Reason.objects.filter(code__in={code for code, _kind in counts}).values_list("code", column))
    return Block(crossed("why", _("Why"), counts, texts, kinds, corner=_("Reason"), least=asked.least))


def _all(rows: Rows, named: Mapping[str, Mapping[Any, str]]) -> Block:
    """Service × settlement × group × age, a line for each that occurs: for who works on the cases alone."""
    counts = summed(rows, *range(6))
    lines: list[list[Cell]] = [
        [
            named["service"][service] if service else named["need"].get(need, ""),
            named["settlement"][place], named["target_group"][group], named["age_group"][age], named["code"][code],
            many,
        ]
        for (service, need, place, group, age, code), many in sorted(counts.items(), key=lambda pair: -pair[1])[:MOST]
    ]  # fmt: skip
    header = [_("Service or need"), _("Settlement"), _("Group"), _("Age"), _("What happened"), _("Requests")]
    return Block(Table("all", _("All four together, most frequent first"), header, lines))
