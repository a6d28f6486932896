"""How many units an offer has on a day, planned ahead, and how many of them are held or taken."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from casework.models import PlaceHold
from casework.models.place import HoldStatus
from people.models import User
from records import audit
from services import version
from services.models import Offer, PlannedCapacity


class TakenAlready(Exception):
    """So few units cannot be: `most` of them are held or taken at the same time, on `day` for the first time."""

    def __init__(self, most: int, day: date) -> None:
        super().__init__(most, day)
        self.most, self.day = most, day


class ChangedSince(Exception):
    """Somebody has written another number meanwhile: there is nothing left to take back."""


class Written(NamedTuple):
    """So many units of the offer from that day. `before`: what was planned for that very day, or is in force today;
    None where nothing was."""

    offer: Offer
    starts_on: date
    amount: int
    before: int | None


class Day(NamedTuple):
    """One offer on one day, in its units. `over`: given away beyond the capacity of that day."""

    capacity: int
    held: int
    taken: int

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.held - self.taken)

    @property
    def over(self) -> int:
        return max(0, self.held + self.taken - self.capacity)


def capacity_on(offers: Iterable[Offer], day: date) -> dict[int, int]:
    """By offer id: the last plan that has begun by then, or what is in force today. One query."""
    found = {offer.pk: offer.capacity for offer in offers}
    plans = PlannedCapacity.objects.filter(offer__in=list(found), carried_out_at=None, starts_on__lte=day)
    return found | dict(plans.order_by("starts_on").values_list("offer", "amount"))


def on_day(offers: Iterable[Offer], day: date) -> dict[int, Day]:
    """Planned against real, by offer id. Two queries."""
    capacities = capacity_on(offers, day)
    taken = Q(status=HoldStatus.TAKEN)
    rows = PlaceHold.objects.filter(offer__in=list(capacities)).touching(day, day).order_by().values("offer")
    used = {
        row["offer"]: row for row in rows.annotate(held=Sum("amount", filter=~taken), taken=Sum("amount", filter=taken))
    }
    nothing = {"held": 0, "taken": 0}
    return {
        pk: Day(capacity, used.get(pk, nothing)["held"] or 0, used.get(pk, nothing)["taken"] or 0)
        for pk, capacity in capacities.items()
    }


def free_by_offer(offers: list[Offer]) -> dict[int, int]:
    """Free units for somebody who comes today and stays: what is promised for later days counts too. Two queries."""
    today = timezone.localdate()
    plans = PlannedCapacity.objects.filter(offer__in=offers, carried_out_at=None).values_list("offer", "amount")
    least = {offer.pk: offer.capacity for offer in offers}
    for pk, amount in plans:
        least[pk] = min(least[pk], amount)
    rows = PlaceHold.objects.filter(offer__in=offers).touching(today, None).order_by().values("offer")
    used = dict(rows.values_list("offer").annotate(used=Sum("amount")))
    return {pk: max(0, amount - used.get(pk, 0)) for pk, amount in least.items()}


def free_units(offer: Offer, amount: int, first: date, last: date | None) -> list[int] | None:
    """The lowest numbers that are free on every one of the days, or None. The caller holds the offer's row."""
    plans = offer.planned.filter(carried_out_at=None)
    plans = plans.filter(starts_on__lte=last) if last else plans
    before = [plan for plan in plans if plan.starts_on <= first]
    inside = [plan.amount for plan in plans if plan.starts_on > first]
    least = min([before[-1].amount if before else offer.capacity, *inside])
    used = {unit for row in offer.holds.touching(first, last) for unit in row.units}
    if len(used) + amount > least:
        return None
    return [unit for unit in range(1, least + 1) if unit not in used][:amount]


