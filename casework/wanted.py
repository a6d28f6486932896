"""What an officer's list is asked for. It lives in the address, and under a name where somebody saved it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.models import CaseStatus
from casework.models.case import OPEN_STATUSES, units_of
from people.models import User

TABS = ("late", "soon", "mine", "new", "wrote", "acts", "all")
SORTS = ("due", "-due", "came", "-came")
PERIODS = {"week": timedelta(days=7), "month": timedelta(days=30)}
NOBODY = "none"
MOST = 100
# Its own stands still; a provider's or another body's runs.
CLOCKS = ("stopped", "hold", "opinion")


@dataclass(frozen=True)
class Wanted:
    """Names as in the address; empty means any. `officer` is a uid, „none“ or „me“; `until` a key of PERIODS;
    `stage` is „service/stage“; `clock` one of CLOCKS.
    """

    tab: str = "all"
    q: str = ""
    unit: str = ""
    status: str = ""
    service: str = ""
    settlement: str = ""
    officer: str = ""
    until: str = ""
    stage: str = ""
    clock: str = ""
    sort: str = "due"

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    @property
    def address(self) -> str:
        """The query of the address, without what goes without saying."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        plain = Wanted()
        return urlencode({name: value for name, value in said.items() if value != getattr(plain, name)})

    def with_(self, **changes: str) -> Wanted:
        return replace(self, **changes)


FILTERS = ("unit", "status", "service", "settlement", "officer", "until", "stage", "clock")


def read(said: Mapping[str, str]) -> Wanted:
    """From an address that anybody may have typed: what is not known is not wanted."""
    found = {field.name: said.get(field.name, "").replace("\x00", "").strip()[:MOST] for field in fields(Wanted)}
    known = {"tab": TABS, "sort": SORTS, "until": PERIODS, "status": CaseStatus.values, "clock": CLOCKS}
    for name, values in known.items():
        if found[name] not in values:
            found[name] = getattr(Wanted(), name)
    if found["officer"] not in {"", NOBODY, "me"} and not _is_uid(found["officer"]):
        found["officer"] = ""
    wanted = Wanted(**found)
    # What is over is read by its day: no index keeps the many old cases in the order in which they came.
    is_over = wanted.status and wanted.status not in OPEN_STATUSES
    return replace(wanted, sort="-due") if is_over and wanted.sort.endswith("came") else wanted


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Found:
    """`values` for the statement, `names` of the filters that are on, `unknown` if something is not there any more."""

    values: dict[str, Any]
    names: dict[str, str]
    unknown: bool


_PLACES = {
    "unit": "SELECT 'unit', id, name_{language} FROM people_organisation WHERE slug = %(unit)s AND id = ANY(%(units)s)",
    "service": "SELECT 'service', id, name_{language} FROM services_service WHERE slug = %(service)s",
    "settlement": "SELECT 'settlement', id, name_{language} FROM people_settlement WHERE ekatte = %(settlement)s",
    "stage": "SELECT 'stage', part.id, part.name_{language} FROM services_stage AS part JOIN services_service AS whole "
    "ON whole.id = part.service_id WHERE whole.slug || '/' || part.slug = %(stage)s",
    "officer": "SELECT 'officer', id, name FROM people_user WHERE uid = %(officer)s AND name <> ''",
}


def resolve(wanted: Wanted, user: User, today: date) -> Found:
    """The keys behind the words of the address; one query where something is named, none otherwise."""
    units = units_of(user)
    names, values = _without_asking(wanted, user, today)
    asked = [name for name in _PLACES if getattr(wanted, name) and name not in values and name not in names]
    found = _asked(asked, wanted, units)
    for name in asked:
        if name in found:
            values[name], names[name] = found[name]
    values["units"] = [values.pop("unit")] if "unit" in values else units
    return Found(values, names, unknown=len(found) < len(asked))


def _without_asking(wanted: Wanted, user: User, today: date) -> tuple[dict[str, str], dict[str, Any]]:
    names: dict[str, str] = {}
    values: dict[str, Any] = {}
    if wanted.status:
        values["status"], names["status"] = wanted.status, str(CaseStatus(wanted.status).label)
    if wanted.until:
        values["until"], names["until"] = today + PERIODS[wanted.until], str(period_names()[wanted.until])
    if wanted.clock:
        values["clock"], names["clock"] = wanted.clock, str(clock_names()[wanted.clock])
    if wanted.officer == "me":
        values["officer"], names["officer"] = user.pk, user.name
    elif wanted.officer == NOBODY:
        names["officer"] = _("nobody yet")
    return names, values


def period_names() -> dict[str, str]:
    return {"week": _("due within a week"), "month": _("due within 30 days")}


def clock_names() -> dict[str, str]:
    return {
        "stopped": _("our term stands still"),
        "hold": _("a provider is to answer"),
        "opinion": _("the opinion of another body is awaited"),
    }


def _asked(names: list[str], wanted: Wanted, units: list[int]) -> dict[str, tuple[int, str]]:
    if not names:
        return {}
    language = "en" if get_language() == "en" else "bg"
    statement = " UNION ALL ".join(_PLACES[name].format(language=language) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**{name: getattr(wanted, name) for name in names}, "units": units})
        return {name: (pk, label) for name, pk, label in cursor.fetchall()}
