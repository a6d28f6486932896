"""Helps in use: stopped for some days, changed, ended. Each request is a document of its own, with a number."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from applications.actions.submissions import REGISTER
from applications.models import Origin
from casework import deadlines, notices
from casework.actions import leaving, places, talk, transfers
from casework.models import Case, CaseStatus, DecisionStatus, Outcome, Placement, UseChange, UseKind, UseStatus
from casework.models.case import OPEN_STATUSES
from casework.models.deadline import ANOTHER_PLACE
from casework.models.place import HoldStatus
from casework.telling import names, tell
from people.models import User
from records import audit
from records.numbers import next_number
from records.workflow import WrongStatus, move

NOTICE = {
    UseKind.PAUSE: "pause-notice",
    UseKind.CHANGE: "change-notice",
    UseKind.END: "end-notice",
    UseKind.TRANSFER: "change-notice",
}


class NotInUse(Exception):
    """The person does not use this help now."""


class TooEarly(Exception):
    """The provider could no longer act on it; `day` is the earliest one that is possible."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class Overlaps(Exception):
    """Some of these days are in a pause already, or another provider is looked for already."""

    def __init__(self, other: UseChange) -> None:
        super().__init__(other.number)
        self.other = other


def is_in_use(case: Case) -> bool:
    """Placed at a provider; or, for a help without places, approved and not over. A query only for the second."""
    if case.status != CaseStatus.DECIDED:
        return case.status == CaseStatus.PLACED
    approved = case.decisions.filter(status=DecisionStatus.PUBLISHED, outcome__in=(Outcome.APPROVAL, Outcome.CHANGE))
    return approved.exists() and not case.holds.exists()


def earliest(case: Case, kind: str, today: date) -> date:
    """The first day from which the provider can act on it: so many days of notice from today, by the rule in force."""
    rule = deadlines.rule_in_force(NOTICE[UseKind(kind)], today, case.service_id)
    return deadlines.after(today, rule)


@transaction.atomic
def ask(
    case: Case,
    kind: UseKind,
    *,
    starts_on: date,
    by: User,
    ends_on: date | None = None,
    parts: list[str] | None = None,
    text: str = "",
    origin: str = Origin.ONLINE,
    form_uid: UUID | None = None,
) -> UseChange:
    """The numbered request; the one that is there already when the same form comes twice.

    Raises NotInUse, TooEarly or Overlaps: nothing is written then.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    known = UseChange.objects.filter(case=case, form_uid=form_uid, asked_by=by).first() if form_uid else None
    if known is not None:
        return known
    today = timezone.localdate()
    _check(locked, kind, starts_on, ends_on, today)
    change = UseChange(
        case=case, data_key=case.data_key, kind=kind, origin=origin, starts_on=starts_on, ends_on=ends_on,
        parts=parts or [], asked_by=by, form_uid=form_uid, number=next_number(REGISTER, today),
    )  # fmt: skip
    change.text = text
    change.save()
    talk.wait_for_officer(case)
    tell(case, notices.USE_ASKED, context_of(change), by=by, key=str(change.uid))
    audit.record(f"use_asked:{kind}", change, by=by, case=str(case.uid), number=change.number)
    return change


def _check(case: Case, kind: UseKind, starts_on: date, ends_on: date | None, today: date) -> None:
    if not is_in_use(case) or (kind == UseKind.TRANSFER and case.status != CaseStatus.PLACED):
        raise NotInUse
    first = earliest(case, kind, today)
    if starts_on < first:
        raise TooEarly(first)
    if kind == UseKind.TRANSFER:
        sought = UseChange.objects.filter(case=case, kind=kind).standing().first()
        if sought is not None:
            raise Overlaps(sought)
    if kind == UseKind.PAUSE:
        other = UseChange.objects.filter(case=case).pauses_between(starts_on, ends_on or date.max).first()
        if other is not None:
            raise Overlaps(other)


def context_of(change: UseChange) -> dict[str, Any]:
    """What the notices of a request say."""
    return {
        **names(change.case.service),
        "number": change.number,
        "kind": change.kind,
        "starts_on": f"{change.starts_on:%d.%m.%Y}",
        "ends_on": f"{change.ends_on:%d.%m.%Y}" if change.ends_on else "",
        "answer": change.answer or "",
    }


@transaction.atomic
def confirm(change: UseChange, *, by: User) -> None:
    """The officer or the provider says yes. Raises WrongStatus."""
    Case.objects.select_for_update(of=("self",)).get(pk=change.case_id)
    move(change, "confirm", by=by, answered_at=timezone.now(), answered_by=by)
    if change.kind == UseKind.TRANSFER:
        transfers.begin(change, by=by)
    if change.kind == UseKind.END:
        _used(change.case).update(ends_on=change.starts_on)
    tell(change.case, notices.USE_CONFIRMED, context_of(change), by=by, key=str(change.uid))
    talk.settle(change.case)


def _used(case: Case) -> QuerySet[Placement]:
    return Placement.objects.filter(case=case, hold__in=case.holds.running().filter(status=HoldStatus.TAKEN))


@transaction.atomic
def decline(change: UseChange, answer: str, *, by: User) -> None:
    """No, with the reason in words. Raises WrongStatus."""
    Case.objects.select_for_update(of=("self",)).get(pk=change.case_id)
    is_sought = change.kind == UseKind.TRANSFER and change.status == UseStatus.CONFIRMED
    verb = "give_up" if is_sought else "decline"
    move(change, verb, by=by, answered_at=timezone.now(), answered_by=by, answer=answer)
    if is_sought:
        transfers.drop(change.case, by=by)
    tell(change.case, notices.USE_DECLINED, context_of(change), by=by, key=str(change.uid))
    talk.settle(change.case)


@transaction.atomic
def cancel(change: UseChange, *, by: User) -> None:
    """The person takes it back before it has begun. Raises WrongStatus."""
    Case.objects.select_for_update(of=("self",)).get(pk=change.case_id)
    change.refresh_from_db(fields=["status"])
    if not change.may_be_cancelled(timezone.localdate()):
        raise WrongStatus("cancel", change.status)
    move(change, "cancel", by=by)
    if change.kind == UseKind.END:
        _used(change.case).update(ends_on=None)
    if change.kind == UseKind.TRANSFER:
        transfers.drop(change.case, by=by)
    talk.settle(change.case)
    tell(change.case, notices.USE_CANCELLED, context_of(change), by=by, key=str(change.uid))


def earliest_return(pause: UseChange, today: date) -> date:
    """The first day on which the help can come again: after the days of notice, and after the pause's first day."""
    rule = deadlines.rule_in_force("resume-notice", today, pause.case.service_id)
    return max(deadlines.after(today, rule), pause.starts_on + timedelta(days=1))


