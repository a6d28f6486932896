"""The officer's lists: one indexed query a page whatever the depth, capped counts, words made once a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from applications.actions.tracking import REGISTER, as_number, in_cyrillic
from casework import desk_sql
from casework.absences import Today, today_of
from casework.desk_sql import CAP, PAGE
from casework.desk_words import SOON, STANDS_STILL, Row, rows_of
from casework.models import ActWaits, Case, CaseStatus, Deadline, Decision, DecisionStatus
from casework.models.case import OPEN_STATUSES, WAITING_FOR_OFFICER
from casework.wanted import FILTERS, NOBODY, TABS, Found, Wanted, resolve
from people.access import allows
from people.models import Person, User
from people.names import fold
from people.roles import Permission
from records.statements import as_unknown
from services.models import Stage

S = CaseStatus
MOST_DIGITS = 18
WHOLE_NUMBER = re.compile(r"[А-Я]+-\d{4}-\d{5}")
# Lists of what waits whether or not the case is over.
ALSO_OVER = ("mine", "wrote", "acts")


@dataclass(frozen=True)
class Page:
    """`rows` are only printed by the template; `after` is the key of the next page."""

    rows: list[Row]
    after: str
    has_more: bool


@dataclass(frozen=True)
class Desk:
    """Who looks, when, and what is wanted; the keys of it are looked up once."""

    user: User
    today: date
    wanted: Wanted
    found: Found
    away: Today

    @property
    def narrowed(self) -> tuple[str, ...]:
        names = [name for name in FILTERS if name not in {"unit", "clock", "status"} and name in self.found.values]
        names += [f"clock_{self.wanted.clock}"] if self.wanted.clock else []
        if self.wanted.status:
            names.append("status_open" if self.wanted.status in OPEN_STATUSES else "status_over")
        return (*names, "free") if self.wanted.officer == NOBODY else tuple(names)

    @property
    def officers(self) -> list[int]:
        """The user, and colleagues who are away and for whom the user stands in."""
        return [self.user.pk, *self.away.officers]

    @property
    def values(self) -> dict[str, Any]:
        approves = allows(self.user, Permission.APPROVE_DECISION)
        own = {"me": self.user.pk, "officers": as_unknown(self.officers), "approves": approves}
        return {
            **self.found.values,
            **own,
            "units": as_unknown(self.found.values["units"]),
            "today": self.today,
            "soon": self.today + SOON,
        }


def desk_of(user: User, wanted: Wanted, today: date) -> Desk:
    return Desk(user, today, wanted, resolve(wanted, user, today), today_of(user, today))


def tab_condition(tab: str, user: User, today: date, officers: list[int] | None = None) -> Q:
    running, soon = ~Q(status=S.AWAITING_CITIZEN), ~Q(status__in=STANDS_STILL)
    return {
        "late": Q(due_on__lt=today) & running,
        "soon": Q(due_on__gte=today, due_on__lte=today + SOON) & soon,
        "mine": Q(assignee__in=officers or [user.pk], status__in=WAITING_FOR_OFFICER)
        | Q(
            assignee__in=officers or [user.pk],
            is_open=False,
            act_waits__in=(ActWaits.REDRAFT, ActWaits.APPEAL, ActWaits.RETURNED),
        )
        | _to_approve(user),
        "new": Q(status=S.NEW),
        "wrote": Q(wrote_at__isnull=False),
        "acts": ~Q(act_waits=""),
    }.get(tab, Q())


def _to_approve(user: User) -> Q:
    """Drafts wait for whoever may approve them, and never for the one who wrote them."""
    if not allows(user, Permission.APPROVE_DECISION):
        return Q(pk__in=[])
    own = Decision.objects.filter(case=OuterRef("pk"), status=DecisionStatus.DRAFT, drafted_by=user)
    return Q(Q(status=S.DECISION_DRAFTED) | Q(act_waits=ActWaits.APPROVE)) & ~Q(Exists(own))


def tab_label(tab: str, number: int) -> str:
    """What stands after the number of the tab; above CAP it is as of many."""
    return {
        "late": ngettext("is overdue", "are overdue", number),
        "soon": ngettext("is due within 3 days", "are due within 3 days", number),
        "mine": ngettext("waits for you", "wait for you", number),
        "new": ngettext("new one", "new ones", number),
        "wrote": ngettext("person wrote to you", "people wrote to you", number),
        "acts": ngettext("appeal, act or opinion", "appeals, acts, opinions", number),
    }[tab]


def counts(desk: Desk) -> tuple[list[tuple[str, str, str]], str]:
    """(tab, label, number) for the tabs, and the length of the list; above CAP a number is „1000+“."""
    statement = desk_sql.counts_statement(desk.wanted.tab, desk.narrowed)
    with connection.cursor() as cursor:
        cursor.execute(statement, desk.values)
        *numbers, whole = cursor.fetchone()
    tabs = zip([tab for tab in TABS if tab != "all"], numbers, strict=True)
    return [(tab, tab_label(tab, number), _capped(number)) for tab, number in tabs], _capped(whole)


def _capped(number: int) -> str:
    return f"{CAP}+" if number > CAP else str(number)


def page_of(desk: Desk, after: str) -> Page:
    """Rows after the key `value:id` in the order that is wanted; `q` is a name or a number."""
    if desk.found.unknown:
        return Page([], "", False)
    key = _key(after, desk.wanted.sort)
    found = list(_searched(desk, key)[: PAGE + 1]) if desk.wanted.q else _listed(desk, key)
    shown = found[:PAGE]
    column = KEYS[desk.wanted.sort.lstrip("-")]
    last = "{}:{}".format(*(_key_text(shown[-1][place]) for place in (column, 1))) if shown else ""
    rows = rows_of(shown, desk.user.pk, desk.today, {row.user_id: row.user.name for row in desk.away.covers})
    if desk.wanted.tab == "wrote":
        why, verb = _("the person wrote or asked for something"), _("Read and answer")
        rows = [row._replace(why=why, verb=verb) for row in rows]
    return Page(rows, last, len(found) > PAGE)


def uids_of(desk: Desk, most: int) -> list[UUID]:
    """The whole list in its order, at most so many."""
    if desk.found.unknown:
        return []
    if desk.wanted.q:
        return [row[2] for row in _searched(desk, None)[:most]]
    statement = desk_sql.uids_statement(desk.wanted.tab, desk.narrowed, desk.wanted.sort)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**desk.values, "limit": most})
        return [uid for (uid,) in cursor.fetchall()]


def _listed(desk: Desk, key: tuple[Any, int] | None) -> list[Any]:
    statement = desk_sql.list_statement(
        desk.wanted.tab, _language(), is_after=key is not None, narrowed=desk.narrowed, sort=desk.wanted.sort
    )
    value, pk = key or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**desk.values, "key": value, "pk": pk})
        return cursor.fetchall()


def _language() -> str:
    return "en" if get_language() == "en" else "bg"


def _searched(desk: Desk, key: tuple[Any, int] | None) -> QuerySet[Case, Any]:
    wanted, text = desk.wanted, desk.wanted.q
    cases = Case.objects.visible_to(desk.user).filter(unit__in=desk.found.values["units"])
    number, act = in_cyrillic(text), as_number(text)
    is_act = bool(WHOLE_NUMBER.fullmatch(act)) and not act.startswith(f"{REGISTER}-")
    # Whoever has the whole number, of the case or of its act, asks for that case, open or not.
    if wanted.tab not in ALSO_OVER and not wanted.status and not (is_act or WHOLE_NUMBER.match(number)):
        cases = cases.open()
    cases = cases.filter(tab_condition(wanted.tab, desk.user, desk.today, desk.officers), _narrowing(desk))
    if is_act:
        cases = cases.filter(pk__in=Decision.objects.filter(number=act).values("case"))
    elif re.search(r"\d", text):
        cases = cases.filter(number__startswith=number)
    else:
        cases = cases.filter(beneficiary__in=Person.objects.with_words(fold(text).split()[:4]))
    column, way = desk_sql.ORDERS[wanted.sort.lstrip("-")], "-" if wanted.sort.startswith("-") else ""
    if key is not None:
        side = "lt" if way else "gt"
        cases = cases.filter(Q(**{f"{column}__{side}": key[0]}) | Q(**{column: key[0], f"pk__{side}": key[1]}))
    return cases.order_by(f"{way}{column}", f"{way}pk").values_list(*_columns())


def _narrowing(desk: Desk) -> Q:
    values, found = desk.found.values, Q()
    for name, column in _NARROWED.items():
        if name in values:
            found &= Q(**{column: values[name]})
    if "stage" in values:
        found &= _in_stage(values["stage"])
    if desk.wanted.clock:
        found &= Q(Exists(_clocks(desk.wanted.clock)))
    return found & Q(assignee=None) if desk.wanted.officer == NOBODY else found


def _in_stage(key: int) -> Q:
    """As `desk_sql` says it: where no stage of the status was named, the case is in the first one."""
    stage = Stage.objects.get(pk=key)
    those = Stage.objects.filter(service=stage.service_id, status=stage.status).order_by("position")
    slugs = list(those.values_list("slug", flat=True))
    named = Q(stage=stage.slug) | (~Q(stage__in=slugs) if slugs[0] == stage.slug else Q(pk__in=[]))
    return Q(service=stage.service_id, status=stage.status) & named


def _clocks(which: str) -> QuerySet[Deadline]:
    of_case = Deadline.objects.filter(case=OuterRef("pk"))
    if which == "stopped":
        return of_case.filter(suspensions__isnull=False, suspensions__ended_on__isnull=True)
    return of_case.filter(met_on__isnull=True, rule__code=which)


_NARROWED = {
    "status": "status", "service": "service", "settlement": "settlement", "officer": "assignee", "until": "due_on__lte",
}  # fmt: skip
KEYS = {"due": 0, "came": 13}


def _columns() -> tuple[str, ...]:
    """The columns of LIST."""
    language = _language()
    return (
        "due_on", "pk", "uid", "number", "status",
        f"service__name_{language}", "service__referral_by", "service__decision_act",
        "beneficiary__uid", "beneficiary__given_name", "beneficiary__family_name",
        "settlement__kind", f"settlement__name_{language}", "opened_at", "assignee", "assignee__name",
        "act_waits", "act_due_on",
    )  # fmt: skip


def _key_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _key(after: str, sort: str) -> tuple[Any, int] | None:
    value, _colon, pk = after.rpartition(":")
    if not pk.isdecimal() or len(pk) > MOST_DIGITS:
        return None
    try:
        if sort.endswith("due"):
            return date.fromisoformat(value), int(pk)
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment, int(pk)) if moment.tzinfo else None
