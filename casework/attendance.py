"""A month of an offer: who was there, how much was planned, how much was used."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from casework.models import Attendance, Placement, UseChange, UseStatus
from services.models import Offer
from services.models.service import CapacityUnit

SHOWN = 200


class Line(NamedTuple):
    """`planned`: days of the month in which the person has the place and did not stop the help."""

    placement: Placement
    name: str
    planned: int
    used: int | None


def first_of(month: str, today: date) -> date:
    """`2026-11` as its first day; this month for anything else, for what lies ahead and for what is closed."""
    try:
        found = date.fromisoformat(f"{month}-01")
    except ValueError:
        return today.replace(day=1)
    return found if is_open(found, today) else today.replace(day=1)


def is_open(month: date, today: date) -> bool:
    """This month and the two before: later nobody needs the names of those who left."""
    return before(before(today.replace(day=1))) <= month <= today


def last_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def after(month: date) -> date:
    return last_of(month) + timedelta(days=1)


def most_of(offer: Offer, month: date) -> int:
    """The most that a person can use in a month, in the unit of the offer."""
    days = last_of(month).day
    return {CapacityUnit.HOURS: days * 24, CapacityUnit.MEALS: days * 5}.get(CapacityUnit(offer.capacity_unit), days)


def lines_of(offer: Offer, month: date) -> list[Line]:
    """Who has or had a place there in the month, by name; three queries."""
    last = last_of(month)
    there = Q(ends_on__isnull=True) | Q(ends_on__gte=month)
    placements = list(
        Placement.objects.filter(there, offer=offer, starts_on__lte=last)
        .exclude(hold__disclosures__withdrawn_at__isnull=False)
        .select_related("case__beneficiary")
        .order_by("case__beneficiary__family_name", "case__beneficiary__given_name", "pk")[:SHOWN]
    )
    cases = [placement.case_id for placement in placements]
    pauses: dict[int, list[UseChange]] = {}
    for pause in UseChange.objects.filter(case__in=cases).pauses_between(month, last):
        if pause.status == UseStatus.CONFIRMED:
            pauses.setdefault(pause.case_id, []).append(pause)
    used = dict(Attendance.objects.filter(placement__in=placements, month=month).values_list("placement", "used"))
    return [
        Line(one, one.case.beneficiary.short_name, _planned(one, pauses.get(one.case_id, []), month), used.get(one.pk))
        for one in placements
    ]


def _planned(placement: Placement, pauses: list[UseChange], month: date) -> int:
    last = min(last_of(month), placement.ends_on or date.max)
    first = max(month, placement.starts_on)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(not any(pause.covers(day) for pause in pauses) for day in days)
