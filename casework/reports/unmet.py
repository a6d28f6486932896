"""What was asked for and could not be given, by service, settlement, group and age (F112)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casework.models import Reason
from casework.models.need import AgeGroup, ShortfallKind
from casework.reports.asked import Asked, names, sums
from casework.reports.tables import Block, Table, crossed
from casework.reports.topics import chart_of, words
from people.models import Settlement
from services.models import Need, Service, TargetGroup

KINDS = {**dict(ShortfallKind.choices), "nothing_found": gettext_lazy("looked for in the catalogue, not found")}


def needs(asked: Asked) -> list[Block]:
    blocks = [
        _by(asked, "services", "service", _("By service")),
        _by(asked, "needs", "need", _("Where there is no such service: by need")),
        _by(asked, "settlements", "settlement", _("By settlement")),
        _by_group_and_age(asked),
        _reasons(asked),
    ]
    return [*blocks, _all(asked)] if asked.sees_cases else blocks


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


def _by(asked: Asked, name: str, column: str, title: str) -> Block:
    figures = asked.flow("unmet")
    if column in ("service", "need"):
        figures = figures.filter(**{f"{column}__isnull": False})
    counts = sums(figures, column, "code")
    rows = labels(column, {key for key, _code in counts})
    table = crossed(name, title, counts, rows, words(KINDS), corner=title, least=asked.least)
    return Block(table, chart_of(table))


def _by_group_and_age(asked: Asked) -> Block:
    counts = sums(asked.flow("unmet"), "target_group", "age_group")
    rows = labels("target_group", {key for key, _age in counts})
    title = _("By target group and age")
    table = crossed("groups", title, counts, rows, words(dict(AgeGroup.choices)), corner=_("Group"), least=asked.least)
    return Block(table, chart_of(table))


def _reasons(asked: Asked) -> Block:
    counts = sums(asked.flow("unmet").exclude(reason=""), "reason", "code")
    column = "text_en" if get_language() == "en" else "text_bg"
    rows = dict(Reason.objects.filter(code__in={code for code, _kind in counts}).values_list("code", column))
    table = crossed("why", _("Why"), counts, rows, words(KINDS), corner=_("Reason"), least=asked.least)
    return Block(table)


def _all(asked: Asked) -> Block:
    """Service × settlement × group × age, a line for each that occurs: for who works on the cases alone."""
    columns = ("service", "need", "settlement", "target_group", "age_group", "code")
    counts = sums(asked.flow("unmet"), *columns)
    named = [labels(column, {key[number] for key in counts}) for number, column in enumerate(columns[:4])]
    ages, kinds = words(dict(AgeGroup.choices)), words(KINDS)
    rows = [
        [
            named[0][key[0]] if key[0] else named[1].get(key[1], ""),
            named[2][key[2]], named[3][key[3]], ages[key[4]], kinds[key[5]], many,
        ]
        for key, many in sorted(counts.items(), key=lambda pair: -pair[1])[:200]
    ]  # fmt: skip
    header = [_("Service or need"), _("Settlement"), _("Group"), _("Age"), _("What happened"), _("Requests")]
    return Block(Table("all", _("All four together, most frequent first"), header, rows))