@transaction.atomic
def resume_early(change: UseChange, on: date, *, by: User) -> None:
    """The help comes again from that day. Raises TooEarly, or WrongStatus when the pause is over or not running."""
    today = timezone.localdate()
    if not change.may_end_early(today):
        raise WrongStatus("resume_early", change.status)
    first = earliest_return(change, today)
    if on < first:
        raise TooEarly(first)
    last = on - timedelta(days=1)
    move(change, "resume_early", by=by, public_facts={"last_day": last.isoformat()}, ends_on=last)
    tell(
        change.case,
        notices.USE_RESUMED,
        {**context_of(change), "from": f"{on:%d.%m.%Y}"},
        by=by,
        key=f"{change.uid}:{last}",
    )


def carry_out_ends(today: date) -> int:
    """Confirmed ends whose last day has passed: the place is free, and the case is closed or, where the provider ended
    it, looks for another place. Safe to run twice."""
    due = UseChange.objects.filter(kind=UseKind.END, status=UseStatus.CONFIRMED, starts_on__lt=today)
    done = 0
    for change in due.with_case():
        try:
            with transaction.atomic():
                _carry_out(change)
        except WrongStatus:
            continue  # somebody was quicker
        done += 1
    return done


def _carry_out(change: UseChange) -> None:
    case, facts = change.case, {"change": str(change.uid)}
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    move(change, "carry_out", by=None)
    is_over = change.reason is None or change.reason.ends_case
    if is_over:
        transfers.end_search(case)
        move(case, "close", by=None, public_facts=facts, closed_at=timezone.now())
    else:
        move(case, "find_another", by=None, public_facts=facts)
    for held in case.holds.running().filter(status=HoldStatus.TAKEN).select_related("offer"):
        move(held, "release", by=None)
        leaving.close(case, held, leaving.ENDED, on=change.starts_on, by=None)
    if is_over:
        return
    has_next = transfers.promote(case)
    if case.status in OPEN_STATUSES:
        deadlines.start(case, ANOTHER_PLACE, timezone.localdate())
    if not has_next:
        places.offer_next(case, by=None)
