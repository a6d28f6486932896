"""Corrections of a case: asked for, proposed, reminded of, and what happens when nobody answers."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.actions import corrections
from applications.models import Correction
from casework import deadlines, notices
from casework.actions import registry
from casework.models import Case
from casework.signatures import require_signed
from casework.telling import tell
from people.models import User
from records.workflow import WrongStatus, move


@transaction.atomic
def ask(case: Case, *, fields: list[str], reason: str, by: User) -> Correction:
    """Named questions reopen, the clock stops, the people of the case are told (APK art. 30(2))."""
    require_signed(case)
    today = timezone.localdate()
    due: date = deadlines.term("correction", today)
    move(case, "ask_correction", by=by, public_facts={"due_on": due.isoformat()})
    deadlines.suspend(case, "correction", today)
    registry.enter(case, registry.OUTGOING, "correction_asked", by=by)
    application = case.request.application
    correction = corrections.ask(application, case_uid=case.uid, fields=fields, reason=reason, due_on=due, by=by)
    tell(case, notices.CORRECTION, _context(case, correction), by=by, key=str(correction.uid))
    return correction


class AlreadyProposed(Exception):
    """The person has not answered the former proposal of this case yet."""


@transaction.atomic
def propose(case: Case, *, name: str, proposed: dict[str, dict[str, Any]], reason: str, by: User) -> Correction:
    """A value for the question `step:question`; it counts once the person says yes, and the clock runs on."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if Correction.objects.filter(case_uid=case.uid, is_proposal=True, status=Correction.Status.OPEN).exists():
        raise AlreadyProposed
    correction = corrections.ask(
        case.request.application, case_uid=case.uid, fields=[name], reason=reason, proposed=proposed,
        due_on=deadlines.term("proposal", timezone.localdate()), by=by,
    )  # fmt: skip
    tell(case, notices.PROPOSAL, _context(case, correction), by=by, key=str(correction.uid))
    return correction


def _context(case: Case, correction: Correction) -> dict[str, Any]:
    return {"number": case.number, "reason": correction.reason, "due_on": f"{correction.due_on:%d.%m.%Y}"}


@transaction.atomic
def drop(case: Case, *, by: User) -> None:
    """It is no longer needed: the case goes on and its clock too. Raises WrongStatus."""
    move(case, "drop_correction", by=by)
    for correction in _open_of(case):
        corrections.close(correction, by=by)
    deadlines.resume(case, "correction", timezone.localdate())
    tell(
        case, notices.CORRECTION_DROPPED, {"number": case.number}, by=by, key=f"{case.uid}:{timezone.now():%Y%m%d%H%M}"
    )


def close_all(case: Case, *, by: User | None) -> None:
    """Nothing is asked of the person any more, proposals too."""
    for correction in Correction.objects.of_case(case.uid).filter(status=Correction.Status.OPEN):
        corrections.close(correction, by=by)


def _open_of(case: Case) -> list[Correction]:
    rows = Correction.objects.filter(case_uid=case.uid, is_proposal=False, status=Correction.Status.OPEN)
    return list(rows.select_related("data_key"))


def remind(today: date) -> int:
    """One reminder for each question whose day is near. How many; running it again reminds nobody twice."""
    rule = deadlines.rule_in_force("correction-reminder", today)
    told = 0
    for correction, case in _due(deadlines.after(today, rule)):
        if correction.due_on >= today and timezone.localdate(correction.asked_at) < today:
            tell(case, notices.CORRECTION_REMINDER, _context(case, correction), by=None, key=str(correction.uid))
            told += 1
    return told


def lapse(today: date) -> int:
    """Questions whose day has passed without an answer: the officer goes on with what there is. How many."""
    done = 0
    for correction, case in _due(today):
        if correction.due_on >= today:
            continue
        try:
            _lapse(correction, case, today)
        except WrongStatus:
            continue  # somebody was quicker
        done += 1
    return done


@transaction.atomic
def _lapse(correction: Correction, case: Case, today: date) -> None:
    corrections.close(correction, by=None)
    if correction.is_proposal:
        return
    move(case, "lapse_correction", by=None, public_facts={"due_on": correction.due_on.isoformat()})
    deadlines.resume(case, "correction", today)
    tell(case, notices.CORRECTION_LAPSED, _context(case, correction), by=None, key=str(correction.uid))


def _due(day: date) -> Iterator[tuple[Correction, Case]]:
    rows = list(Correction.objects.due_by(day).select_related("data_key"))
    cases = {case.uid: case for case in Case.objects.with_parts().filter(uid__in=[row.case_uid for row in rows])}
    return ((row, cases[row.case_uid]) for row in rows if row.case_uid in cases)
