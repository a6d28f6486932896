"""Helps in use as the pages show them: what was asked for, in words, and a calendar of the days without it."""

from calendar import monthcalendar
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.actions import transfers, use
from casework.forms.use import TOPICS
from casework.models import Case, CaseStatus, PlaceHold, Placement, UseChange, UseKind, UsePart, UseStatus

TONES = {
    UseStatus.ASKED: "attention",
    UseStatus.CONFIRMED: "done",
    UseStatus.DECLINED: "error",
    UseStatus.CANCELLED: "plain",
    UseStatus.DONE: "done",
}
SHOWN, MONTHS, SOON = 20, 2, 7


class Wish(NamedTuple):
    """A request in words. `parts`: what is stopped or changed; `days`: when."""

    change: UseChange
    title: str
    days: str
    parts: str
    status: str
    tone: str
    may_cancel: bool
    may_resume: bool


class Day(NamedTuple):
    number: int
    is_stopped: bool
    is_today: bool


class Month(NamedTuple):
    title: str
    weeks: list[list[Day | None]]


class Elsewhere(StrEnum):
    """Whether another provider can be asked for: to be asked, asked already, none there, none that is told of."""

    OFFERED = "offered"
    SOUGHT = "sought"
    NOBODY = "nobody"
    UNTOLD = "untold"


class Use(NamedTuple):
    case: Case
    is_in_use: bool
    placement: Placement | None
    wishes: list[Wish]
    months: list[Month]
    elsewhere: Elsewhere | None  # None where no place is used


def part_names(service_id: int) -> dict[str, str]:
    """By code, also of those that are no longer in force; and the topics of a change."""
    return _names_of(UsePart.objects.filter(service=service_id))


def _names_of(parts: Iterable[UsePart]) -> dict[str, str]:
    names = {part.code: str(part) for part in parts}
    return {**{code: str(label) for code, label in TOPICS}, **names}


def use_of(case: Case) -> Use:
    """Four queries, whatever was asked for."""
    today = timezone.localdate()
    changes = list(case.use_changes.select_related("answered_by")[:SHOWN])
    for change in changes:
        # They lie under the application's key, which has been read with the case.
        change.data_key = case.data_key
    names = part_names(case.service_id)
    placements = Placement.objects.filter(case=case, hold__is_coming=False).select_related("offer__provider")
    others = transfers.others_than(OuterRef("offer"), case.service_id, today)
    placement: Any = placements.annotate(has_others=Exists(others)).order_by("-pk").first()
    pauses = [change for change in changes if change.kind == UseKind.PAUSE and change.is_standing]
    wishes = [wish_of(change, names, today) for change in changes]
    elsewhere = _elsewhere(case, changes, bool(placement and placement.has_others))
    return Use(case, use.is_in_use(case), placement, wishes, _months(pauses, today), elsewhere)


def _elsewhere(case: Case, changes: list[UseChange], has_others: bool) -> Elsewhere | None:
    if case.status != CaseStatus.PLACED:
        return None
    if any(change.kind == UseKind.TRANSFER and change.is_standing for change in changes):
        return Elsewhere.SOUGHT
    if case.service.is_protected:
        return Elsewhere.UNTOLD
    return Elsewhere.OFFERED if has_others else Elsewhere.NOBODY


def wishes_in(changes: list[UseChange], parts: list[UsePart], today: date) -> list[Wish]:
    """In words; `parts` are those of the service."""
    names = _names_of(parts)
    return [wish_of(change, names, today) for change in changes]


def wish_of(change: UseChange, names: dict[str, str], today: date) -> Wish:
    # Which providers were chosen is read on the page of the request.
    parts = "" if change.kind == UseKind.TRANSFER else ", ".join(names.get(code, code) for code in change.parts)
    status = UseStatus(change.status)
    return Wish(
        change, str(TITLES[UseKind(change.kind)]()), days_in_words(change), parts, str(status.label), TONES[status],
        change.may_be_cancelled(today), change.may_end_early(today),
    )  # fmt: skip


def words_awaited(case: Case, today: date) -> tuple[bool, bool]:
    """Whether the person's word is awaited: on a kept place, and on whether the help has begun. One query."""
    place = PlaceHold.objects.for_the_person().filter(case=OuterRef("pk"))
    begun = Placement.objects.awaiting_word(today).filter(case=OuterRef("pk"), person_said="")
    found: tuple[bool, bool] = Case.objects.filter(pk=case.pk).values_list(Exists(place), Exists(begun)).get()
    return found


TITLES: dict[UseKind, Any] = {
    UseKind.PAUSE: lambda: _("Stop for some days"),
    UseKind.CHANGE: lambda: _("A change"),
    UseKind.END: lambda: _("End"),
    UseKind.TRANSFER: lambda: _("Another provider"),
}


def days_in_words(change: UseChange) -> str:
    first = date_format(change.starts_on)
    if change.kind in (UseKind.CHANGE, UseKind.TRANSFER):
        return _("from %(first)s") % {"first": first}
    if change.kind == UseKind.END:
        return _("last day %(first)s") % {"first": first}
    if change.ends_on is None:
        return _("from %(first)s until you tell us") % {"first": first}
    return _("from %(first)s to %(last)s, both days included") % {"first": first, "last": date_format(change.ends_on)}


def _months(pauses: list[UseChange], today: date) -> list[Month]:
    """This month and the next, or the later one in which the first coming pause begins; none without pauses."""
    coming = [pause for pause in pauses if pause.ends_on is None or pause.ends_on >= today]
    if not coming:
        return []
    first = max(today, min(pause.starts_on for pause in coming)).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return [_month(month, coming, today) for month in (first, following)]


def _month(first: date, pauses: list[UseChange], today: date) -> Month:
    def day(number: int) -> Day | None:
        if not number:
            return None
        this = first.replace(day=number)
        return Day(number, any(pause.covers(this) for pause in pauses), this == today)

    weeks = [[day(number) for number in week] for week in monthcalendar(first.year, first.month)]
    return Month(date_format(first, "YEAR_MONTH_FORMAT"), weeks)
