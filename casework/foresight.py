"""Places as the desk sees them: planned against real on a day, and who would get one if there were more."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from casework.actions import capacity
from casework.models import PlaceHold, Referral, WaitingEntry
from services.models import Offer, PlannedCapacity

PAGE, SHOWN = 50, 40


class Turn(NamedTuple):
    """The entry that is so many-th in the list; `on`: the day of its place, None where none can be foreseen."""

    number: int
    entry: WaitingEntry
    amount: int
    on: date | None


class Change(NamedTuple):
    """From that day on so many units more, or fewer."""

    on: date
    by: int

    @property
    def fewer(self) -> int:
        return -self.by


def offers_on(day: date, service: str, after: str) -> tuple[list[tuple[Offer, capacity.Day]], str]:
    """A page of the offers that are open then, and the key of the next page. Three queries."""
    rows = Offer.objects.open_on(day).select_related("service", "provider", "settlement").order_by("pk")
    rows = rows.filter(service__slug=service) if service else rows
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: PAGE + 1])
    days = capacity.on_day(found[:PAGE], day)
    return [(offer, days[offer.pk]) for offer in found[:PAGE]], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def changes_of(offer: Offer, today: date) -> list[Change]:
    """What is known of the days to come: plans, and places for a time that end. Two queries."""
    found, now = [], offer.capacity
    for on, amount in PlannedCapacity.objects.filter(offer=offer, carried_out_at=None).values_list(
        "starts_on", "amount"
    ):
        found.append(Change(on, amount - now))
        now = amount
    ending = PlaceHold.objects.filter(offer=offer).touching(today, None).filter(ends_on__isnull=False)
    found += [
        Change(last + timedelta(days=1), amount) for last, amount in ending.values_list("ends_on", "amount") if last
    ]
    return sorted(found)


def what_if(offer: Offer, day: capacity.Day, today: date, *, more: int, leave: int) -> list[Turn]:
    """If there were so many units more, and so many became free: who of those who wait gets a place, and when.

    In the order of the list; nobody is passed over, so after the first who must wait without a day nobody has one.
    """
    needed = Referral.objects.filter(case=OuterRef("case")).order_by("-pk").values("amount")[:1]
    entries = WaitingEntry.objects.fitting(offer).select_related("case__beneficiary", "case__unit")
    left, on, coming, turns = day.capacity - day.held - day.taken + more + leave, today, changes_of(offer, today), []
    for number, entry in enumerate(entries.annotate(needed=Subquery(needed))[:SHOWN], 1):
        amount = entry.needed or 1
        while left < amount and coming:
            on, by = coming.pop(0)
            left += by
        turns.append(Turn(number, entry, amount, on if left >= amount else None))
        left = left - amount if left >= amount else -1
        coming = coming if left >= 0 else []
    return turns
