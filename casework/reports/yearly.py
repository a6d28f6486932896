"""The tables of an analysis of a year: of the whole municipality, without small numbers, in Bulgarian."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Figure, Reason, Ruling
from casework.models.need import AgeGroup
from casework.reports.asked import names, sums
from casework.reports.margins import Year, year_of
from casework.reports.offers import ANSWERS
from casework.reports.suppression import protect
from casework.reports.tables import HIDDEN, Cell, Table
from casework.reports.topics import OUTCOMES, at_part, by_first, words
from casework.reports.unmet import KINDS, labels
from people.models import Settlement
from services.models import Offer, Service, TargetGroup
from services.models.service import CapacityUnit

RULINGS = {
    **dict(Ruling.choices),
    "open": gettext_lazy("not decided yet"),
    "withdrawn": gettext_lazy("taken back by the person"),
}


@dataclass(frozen=True)
class Asked:
    """A year of the whole municipality, and the number from which on counts are shown."""

    year: int
    least: int

    def of(self, measure: str) -> Year:
        return year_of(measure, self.year, self.least)

    @cached_property
    def opened(self) -> Year:
        return self.of("opened")

    @cached_property
    def ended(self) -> Year:
        return self.of("ended")

    @cached_property
    def used(self) -> Year:
        return self.of("used")

    @cached_property
    def unmet(self) -> Year:
        return self.of("unmet")

    @cached_property
    def waiting(self) -> Year:
        return year_of("waiting", None, self.least)

    @cached_property
    def services(self) -> dict[Any, str]:
        return {**names(Service.objects.all()), None: _("no such service here")}


def tables(asked: Asked) -> dict[str, Table]:
    return {name: make(asked, name) for name, make in TABLES.items()}


def cells(of: Year, name: str, title: str, across: str, columns: Mapping[Any, str], rows: Mapping[Any, str]) -> Table:
    """Service × one other property. Lines and sums are hidden as the margins say, cells by the rectangle."""
    counts, down = of.by("service", across), of.one_by_one("service")
    used = [key for key in rows if down.get(key)]
    over = [key for key in columns if of.one_by_one(across).get(key)]
    header = [_("Service"), *(columns[key] for key in over), _("All")]
    if not used:
        return Table(name, title, header, [])
    shown = protect(
        [[counts.get((row, column), 0) for column in over] for row in used], of.least,
        hidden_rows={used.index(key) for key in of.hidden["service"] if key in used},
        hidden_columns={over.index(key) for key in of.hidden[across] if key in over},
        is_total_hidden=of.is_total_hidden,
    )  # fmt: skip
    lines: list[list[Cell]] = [
        [rows[key], *map(dotted, shown.cells[number]), dotted(shown.row_sums[number])]
        for number, key in enumerate(used)
    ]
    sums_ = [_("All"), *map(dotted, shown.column_sums), dotted(shown.total)]
    return Table(name, title, header, lines, sums_)


def dotted(value: int | None) -> Cell:
    return HIDDEN if value is None else value


def _listed(of: Year, name: str, title: str, by: str, rows: Mapping[Any, str], header: list[str]) -> Table:
    counts = of.one_by_one(by)
    lines: list[list[Cell]] = [[rows[key], dotted(of.shown(by, key))] for key in rows if counts.get(key)]
    total = None if of.is_total_hidden else sum(counts.get(key, 0) for key in rows)
    return Table(name, title, header, lines, [_("All"), dotted(total)] if lines else [])


def _asked_settlements(asked: Asked, name: str) -> Table:
    title = _("Asked for, by service and settlement")
    return cells(asked.opened, name, title, "settlement", _places(asked), asked.services)


def _asked_ages(asked: Asked, name: str) -> Table:
    return cells(asked.opened, name, _("Asked for, by service and age"), "age_group", _ages(asked), asked.services)


def _used_settlements(asked: Asked, name: str) -> Table:
    title = _("Who used the services, by settlement")
    return cells(asked.used, name, title, "settlement", _places(asked), asked.services)


def _used_ages(asked: Asked, name: str) -> Table:
    return cells(asked.used, name, _("Who used the services, by age"), "age_group", _ages(asked), asked.services)


def _unmet(across: str, title: Any, columns: Callable[[Asked], Mapping[Any, str]]) -> Callable[[Asked, str], Table]:
    return lambda asked, name: cells(asked.unmet, name, str(title), across, columns(asked), asked.services)


def _groups(_asked: Asked) -> dict[Any, str]:
    return {**names(TargetGroup.objects.all()), None: _("not known")}


def _kinds(_asked: Asked) -> dict[Any, str]:
    return words(KINDS)


def _ages(_asked: Asked) -> dict[Any, str]:
    return words(dict(AgeGroup.choices))


def _places(_asked: Asked) -> dict[Any, str]:
    return {**names(Settlement.objects.all()), None: _("not known")}


def _unmet_needs(asked: Asked, name: str) -> Table:
    """What no service answers, by need: their sum is the line „no such service here“ of the others."""
    counts = asked.unmet.one_by_one("need")
    known = {key: label for key, label in labels("need", set(counts)).items() if key is not None}
    header = [_("Need"), _("Requests")]
    lines: list[list[Cell]] = [[label, dotted(asked.unmet.shown("need", key))] for key, label in known.items()]
    return Table(name, _("Where there is no such service: by need"), header, lines)


def _capacity(asked: Asked, name: str) -> Table:
    """What there is now beside what was asked for in the year; nothing of places where somebody is protected."""
    found = sums(Figure.objects.filter(measure="places"), "offer", "code")
    open_ = Offer.objects.in_the_open().filter(pk__in={offer for offer, _code in found})
    units = words(dict(CapacityUnit.choices))
    kept: dict[tuple[int, str], list[int]] = {}
    for pk, service, unit in open_.values_list("pk", "service", "capacity_unit"):
        line = kept.setdefault((service, unit), [0, 0, 0])
        line[0], line[1] = line[0] + 1, line[1] + found.get((pk, "all"), 0)
        line[2] += found.get((pk, "given"), 0)
    rows: list[list[Cell]] = []
    for key, label in asked.services.items():
        for (service, unit), (offers, whole, given) in sorted(kept.items()):
            if service == key:
                taken = HIDDEN if 0 < given < asked.least else given
                rows.append([label, offers, whole, units[unit], taken, *_needed(asked, key)])
        if not any(service == key for service, _unit in kept) and any(_needed(asked, key)):
            rows.append([label, 0, 0, "—", 0, *_needed(asked, key)])
    header = [_("Service"), _("Places where it is given"), _("Capacity"), _("Counted in"), _("Taken"),
              _("Asked for"), _("Not given"), _("Wait now")]  # fmt: skip
    return Table(name, _("Capacity against need"), header, rows)


def _needed(asked: Asked, key: Any) -> list[Cell]:
    return [dotted(of.shown("service", key)) for of in (asked.opened, asked.unmet, asked.waiting)]


def _outcomes(asked: Asked, name: str) -> Table:
    return cells(asked.ended, name, _("What was answered, by service"), "code", words(OUTCOMES), asked.services)


def _times(asked: Asked, name: str) -> Table:
    took = Figure.objects.filter(measure="took").between(date(asked.year, 1, 1), date(asked.year, 12, 31))
    spreads = by_first(sums(took, "service", "days"))
    rows: list[list[Cell]] = []
    for key, label in asked.services.items():
        if spread := spreads.get(key):
            is_small = sum(spread.values()) < asked.least
            rows.append([label, *(HIDDEN if is_small else at_part(spread, part) for part in (0.5, 0.9))])
    header = [_("Service"), _("half within, days"), _("nine of ten within, days")]
    return Table(name, _("Days from the request to the answer"), header, rows)


def _reasons(asked: Asked, name: str) -> Table:
    texts = dict(Reason.objects.values_list("code", "text_bg"))
    known = {**texts, "": _("no reason was written down")}
    header = [_("Reason"), _("Requests")]
    return _listed(asked.unmet, name, _("Why help could not be given"), "reason", known, header)


def _answers(asked: Asked, name: str) -> Table:
    answered = asked.of("answered")
    return cells(answered, name, _("What providers answered"), "code", words(ANSWERS), asked.services)


def _waiting(asked: Asked, name: str) -> Table:
    header = [_("Service"), _("People")]
    return _listed(asked.waiting, name, _("Who waits for a place now"), "service", asked.services, header)


def _appeals(asked: Asked, name: str) -> Table:
    header = [_("What became of it"), _("Appeals")]
    return _listed(asked.of("appealed"), name, _("Appeals handed in during the year"), "code", words(RULINGS), header)


# In the order in which they stand in a workbook.
TABLES: dict[str, Callable[[Asked, str], Table]] = {
    "asked_settlements": _asked_settlements,
    "asked_ages": _asked_ages,
    "used_settlements": _used_settlements,
    "used_ages": _used_ages,
    "unmet_kinds": _unmet("code", gettext_lazy("Could not be given, by service and why"), _kinds),
    "unmet_settlements": _unmet(
        "settlement", gettext_lazy("Could not be given, by service and settlement"), _places
    ),
    "unmet_groups": _unmet(
        "target_group", gettext_lazy("Could not be given, by service and target group"), _groups
    ),
    "unmet_ages": _unmet("age_group", gettext_lazy("Could not be given, by service and age"), _ages),
    "unmet_needs": _unmet_needs,
    "capacity": _capacity,
    "outcomes": _outcomes,
    "times": _times,
    "reasons": _reasons,
    "answers": _answers,
    "waiting": _waiting,
    "appeals": _appeals,
}  # fmt: skip