@transaction.atomic
def plan(offer: Offer, amount: int, starts_on: date, *, by: User) -> Written:
    """So many units from that day on. Raises TakenAlready where more are given away on a day it would hold for."""
    locked = Offer.objects.select_for_update().get(pk=offer.pk)
    _require_room(locked, amount, starts_on)
    waits = locked.planned.filter(carried_out_at=None)
    before = waits.filter(starts_on=starts_on).values_list("amount", flat=True).first()
    if before is None and starts_on <= timezone.localdate():
        before = locked.capacity
    waits.update_or_create(offer=locked, starts_on=starts_on, carried_out_at=None, defaults={"amount": amount})
    audit.record("capacity_planned", locked, by=by, amount=amount, starts_on=starts_on.isoformat())
    carry_out(timezone.localdate(), only=locked)
    return Written(offer, starts_on, amount, before)


@transaction.atomic
def take_back(written: Written, *, by: User) -> None:
    """What was before, from the same day. Raises ChangedSince, or TakenAlready where it has been given away since."""
    locked = Offer.objects.select_for_update().get(pk=written.offer.pk)
    row = locked.planned.filter(carried_out_at=None, starts_on=written.starts_on).first()
    if (row.amount if row else locked.capacity) != written.amount or (row is None and written.before is None):
        raise ChangedSince
    if row is None:
        plan(locked, written.before or 0, timezone.localdate(), by=by)
        return
    row.delete()
    amount = capacity_on([locked], written.starts_on)[locked.pk] if written.before is None else written.before
    _require_room(locked, amount, written.starts_on)
    if written.before is not None:
        PlannedCapacity.objects.create(offer=locked, starts_on=written.starts_on, amount=amount)
    audit.record("capacity_taken_back", locked, by=by, amount=amount, starts_on=written.starts_on.isoformat())


def _given(offer: Offer, first: date) -> list[tuple[date, date, int]]:
    """(first day, last day, units) of what is held or taken then or later; an end that is agreed on is one."""
    rows = offer.holds.touching(first, None).values_list("starts_on", "ends_on", "placement__ends_on", "amount")
    return [(starts, ends or agreed or date.max, amount) for starts, ends, agreed, amount in rows]


def _require_room(offer: Offer, amount: int, first: date) -> None:
    """Until the next plan begins."""
    later = offer.planned.filter(carried_out_at=None, starts_on__gt=first).first()
    before = later.starts_on if later else date.max
    rows = [row for row in _given(offer, first) if row[0] < before]
    for day in sorted({first, *(row[0] for row in rows if row[0] > first)}):
        used = used_on(rows, day)
        if used > amount:
            raise TakenAlready(used, day)


def used_on(rows: list[tuple[date, date, int]], day: date) -> int:
    return sum(units for starts, ends, units in rows if starts <= day <= ends)


def room_from(offer: Offer, amount: int, first: date) -> date | None:
    """The earliest day from `first` on since which never more than `amount` are given away, by what is known now."""
    rows = _given(offer, first)
    for day in sorted({first, *(ends + timedelta(days=1) for _starts, ends, _units in rows if ends < date.max)}):
        if all(used_on(rows, later) <= amount for later in {day, *(row[0] for row in rows if row[0] > day)}):
            return day
    return None


def given_on(offer: Offer, day: date) -> int:
    """Units that are held or taken on that day; whose end is agreed on before it has left. One query."""
    return used_on(_given(offer, day), day)


@transaction.atomic
def carry_out(today: date, *, only: Offer | None = None) -> int:
    """Plans whose day has come are the offers' capacity from now on. How many. Safe to run twice."""
    due = PlannedCapacity.objects.filter(carried_out_at=None, starts_on__lte=today).select_for_update()
    rows = list(due.filter(offer=only) if only else due)
    for row in rows:
        Offer.objects.filter(pk=row.offer_id).update(capacity=row.amount)
    PlannedCapacity.objects.filter(pk__in=[row.pk for row in rows]).update(carried_out_at=timezone.now())
    if rows:
        version.bump()
    return len(rows)
