"""Who answers for a case: named by the head, for one or for hundreds, all of them or none."""

from collections.abc import Collection
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import notices
from casework.absences import receiver
from casework.models import Case
from casework.models.case import units_of
from casework.telling import tell_officer
from people.models import User
from records.together import together
from records.workflow import move_all

MOST = 500
NAMED = 20


class AssignReason(models.TextChoices):
    """Codes, so that the history says why and outlives a shredded key."""

    WORKLOAD = "workload", _("the work is shared out")
    ABSENCE = "absence", _("the officer is absent")
    KNOWS = "knows", _("knows the person or the subject")
    CONFLICT = "conflict", _("the officer may not decide it (kinship, interest)")
    WISH = "wish", _("the person asked for it")


class NotAll(Exception):
    """Nothing was done: `cases` do not allow it."""

    def __init__(self, cases: list[Case]) -> None:
        super().__init__([case.number for case in cases])
        self.cases = cases


class NotInUnit(Exception):
    """The officer does not work in the unit of every one of these cases."""


class NotThere(Exception):
    """Some of the cases are not the user's to see."""


def chosen(uids: Collection[UUID], *, by: User) -> list[Case]:
    """The cases, locked; all of them are in the user's units, or NotThere is raised."""
    cases = list(Case.objects.visible_to(by).filter(uid__in=set(uids)).locked())
    if len(cases) != len(set(uids)):
        raise NotThere
    return cases


def assign(uids: Collection[UUID], *, to: User, reason: str, by: User) -> tuple[int, User]:
    """How many changed hands, and who got them: the substitute of whoever is away today. All or none.

    Those that are the officer's already stay as they are. Raises NotThere, NotAll and NotInUnit. The statuses stay: who
    is named has not begun yet.
    """
    to = receiver(to, timezone.localdate())
    with together():
        cases = chosen(uids, by=by)
        finished = [case for case in cases if case.status not in Case.STEPS["assign"].sources]
        if finished:
            raise NotAll(finished)
        if not {case.unit_id for case in cases} <= set(units_of(to)):
            raise NotInUnit
        moving = [case for case in cases if case.assignee_id != to.pk]
        move_all(moving, "assign", by=by, public_facts={"officer": str(to.uid), "reason": reason}, assignee=to)
        if moving and to != by:
            _tell(moving, to, by)
    return len(moving), to


def _tell(cases: list[Case], officer: User, by: User) -> None:
    """One message, however many cases."""
    numbers = [case.number for case in cases]
    context = {
        "number": len(cases), "lines": numbers[:NAMED], "more": max(len(numbers) - NAMED, 0), "by": by.label,
    }  # fmt: skip
    tell_officer(officer, notices.ASSIGNED, context, about=cases[0].unit, by=by)
