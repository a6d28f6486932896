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
from people.models import Person, User
from people.models.sealed_name import listed_name
from people.names import fold
from people.roles import Permission
from services.models import DecisionAct
from services.models.service import DECIDED_ELSEWHERE

S = CaseStatus
PAGE = 40
CAP = 1000
SOON = timedelta(days=3)
WAITING_FOR_OFFICER = (S.NEW, S.IN_PROGRESS, S.ASSESSED, S.REFERRED, S.PLACE_CONFIRMED)

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
# What each tab holds, as (whose cases, condition) by the index that serves it; `_tab` says the same to the ORM, for the
# search, and a test compares the two. Nothing that is put into these statements comes from outside.
OF_UNIT, OF_OFFICER = "unit", "officer"
PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "late": ((OF_UNIT, "is_open AND due_on < %(today)s AND status <> 'awaiting_citizen'"),),
    "soon": ((OF_UNIT, "is_open AND due_on BETWEEN %(today)s AND %(soon)s AND status <> 'awaiting_citizen'"),),
    "mine": (
        (OF_OFFICER, "is_open AND status IN ('new', 'in_progress', 'assessed', 'referred', 'place_confirmed')"),
        (OF_UNIT, "%(approves)s AND status = 'decision_drafted' AND assignee_id IS DISTINCT FROM %(me)s"),
    ),
    "new": ((OF_UNIT, "status = 'new'"),),
    # Also of cases that are over: people write about the help that they use.
    "wrote": ((OF_UNIT, "wrote_at IS NOT NULL"),),
    "all": ((OF_UNIT, "is_open"),),
}
TABS = tuple(PARTS)
SCOPES = {
    OF_UNIT: "unit_id = ANY(%(units)s)",
    OF_OFFICER: "assignee_id = %(me)s AND unit_id = ANY(%(units)s)",
}
# Each unit gives its first rows in the order of its index: sorting all its open cases would cost more with every one.
FIRST = {
    OF_UNIT: """SELECT first.* FROM unnest(%(units)s) AS unit (id), LATERAL (
        SELECT * FROM casework_case WHERE unit_id = unit.id AND {condition}
        ORDER BY due_on, id LIMIT %(limit)s) AS first""",
    OF_OFFICER: """(SELECT * FROM casework_case WHERE assignee_id = %(me)s AND unit_id = ANY(%(units)s) AND {condition}
        ORDER BY due_on, id LIMIT %(limit)s)""",
}
AFTER = " AND (due_on, id) > (%(day)s, %(pk)s)"
# Names are joined to the lines that are shown, and to no other.
LIST = """
    SELECT line.due_on, line.id, line.uid, line.number, line.status,
        service.name_{language}, service.referral_by, service.decision_act,
        person.uid, person.given_name, person.family_name, place.kind, place.name_{language}
    FROM (SELECT * FROM ({first}) AS found ORDER BY due_on, id LIMIT %(limit)s) AS line
    JOIN services_service AS service ON service.id = line.service_id
    JOIN people_person AS person ON person.id = line.beneficiary_id
    LEFT JOIN people_settlement AS place ON place.id = line.settlement_id
    ORDER BY line.due_on, line.id
"""


def list_statement(tab: str, language: str, *, is_after: bool) -> str:
    after = AFTER if is_after else ""
    parts = (FIRST[scope].format(condition=f"{condition}{after}") for scope, condition in PARTS[tab])
    return LIST.format(language=language, first=" UNION ALL ".join(parts))


COUNT = "(SELECT count(*) FROM (SELECT FROM casework_case WHERE {scope} AND {condition} LIMIT %(cap)s) AS part)"


def _count_of(tab: str) -> str:
    return " + ".join(COUNT.format(scope=SCOPES[scope], condition=condition) for scope, condition in PARTS[tab])


COUNTS = "SELECT " + ", ".join(_count_of(tab) for tab in TABS if tab != "all")


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


def _tab(tab: str, user: User, today: date) -> Q:
    running = ~Q(status=S.AWAITING_CITIZEN)
    return {
        "late": Q(due_on__lt=today) & running,
        "soon": Q(due_on__gte=today, due_on__lte=today + SOON) & running,
        "mine": Q(assignee=user, status__in=WAITING_FOR_OFFICER) | _to_approve(user),
        "new": Q(status=S.NEW),
        "wrote": Q(wrote_at__isnull=False),
    }.get(tab, Q())


def _to_approve(user: User) -> Q:
    """Drafts wait for whoever may approve them, and never for the one who wrote them."""
    if not allows(user, Permission.APPROVE_DECISION):
        return Q(pk__in=[])
    return Q(status=S.DECISION_DRAFTED) & ~Q(assignee=user)


def _values(user: User, today: date) -> dict[str, Any]:
    approves = allows(user, Permission.APPROVE_DECISION)
    return {"units": units_of(user), "me": user.pk, "approves": approves, "today": today, "soon": today + SOON}


def counts(user: User, today: date) -> list[tuple[str, str, str]]:
    """(tab, label, number) for the tabs; above CAP the number is „1000+“."""
    labels = {
        "late": _("overdue"),
        "soon": _("due within 3 days"),
        "mine": _("wait for you"),
        "new": _("new ones"),
        "wrote": _("wrote to you"),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {**_values(user, today), "cap": CAP + 1})
        numbers = cursor.fetchone()
    return [
        (tab, label, f"{CAP}+" if number > CAP else str(number))
        for (tab, label), number in zip(labels.items(), numbers, strict=True)
    ]


def page_of(user: User, tab: str, text: str, after: str, today: date) -> Page:
    """Rows after the key `due:id`, in the order of (due_on, id); `text` is a name or a number."""
    key, text = _key(after), text.replace("\x00", "").strip()[:80]
    if text:
        cases = Case.objects.visible_to(user)
        cases = cases if tab == "wrote" else cases.open()
        found = _searched(cases.filter(_tab(tab, user, today)), text, key)
    else:
        found = _listed(tab, _values(user, today), key)
    shown = found[:PAGE]
    last = "{}:{}".format(*shown[-1][:2]) if shown else ""
    rows = _rows(shown, today)
    if tab == "wrote":
        rows = [
            row._replace(why=_("the person wrote or asked for something"), verb=_("Read and answer")) for row in rows
        ]
    return Page(rows, last, len(found) > PAGE)


def _listed(tab: str, values: dict[str, Any], key: tuple[date, int] | None) -> list[Any]:
    language = "en" if get_language() == "en" else "bg"
    statement = list_statement(tab, language, is_after=key is not None)
    day, pk = key or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "day": day, "pk": pk, "limit": PAGE + 1})
        return cursor.fetchall()


def _searched(cases: QuerySet[Case], text: str, key: tuple[date, int] | None) -> list[Any]:
    if re.search(r"\d", text):
        cases = cases.filter(number__startswith=text.upper().replace("CY", "СУ"))
    else:
        cases = cases.filter(beneficiary__in=Person.objects.with_words(fold(text).split()[:4]))
    if key is not None:
        cases = cases.filter(Q(due_on__gt=key[0]) | Q(due_on=key[0], pk__gt=key[1]))
    return list(cases.order_by("due_on", "pk").values_list(*_columns())[: PAGE + 1])


def _columns() -> tuple[str, ...]:
    """The columns of LIST."""
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
        # While the clock stands still nobody knows the day on which it will end.
        due = day(due_on) if due_on and status != S.AWAITING_CITIZEN else "—"
        step = verb(status, referral, act)
        rows.append(
            Row(person, number, service, listed_name(given, family), where, tone, words, why(status), due, uid, step)
        )
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
