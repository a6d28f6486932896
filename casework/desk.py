"""The officer's lists: one indexed query a page whatever the depth, capped counts, words made once a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.models import Case, CaseStatus
from casework.models.case import OPEN_STATUSES
from people.access import allows
from people.models import User
from people.names import fold
from people.roles import Permission
from services.models import DecisionAct

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


@dataclass(frozen=True)
class Row:
    uid: Any
    number: str
    service: str
    person: str
    person_uid: Any
    place: str
    badge: str
    tone: str
    why: str
    due_on: date | None
    verb: str


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    after: str
    has_more: bool


def queue(user: User, tab: str, today: date) -> QuerySet[Case]:
    cases = Case.objects.visible_to(user).filter(status__in=OPEN_STATUSES)
    return cases.filter(_tab(tab, user, today))


def _tab(tab: str, user: User, today: date) -> Q:
    running = ~Q(status=S.AWAITING_CITIZEN)
    return {
        "late": Q(due_on__lt=today) & running,
        "soon": Q(due_on__gte=today, due_on__lte=today + SOON) & running,
        "mine": Q(assignee=user, status__in=WAITING_FOR_OFFICER) | _to_approve(user),
        "new": Q(status=S.NEW),
    }.get(tab, Q())


def _to_approve(user: User) -> Q:
    """Drafts wait for whoever may approve them, and never for the one who wrote them."""
    if not allows(user, Permission.APPROVE_DECISION):
        return Q(pk__in=[])
    return Q(status=S.DECISION_DRAFTED) & ~Q(assignee=user)


def counts(user: User, today: date) -> list[tuple[str, str, str]]:
    """(tab, label, number) for the tabs; above CAP the number is „1000+“."""
    labels = {
        "late": _("overdue"),
        "soon": _("due within 3 days"),
        "mine": _("wait for you"),
        "new": _("new"),
    }
    return [(tab, label, capped(queue(user, tab, today))) for tab, label in labels.items()]


def capped(cases: QuerySet[Case]) -> str:
    number = cases.order_by()[: CAP + 1].count()
    return f"{CAP}+" if number > CAP else str(number)


def searched(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    text = text.replace("\x00", "").strip()[:80]
    if not text:
        return cases
    if re.search(r"\d", text):
        return cases.filter(number__startswith=text.upper().replace("CY", "СУ"))
    words = fold(text).split()
    for word in words[:4]:
        cases = cases.filter(beneficiary__name_folded__contains=word)
    return cases


def page_of(cases: QuerySet[Case], after: str, today: date) -> Page:
    """Rows after the key `due:id`, in the order of the index (due_on, id)."""
    key = _key(after)
    if key is not None:
        cases = cases.filter(Q(due_on__gt=key[0]) | Q(due_on=key[0], pk__gt=key[1]))
    found = list(
        cases.select_related("service", "beneficiary", "settlement").order_by("due_on", "pk").defer("note")[: PAGE + 1]
    )
    shown = found[:PAGE]
    last = f"{shown[-1].due_on}:{shown[-1].pk}" if shown else ""
    return Page([_row(case, today) for case in shown], last, len(found) > PAGE)


def _key(after: str) -> tuple[date, int] | None:
    day, _colon, pk = after.partition(":")
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None


def _row(case: Case, today: date) -> Row:
    badge, tone = _badge(case, today)
    return Row(
        uid=case.uid,
        number=case.number,
        service=case.service.name,
        person=case.beneficiary.short_name,
        person_uid=case.beneficiary.uid,
        place=str(case.settlement or ""),
        badge=badge,
        tone=tone,
        why=str(WHY.get(case.status, "")),
        due_on=case.due_on,
        verb=str(_next_verb(case)),
    )


def _next_verb(case: Case) -> Any:
    """What the officer does next; it depends on who decides."""
    if case.status == S.IN_PROGRESS and not case.service.is_decided_here:
        return _("Send on")
    if case.status == S.IN_PROGRESS and case.service.decision_act == DecisionAct.NONE:
        return _("Finish with an answer")
    return NEXT_VERB.get(case.status, _("Open"))


def _badge(case: Case, today: date) -> tuple[str, str]:
    if case.status == S.AWAITING_CITIZEN:
        return _("the clock stands still"), "plain"
    if case.due_on is None:
        return "", "plain"
    days = (case.due_on - today).days
    if days < 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}, "error"
    if days == 0:
        return _("due today"), "attention"
    if days <= SOON.days:
        return ngettext("due in %(days)s day", "due in %(days)s days", days) % {"days": days}, "attention"
    return (_("new"), "info") if case.status == S.NEW else ("", "plain")
