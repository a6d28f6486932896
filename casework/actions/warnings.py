"""Warnings of terms: at half, when few days are left, when they have passed; once each, to who answers for the case."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Case as Choice
from django.db.models import DateField, Exists, F, Func, IntegerField, OuterRef, QuerySet, When

from casework import absences, deadlines, notices
from casework.models import Deadline, DeadlineWarning, Suspension, WarningKind
from casework.models.deadline import Unit
from casework.telling import tell_officer
from people.models import Membership, User
from people.roles import Role

BATCH, NAMED = 500, 20
URGENCY = (WarningKind.OVERDUE, WarningKind.SOON, WarningKind.HALF)
# Half of a term in calendar days, by its unit.
HALF = Choice(
    When(unit=Unit.MONTH, then=F("amount") * 15),
    When(unit=Unit.WORKING, then=(F("amount") * 7 + 9) / 10),
    default=F("amount") / 2,
    output_field=IntegerField(),
)
# A date less a number is a date for PostgreSQL.
HALF_ON = Func(F("due_on"), HALF, template="(%(expressions)s)", arg_joiner=" - ", output_field=DateField())
# While a clock stands still, the day that lists show goes on with the calendar.
STILL = """
    UPDATE casework_case AS file SET due_on = clock.due_on + (%s::date - held.since)
    FROM casework_deadline AS clock
    JOIN casework_deadlinerule AS rule ON rule.id = clock.rule_id AND rule.is_main
    JOIN (SELECT deadline_id, min(started_on) AS since FROM casework_suspension
          WHERE ended_on IS NULL GROUP BY deadline_id) AS held ON held.deadline_id = clock.id
    WHERE clock.case_id = file.id AND clock.met_on IS NULL AND file.is_open AND held.since <= clock.due_on
"""


def keep_stopped_in_step(today: date) -> None:
    """A case whose clock stands still is never listed as overdue: its day moves until the clock goes on."""
    with connection.cursor() as cursor:
        cursor.execute(STILL, [today])


def warn(today: date) -> int:
    """How many messages were written; running it again on the same day writes none."""
    sent = 0
    for kind in URGENCY:
        while (told := _warn_some(kind, today)) is not None:
            sent += told
    return sent


def _due(kind: str, today: date) -> QuerySet[Deadline]:
    still = Suspension.objects.filter(deadline=OuterRef("pk"), ended_on__isnull=True)
    said = DeadlineWarning.objects.filter(deadline=OuterRef("pk"), kind=kind)
    running = Deadline.objects.filter(~Exists(still), ~Exists(said), met_on__isnull=True, case__is_open=True)
    # Providers and other bodies have reminders of their own, and what they let pass goes on by itself.
    running = running.exclude(rule__code__in=("hold", "opinion"))
    if kind == WarningKind.OVERDUE:
        return running.filter(due_on__lt=today)
    if kind == WarningKind.SOON:
        return running.filter(due_on__lte=deadlines.after(today, deadlines.rule_in_force("warning", today)))
    return running.annotate(half_on=HALF_ON).filter(half_on__lte=today)


@transaction.atomic
def _warn_some(kind: str, today: date) -> int | None:
    """Warns of some, and notes it in the same transaction; None when nobody is left to be warned of."""
    rows = _due(kind, today).select_related("case__assignee", "case__unit").order_by("due_on", "pk")
    clocks = list(rows.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    if not clocks:
        return None
    # What was less urgent needs no word any more.
    kinds = URGENCY[URGENCY.index(kind) :]
    said = [DeadlineWarning(deadline=clock, kind=one) for clock in clocks for one in kinds]
    DeadlineWarning.objects.bulk_create(said, ignore_conflicts=True)
    return _tell(kind, clocks, today)


def _tell(kind: str, clocks: list[Deadline], today: date) -> int:
    """One message to each officer, and to who stands in for them;
    the heads are told of what is overdue too, and of what nobody has taken."""
    heads = _heads({clock.case.unit_id for clock in clocks}, today)
    substitutes = absences.substitutes_on(today)
    of_each: dict[User, list[Deadline]] = defaultdict(list)
    for clock in clocks:
        case = clock.case
        told = [case.assignee] if case.assignee else []
        if kind == WarningKind.OVERDUE or not told:
            told += [head for head in heads[case.unit_id] if head not in told]
        for user in dict.fromkeys(told + [substitutes[one.pk] for one in told if one.pk in substitutes]):
            of_each[user].append(clock)
    for user, found in of_each.items():
        context: dict[str, Any] = {
            "kind": kind, "number": len(found), "more": max(len(found) - NAMED, 0),
            "lines": [[clock.case.number, f"{clock.due_on:%d.%m.%Y}"] for clock in found[:NAMED]],
        }  # fmt: skip
        key = f"terms:{kind}:{user.uid}:{found[0].pk}"
        tell_officer(user, notices.TERMS, context, about=found[0].case.unit, by=None, key=key)
    return len(of_each)


def _heads(units: Iterable[int], today: date) -> dict[int, list[User]]:
    found: dict[int, list[User]] = defaultdict(list)
    held = Membership.objects.filter(role=Role.HEAD, organisation__in=units, user__is_active=True)
    held = held.filter(valid_from__lte=today).exclude(valid_to__lt=today)
    for membership in held.select_related("user").order_by("pk"):
        found[membership.organisation_id].append(membership.user)
    return found
