"""The officer's lists: one indexed query a page whatever the depth, capped counts, words made once a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from casework.models import Case, CaseStatus
from casework.models.case import units_of
from people.access import allows
from people.models import User
from people.names import fold
from people.roles import Permission
from records.statements import AnyGiven, Given, Statement
from services.models import DecisionAct
from services.models.service import DECIDED_ELSEWHERE

S = CaseStatus
PAGE = 40
CAP = 1000
SOON = timedelta(days=3)
WAITING_FOR_OFFICER = (S.IN_PROGRESS, S.ASSESSED, S.REFERRED, S.PLACE_CONFIRMED)

NEXT_VERB: dict[str, Any] = {
    S.NEW: gettext_lazy("Take it"),
    S.IN_PROGRESS: gettext_lazy("Write the assessment"),
    S.AWAITING_CITIZEN: gettext_lazy("See what was asked"),
    S.ASSESSED: gettext_lazy("Refer"),
    S.REFERRED: gettext_lazy("Offer a place"),
    S.PLACE_HELD: gettext_lazy("See the held place"),
    S.PLACE_CONFIRMED: gettext_lazy("Write the decision"),
    S.WAITING: gettext_lazy("Look for a free place"),
    S.DECISION_DRAFTED: gettext_lazy("Read the draft"),
    S.DECISION_APPROVED: gettext_lazy("See the decision"),
}
WHY: dict[str, Any] = {
    S.NEW: gettext_lazy("routed to your unit"),
    S.IN_PROGRESS: gettext_lazy("taken, not finished"),
    S.AWAITING_CITIZEN: gettext_lazy("waiting for the citizen; the clock stands still"),
    S.ASSESSED: gettext_lazy("assessed, not yet referred"),
    S.REFERRED: gettext_lazy("a place is to be offered"),
    S.PLACE_HELD: gettext_lazy("the provider has not answered yet"),
    S.PLACE_CONFIRMED: gettext_lazy("the provider accepted; the decision waits for your draft"),
    S.WAITING: gettext_lazy("on the waiting list"),
    S.DECISION_DRAFTED: gettext_lazy("the decision waits for approval"),
    S.DECISION_APPROVED: gettext_lazy("the decision is being sealed"),
}
TABS = ("late", "soon", "mine", "new", "all")


# The conditions of `_tab` once more, counted in one statement; a test compares the two.
_COUNT = """(SELECT count(*) FROM (
    SELECT FROM casework_case WHERE unit_id = ANY(%(units)s) AND is_open AND ({condition}) LIMIT %(cap)s) AS counted)"""
COUNTS = "SELECT " + ", ".join(  # noqa: S608 - nothing in it comes from outside
    _COUNT.replace("{condition}", condition)
    for condition in (
        "due_on < %(today)s AND status <> 'awaiting_citizen'",
        "due_on BETWEEN %(today)s AND %(soon)s AND status <> 'awaiting_citizen'",
        "assignee_id = %(me)s AND status IN ('in_progress', 'assessed', 'referred', 'place_confirmed')"
        " OR %(approves)s AND status = 'decision_drafted' AND assignee_id IS DISTINCT FROM %(me)s",
        "status = 'new'",
    )
)


class Row(NamedTuple):
    """A line in words. The template takes it apart by position: forty names to look up a line are too many."""

    person_uid: UUID
    number: str
    service: str
    person: str
    place: str
    tone: str
    badge: str
    why: str
    due: str
    uid: UUID
    verb: str


@dataclass(frozen=True)
class Page:
    """`rows` are only printed by the template; `after` is the key of the next page."""

    rows: list[Row]
    after: str
    has_more: bool


@dataclass(frozen=True)
class Reader:
    """Whose desk it is, on which day: values, or the places of values in a statement."""

    units: Any
    me: Any
    approves: bool
    today: Any
    soon: Any

    @classmethod
    def of(cls, user: User, today: date) -> Reader:
        return cls(units_of(user), user.pk, allows(user, Permission.APPROVE_DECISION), today, today + SOON)

    @classmethod
    def given(cls, approves: bool) -> Reader:
        return cls(AnyGiven("units"), Given("me"), approves, Given("today"), Given("soon"))

    @property
    def values(self) -> dict[str, Any]:
        return {"units": self.units, "me": self.me, "today": self.today, "soon": self.soon}


def _tab(tab: str, reader: Reader) -> Q:
    running = ~Q(status=S.AWAITING_CITIZEN)
    return {
        "late": Q(due_on__lt=reader.today) & running,
        "soon": Q(due_on__gte=reader.today, due_on__lte=reader.soon) & running,
        "mine": Q(assignee=reader.me, status__in=WAITING_FOR_OFFICER) | _to_approve(reader),
        "new": Q(status=S.NEW),
    }.get(tab, Q())


def _to_approve(reader: Reader) -> Q:
    """Drafts wait for whoever may approve them, and never for the one who wrote them."""
    if not reader.approves:
        return Q(pk__in=[])
    return Q(status=S.DECISION_DRAFTED) & ~Q(assignee=reader.me)


def counts(user: User, today: date) -> list[tuple[str, str, str]]:
    """(tab, label, number) for the tabs; above CAP the number is „1000+“."""
    labels = {
        "late": _("overdue"),
        "soon": _("due within 3 days"),
        "mine": _("wait for you"),
        "new": _("new"),
    }
    reader = Reader.of(user, today)
    values = {**reader.values, "approves": reader.approves, "cap": CAP + 1}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        numbers = cursor.fetchone()
    return [
        (tab, label, f"{CAP}+" if number > CAP else str(number))
        for (tab, label), number in zip(labels.items(), numbers, strict=True)
    ]


def page_of(user: User, tab: str, text: str, after: str, today: date) -> Page:
    """Rows after the key `due:id`, in the order of the index (due_on, id); `text` is a name or a number."""
    reader, key, text = Reader.of(user, today), _key(after), text.replace("\x00", "").strip()[:80]
    if text:
        cases = Case.objects.visible_to(user).open().filter(_tab(tab, reader))
        found = list(_listed(_searched(cases, text), key))
    else:
        values = {"day": key[0], "pk": key[1]} if key else {}
        statement = _list(tab, key is not None, reader.approves, PAGE)
        found = statement.rows(**reader.values, **values)
    shown = found[:PAGE]
    last = "{}:{}".format(*shown[-1][:2]) if shown else ""
    return Page(_rows(shown, today), last, len(found) > PAGE)


@cache
def _list(tab: str, is_after: bool, approves: bool, _size: int) -> Statement:
    reader = Reader.given(approves)
    key = (Given("day"), Given("pk")) if is_after else None
    return Statement(lambda: _listed(Case.objects.in_units(reader.units).open().filter(_tab(tab, reader)), key))


def _listed(cases: QuerySet[Case], key: tuple[Any, Any] | None) -> QuerySet[Case, tuple[Any, ...]]:
    if key is not None:
        cases = cases.filter(Q(due_on__gt=key[0]) | Q(due_on=key[0], pk__gt=key[1]))
    return cases.order_by("due_on", "pk").values_list(*_columns())[: PAGE + 1]


def _searched(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    if re.search(r"\d", text):
        return cases.filter(number__startswith=text.upper().replace("CY", "СУ"))
    for word in fold(text).split()[:4]:
        cases = cases.filter(beneficiary__name_folded__contains=word)
    return cases


def _columns() -> tuple[str, ...]:
    """What a line shows and no more: a row of the whole tables costs ten times as much."""
    english = get_language() == "en"
    service, place = (
        ("service__name_en", "settlement__name_en") if english else ("service__name_bg", "settlement__name_bg")
    )
    return (
        "due_on", "pk", "uid", "number", "status", service, "service__referral_by", "service__decision_act",
        "beneficiary__uid", "beneficiary__given_name", "beneficiary__family_name", "settlement__kind", place,
    )  # fmt: skip


def _key(after: str) -> tuple[date, int] | None:
    day, _colon, pk = after.partition(":")
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None


def _rows(found: list[Any], today: date) -> list[Row]:
    """Words are made once for each status or day on the page, not once a row."""
    english = get_language() == "en"
    badge, verb, day, why = cache(_badge), cache(_next_verb), cache(date_format), cache(_why)
    rows = []
    for due_on, _pk, uid, number, status, service, referral, act, person, given, family, kind, place in found:
        words, tone = badge(status, due_on, today)
        where = "" if place is None else place if english else f"{kind} {place}"
        due = day(due_on) if due_on else ""
        step = verb(status, referral, act)
        rows.append(Row(person, number, service, f"{given} {family}", where, tone, words, why(status), due, uid, step))
    return rows


def _why(status: str) -> str:
    return str(WHY.get(status, ""))


def _next_verb(status: str, referral_by: str, decision_act: str) -> str:
    """What the officer does next; it depends on who decides."""
    if status == S.IN_PROGRESS and referral_by in DECIDED_ELSEWHERE:
        return _("Send on")
    if status == S.IN_PROGRESS and decision_act == DecisionAct.NONE:
        return _("Finish with an answer")
    return str(NEXT_VERB.get(status, _("Open")))


def _badge(status: str, due_on: date | None, today: date) -> tuple[str, str]:
    if status == S.AWAITING_CITIZEN:
        return _("the clock stands still"), "plain"
    if due_on is None:
        return "", "plain"
    days = (due_on - today).days
    if days < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}, "error"
    if days == 0:
        return _("due today"), "attention"
    if days <= SOON.days:
        return ngettext("due in %(days)s day", "due in %(days)s days", days) % {"days": days}, "attention"
    return (_("new"), "info") if status == S.NEW else ("", "plain")
