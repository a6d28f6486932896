"""What a case waits for, from whom and until when, the nearest day first; and who lives with the person."""

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework.deadlines import read_clocks
from casework.models import AWAITED, OPEN_STATUSES, PlanStatus
from casework.models.place import HeldPlace, HoldStatus
from casework.parts import File, Part, Where
from casework.stages import stage_of
from people.models import HouseholdMember
from people.roles import Permission
from records.statements import Given


class Awaited(NamedTuple):
    what: str
    whose: str
    by: date | None
    is_late: bool


def _tasks(file: File) -> list[Awaited] | None:
    """Of what the other parts read: nothing more is asked of the database."""
    found = [*_ours(file), *_of_others(file)]
    rows = [Awaited(what, whose, by, by is not None and by < file.today) for what, whose, by in found]
    return sorted(rows, key=lambda row: row.by or date.max) or None


def _ours(file: File) -> list[tuple[str, str, date | None]]:
    case, found = file.case, []
    officer = case.assignee.name if case.assignee else case.unit.name
    clock = read_clocks(file.rows("clocks"), file.today).get(case.pk)
    if case.status in OPEN_STATUSES and clock is not None and not clock.is_met:
        found.append((_("our answer to the person"), officer, None if clock.is_stopped else clock.due_on))
    stage = stage_of(case, file.rows("stages"), file.rows("ticks"))
    if stage is not None and stage.due_on is not None:
        found.append((stage.stage.name, officer, stage.due_on))
    for appeal in file.rows("open_appeals"):
        if appeal.sent_on is None:
            found.append(
                (_("the appeal %(number)s is to be sent on") % {"number": appeal.number}, officer, appeal.send_by)
            )
    return found


def _of_others(file: File) -> list[tuple[str, str, date | None]]:
    held = [HeldPlace(*row) for row in file.rows("holds")]
    found: list[tuple[str, str, date | None]] = [
        (_("the answer about the kept place"), place.provider, place.held_until)
        for place in held
        if place.status == HoldStatus.HELD
    ]
    found += [(_("an opinion"), row.body, row.due_on) for row in file.rows("opinions") if row.status in AWAITED]
    found += [
        (_("the plan is looked at again"), row.provider.name, row.review_on)
        for row in file.rows("plans")
        if row.status == PlanStatus.AGREED and row.review_on
    ]
    return found


def _members() -> QuerySet[HouseholdMember]:
    rows = HouseholdMember.objects.current().filter(household__person=Given("beneficiary")).exclude(relation="self")
    return rows.only("uid", "relation", "facts", "confirmed_on", "seen", "data_key").order_by("pk")[:20]


TASKS = Part("awaited", Where.TOP, _tasks, needs=Permission.WORK_ON_CASE)
HOUSEHOLD = Part("household", Where.TOP, lambda file: file.rows("household") or None, {"household": _members})
