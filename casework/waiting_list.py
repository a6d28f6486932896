"""The waiting list as pages show it: lines with turn and reasons, and one person's place in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework import waiting
from casework.models import ExceptionStatus, WaitingEntry, WaitingException, WaitingMove, WaitingRule
from casework.models.case import units_of
from people.models import User
from people.models.sealed_name import listed_name
from records.audit import actor_in_words
from services.models import Offer, Service

PAGE = 40
MOST_DIGITS = 9


class Line(NamedTuple):
    """Of another unit's case nothing is shown but the turn and why: the order is the same for everybody."""

    turn: int
    number: str
    person: str
    since: datetime
    reasons: str
    case_uid: UUID | None
    person_uid: UUID | None
    is_asked: bool = False


class Page(NamedTuple):
    lines: list[Line]
    after: str


def services_waited_for() -> list[Service]:
    waited = WaitingEntry.objects.open().filter(service=OuterRef("pk"))
    return list(Service.objects.filter(Exists(waited)).order_by("position"))


def page_of(user: User, service: Service, offer: Offer | None, after: str) -> Page:
    """`after`: „rank~turn“ of the last line before. With an offer: whom a place there may be offered, with their turns
    among them."""
    rank, _tilde, turn = after.partition("~")
    start = int(turn) if turn.isdecimal() and len(turn) < MOST_DIGITS else 0
    rows = _rows(service, offer)
    found = list((rows.filter(rank__gt=rank) if start else rows)[: PAGE + 1])
    rules, units = texts_of(service.pk), units_of(user)
    lines = [_line(row, start + n, rules, units) for n, row in enumerate(found[:PAGE], 1)]
    return Page(lines, f"{found[PAGE - 1][-1]}~{start + PAGE}" if len(found) > PAGE else "")


def every_line(user: User, service: Service, offer: Offer | None) -> Iterator[Line]:
    """The whole list, read in portions."""
    rules, units = texts_of(service.pk), units_of(user)
    for turn, row in enumerate(_rows(service, offer).iterator(2000), 1):
        yield _line(row, turn, rules, units)


def _rows(service: Service, offer: Offer | None) -> Any:
    entries = WaitingEntry.objects.open().filter(service=service).order_by("rank")
    if offer is not None:
        entries = WaitingEntry.objects.fitting(offer)
    asked = WaitingException.objects.filter(entry=OuterRef("pk"), status=ExceptionStatus.ASKED)
    return entries.annotate(is_asked=Exists(asked)).values_list(
        "since", "applied", "case__number", "case__uid", "case__unit", "case__beneficiary__uid",
        "case__beneficiary__given_name", "case__beneficiary__family_name", "is_asked", "rank",
    )  # fmt: skip


def _line(row: Any, turn: int, rules: dict[str, WaitingRule], units: list[int]) -> Line:
    since, applied, number, case, unit, person, given, family, is_asked, _rank = row
    reasons = "; ".join(reasons_in_words(applied, rules))
    if unit not in units:
        return Line(turn, "", "", since, reasons, None, None)
    return Line(turn, number, listed_name(given, family), since, reasons, case, person, is_asked)


def texts_of(service_id: int) -> dict[str, WaitingRule]:
    return waiting.rule_book(service_id, timezone.localdate()).by_code()


def reasons_in_words(
    applied: Iterable[list[Any]], rules: dict[str, WaitingRule], *, to_person: bool = False
) -> list[str]:
    """„живее сам(а) (+2)“; of a priority group without points."""
    words = []
    for code, amount in applied:
        rule = rules.get(code)
        text = code if rule is None else rule.told if to_person else str(rule)
        is_group = rule is not None and rule.kind == "group"
        words.append(text if is_group else f"{text} (+{amount})")
    return words


class Movement(NamedTuple):
    at: datetime
    why: str
    who: str
    was: int | None
    turn: int | None


class Place(NamedTuple):
    """One person's place: the officer reads `turn`, the person reads `words`."""

    entry: WaitingEntry
    turn: int | None
    length: int
    reasons: list[str]
    words: str


def place_of(entry: WaitingEntry, *, to_person: bool = False) -> Place:
    """Three queries."""
    turn, length = waiting.turn_of(entry), waiting.length_of(entry.service_id)
    reasons = reasons_in_words(entry.applied, texts_of(entry.service_id), to_person=to_person)
    return Place(entry, turn, length, reasons, turn_in_words(turn, length, timezone.localdate()))


def turn_in_words(turn: int | None, length: int, day: date) -> str:
    """Where few wait, a band: an exact turn would tell of the others."""
    terms = waiting.terms(day)
    first, last = waiting.band_of(turn, terms.bands)
    if turn is None or last is None:
        return _("more than %(number)s people are before you") % {"number": first - 1}
    if length >= terms.exact_from:
        total = f"{waiting.CAP}+" if length > waiting.CAP else str(length)
        return _("number %(turn)s of %(total)s") % {"turn": turn, "total": total}
    if first == 1:
        return _("among the first %(last)s") % {"last": last}
    return _("between %(first)s and %(last)s") % {"first": first, "last": last}


def movements_of(entry: WaitingEntry) -> list[Movement]:
    """Newest first."""
    rows = WaitingMove.objects.filter(entry=entry).order_by("-pk")[:PAGE]
    return [
        Movement(row.at, str(row.get_why_display()), actor_in_words(row.actor_label), row.from_turn, row.to_turn)
        for row in rows
    ]


def waiting_since(entry: WaitingEntry) -> str:
    return str(date_format(timezone.localdate(entry.since)))


def offers_of(service: Service) -> list[Offer]:
    rows = Offer.objects.open_on(timezone.localdate()).filter(service=service).select_related("provider")
    return list(rows.order_by(F("provider__name_bg"), "pk"))
