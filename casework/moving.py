"""Which running clocks a declared day moves: counted before it is declared, moved by a worker afterwards."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from casework import deadlines
from casework.models import Case, Deadline
from records import calendar, calendars
from records.calendar import end_of_term
from records.models import CalendarDay

BATCH = 500


def touched(day: date) -> QuerySet[Deadline]:
    """Clocks that run, and whose end the day may move: it lies inside a term of working days, or at the end of any."""
    inside = Q(unit="working", started_on__lt=day, due_on__gte=day)
    at_the_end = Q(base_due_on__lte=day, due_on__gte=day)
    return Deadline.objects.filter(inside | at_the_end, met_on__isnull=True)


def preview(day: date, *, is_working: bool) -> list[tuple[str, date, date]]:
    """(case number, end now, end then) of each running clock that would move."""
    known = {**calendar.exceptions(), day: is_working}
    return [
        (clock.case.number, clock.due_on, due)
        for clock in touched(day).select_related("case").prefetch_related("suspensions").iterator(BATCH)
        if (due := _end(clock, known)) != clock.due_on
    ]


def _end(clock: Deadline, known: dict[date, bool]) -> date:
    stops = [(stop.started_on, stop.ended_on) for stop in clock.suspensions.all() if stop.ended_on]
    return end_of_term(clock.started_on, clock.amount, clock.unit, stops, known)[1]


def apply_declared() -> int:
    """Moves the clocks by every day that was not carried out yet. How many moved; running it again moves none."""
    moved = 0
    for row in CalendarDay.objects.filter(applied_at__isnull=True):
        moved += sum(_move(pks) for pks in _batches(row.date))
        calendars.mark_applied(row)
    return moved


def _batches(day: date) -> Iterator[list[int]]:
    keys = list(touched(day).order_by("case", "pk").values_list("pk", flat=True))
    return (keys[place : place + BATCH] for place in range(0, len(keys), BATCH))


@transaction.atomic
def _move(pks: list[int]) -> int:
    """Under the locks of the cases, so that nobody stops or meets the clock meanwhile."""
    known = calendar.exceptions()
    cases = {
        case.pk: case for case in Case.objects.filter(deadlines__in=pks).order_by("pk").select_for_update(of=("self",))
    }
    clocks = Deadline.objects.filter(pk__in=pks, met_on__isnull=True).select_related("rule").order_by("pk")
    return sum(deadlines.recount(clock, cases[clock.case_id], known) for clock in clocks)
