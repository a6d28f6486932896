"""What a line of the officer's lists says: why it is here, when it is due, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from casework.models import ActWaits, CaseStatus
from people.models.sealed_name import listed_name
from services.models import DecisionAct
from services.models.service import DECIDED_ELSEWHERE

S = CaseStatus
SOON = timedelta(days=3)
# Of one who waits for a place, unless it had ended before: then its day has passed.
STANDS_STILL = (S.AWAITING_CITIZEN, S.WAITING)

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
    S.DECIDED: gettext_lazy("the decision is published"),
    S.PLACED: gettext_lazy("the help is arranged"),
    S.FORWARDED: gettext_lazy("sent on; they decide"),
    S.CLOSED: gettext_lazy("the case is finished"),
    S.WITHDRAWN: gettext_lazy("the request was withdrawn"),
}


class Row(NamedTuple):
    """A line in words."""

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
    officer: str  # empty where it is the reader


def rows_of(found: list[Any], me: int, today: date, covered: Mapping[int, str]) -> list[Row]:
    """From the columns of `desk_sql.LIST`. Words are made once for each status or day on the page, not once a row."""
    english = get_language() == "en"
    badge, verb, day, reason = cache(_badge), cache(_next_verb), cache(date_format), cache(why)
    rows = []
    for (
        due_on, _pk, uid, number, status, service, referral, act, person, given, family, kind, place,
        _came, assignee, officer, waits, act_due_on,
    ) in found:  # fmt: skip
        words, tone = badge(status, due_on, today)
        said = reason(status, assignee == me)
        where = "" if place is None else place if english else f"{kind} {place}"
        # While the clock stands still nobody knows the day on which it will end.
        due = day(due_on) if due_on and not _stands_still(status, due_on, today) else "—"
        step = verb(status, referral, act)
        if waits == ActWaits.OPINION:
            said, step = str(ActWaits.OPINION.label), _("See the opinion")
        elif waits:
            words, tone, said, step = _of_act(waits, act_due_on, today)
            due = day(act_due_on) if act_due_on else "—"
        rows.append(
            Row(
                person,
                number,
                service,
                listed_name(given, family),
                where,
                tone,
                words,
                said,
                due,
                uid,
                step,
                _whose(assignee, officer, me, covered),
            )
        )
    return rows


@cache
def _drawn(language: str, has_badge: bool, has_officer: bool) -> str:
    """The line's template with a place in braces for each value: drawing it forty times would cost half the page."""
    places = {name: f"{{{name}}}" for name in Row._fields}
    return render_to_string("casework/_desk_line.html", {**places, "has_badge": has_badge, "has_officer": has_officer})


def drawn(rows: Iterable[Row]) -> list[SafeString]:
    """Values are escaped; most stand in many lines, and are once."""
    language, escaped = get_language() or "", cache(conditional_escape)
    return [
        format_html(
            _drawn(language, bool(row.badge), bool(row.officer)),
            **{name: escaped(value) for name, value in zip(Row._fields, row, strict=True)},
        )
        for row in rows
    ]


def _of_act(waits: str, due_on: date | None, today: date) -> tuple[str, str, str, str]:
    """Badge, tone, why and the next verb of a case in which something about an act waits."""
    if waits == ActWaits.RETURNED:
        return _("not delivered"), "attention", str(ActWaits.RETURNED.label), _("Deliver it by hand")
    words, tone = (_("appeal"), "attention") if due_on else (_("act to be read"), "info")
    if due_on and due_on < today:
        words, tone = _("appeal not sent on in time"), "error"
    step = {ActWaits.APPROVE: _("Read the draft"), ActWaits.REDRAFT: _("Improve the text")}
    return words, tone, str(ActWaits(waits).label), step.get(ActWaits(waits), _("Answer the appeal"))


def _whose(assignee: int | None, officer: str | None, me: int, covered: Mapping[int, str]) -> str:
    if assignee is not None and assignee in covered:
        return _("you stand in for %(name)s") % {"name": covered[assignee]}
    return "" if assignee == me else officer or ""


def why(status: str, is_mine: bool) -> str:
    """Why a case stands where it does; `is_mine`: the reader answers for it."""
    if status == S.NEW and is_mine:
        return _("assigned to you, not begun")
    return str(WHY.get(status, "") or CaseStatus(status).label)


def _next_verb(status: str, referral_by: str, decision_act: str) -> str:
    """What the officer does next; it depends on who decides."""
    if status == S.IN_PROGRESS and referral_by in DECIDED_ELSEWHERE:
        return _("Send on")
    if status == S.IN_PROGRESS and decision_act == DecisionAct.NONE:
        return _("Finish with an answer")
    return str(NEXT_VERB.get(status, _("Open")))


def _stands_still(status: str, due_on: date | None, today: date) -> bool:
    return status == S.AWAITING_CITIZEN or (status == S.WAITING and due_on is not None and due_on >= today)


def _badge(status: str, due_on: date | None, today: date) -> tuple[str, str]:
    if _stands_still(status, due_on, today):
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
