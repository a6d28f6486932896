"""Acts about an earlier act: change, termination, correction, revocation. Written by one, approved by another."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from casework import deadlines
from casework.actions import acts, decisions, leaving, transfers
from casework.actions.decisions import YES, CannotDecide
from casework.models import Appeal, Case, CaseStatus, Decision, DecisionStatus, Outcome, Placement
from casework.models.place import HoldStatus
from people.models import User
from records.models import Document
from records.workflow import WrongStatus, move

IN_USE = (CaseStatus.DECIDED, CaseStatus.PLACED)
BATCH = 200


def possible(earlier: Decision) -> list[Outcome]:
    """What may be made of the act now. A help in use is ended, and not taken back as if it had never been."""
    if earlier.status != DecisionStatus.PUBLISHED or earlier.outcome in (Outcome.CORRECTION, Outcome.REVOCATION):
        return []
    status = earlier.case.status
    yes = [Outcome.CHANGE, Outcome.TERMINATION] if earlier.outcome in YES and status in IN_USE else []
    return [*yes, Outcome.CORRECTION, *([] if status == CaseStatus.PLACED else [Outcome.REVOCATION])]


@transaction.atomic
def draft(
    earlier: Decision,
    *,
    outcome: str,
    findings: str,
    by: User,
    starts_on: date | None = None,
    valid_until: date | None = None,
) -> Decision:
    """`starts_on`: from when it is changed, or the last day of what is ended. Raises CannotDecide."""
    case = Case.objects.select_for_update(of=("self",)).select_related("data_key", "service").get(pk=earlier.case_id)
    earlier = Decision.objects.select_related("case").get(pk=earlier.pk)
    if outcome not in possible(earlier):
        raise CannotDecide("not_of_this_act")
    if case.decisions.filter(status__in=(DecisionStatus.DRAFT, DecisionStatus.APPROVED)).exists():
        raise CannotDecide("another_waits")
    if outcome == Outcome.CHANGE:
        valid_until = valid_until or earlier.valid_until  # an end that the change does not name stays as it was
    facts = {"changes": earlier, "findings": findings, "starts_on": starts_on, "valid_until": valid_until}
    drafted = decisions.new_draft(case, earlier.act, outcome, by, facts)
    acts.settle(case)
    return drafted


def take_effect(decision: Decision, today: date) -> None:
    """What the act does to the earlier one, in the transaction that publishes it."""
    earlier = decision.changes
    if earlier is None:
        return
    if decision.outcome == Outcome.REVOCATION:
        decisions.revoke(Decision.objects.select_related(*decisions.PARTS).get(pk=earlier.pk), by=None)
        reopen(decision.case, today, by=None)
    elif decision.outcome in (Outcome.CHANGE, Outcome.TERMINATION):
        move(earlier, "replace", by=None, public_facts={"act": str(decision.uid)})


def reopen(case: Case, today: date, *, by: User | None) -> None:
    """The request is unanswered again: places are given back and a new term begins. A case that is open stays so."""
    if case.status not in Case.STEPS["reopen"].sources:
        return
    leaving.give_back_all(case, leaving.ENDED, on=today, by=by)
    move(case, "reopen", by=by, closed_at=None, decided_at=None)
    deadlines.meet(case, today)  # what ran before was about the first answer
    deadlines.start(case, deadlines.code_for(case.service), today)


def restore(revocation: Decision, today: date, *, by: User) -> bool:
    """The act that was revoked holds again, and the case is decided. False where something newer has begun."""
    case, earlier = revocation.case, revocation.changes
    newer = case.decisions.filter(status__in=(DecisionStatus.DRAFT, DecisionStatus.APPROVED)).exists()
    answered = case.decisions.answers().filter(status=DecisionStatus.PUBLISHED).exists()
    if earlier is None or newer or answered or case.status not in Case.STEPS["restore_decision"].sources:
        return False
    earlier = Decision.objects.select_related(*decisions.PARTS).get(pk=earlier.pk)
    leaving.give_back_all(case, leaving.NOT_BEGUN, on=today, by=by)
    move(case, "restore_decision", by=by, public_facts={"act": str(earlier.uid)}, decided_at=earlier.published_at)
    deadlines.meet(case, today)
    move(earlier, "restore", by=by)
    Document.objects.of(earlier.uid, decisions.KIND).update(revoked_at=None)
    return True


def end_terminated(today: date) -> int:
    """Helps that an act has ended: the case is closed and the place free after the last day. Safe to run twice."""
    ended = Q(starts_on__lt=today) | Q(starts_on__isnull=True)
    rows = Decision.objects.filter(
        ended, status=DecisionStatus.PUBLISHED, outcome=Outcome.TERMINATION, changes__isnull=False,
        case__status__in=IN_USE,
    )  # fmt: skip
    held_up = Appeal.objects.open().filter(decision=OuterRef("pk"), stops_execution=True)
    rows = rows.exclude(Exists(held_up))  # an appeal stops what it is against (APK art. 90)
    done = 0
    for decision in rows.select_related("case")[:BATCH]:
        with transaction.atomic():
            try:
                facts = {"decision": str(decision.uid)}
                if decision.case.status == CaseStatus.PLACED:
                    transfers.end_search(decision.case)
                move(decision.case, "close", by=None, public_facts=facts, closed_at=timezone.now())
            except WrongStatus:
                continue  # somebody was quicker
            used = Placement.objects.filter(case=decision.case, hold__status=HoldStatus.TAKEN)
            used.update(ends_on=decision.starts_on or today)
            leaving.give_back_all(decision.case, leaving.ENDED, on=decision.starts_on or today, by=None)
            done += 1
    return done


def finalise(today: date) -> int:
    """Nobody has appealed in the time for it: the act is in force for good. How many; safe to run twice."""
    rows = Decision.objects.filter(
        status=DecisionStatus.PUBLISHED, final_on=None, delivered_on__lte=today, appeal_until__lt=today,
        appeals_open=0,
    )  # fmt: skip
    due = list(rows.order_by("appeal_until", "pk").values_list("pk", flat=True)[:BATCH])
    done = 0
    for pk in due:
        with transaction.atomic():
            decision = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if decision is None or decision.appeal_until is None:
                continue
            final = deadlines.day_after(decision.appeal_until)
            facts = {"final_on": final.isoformat()}
            move(decision, "become_final", by=None, public_facts=facts, is_locked=True, final_on=final)
            done += 1
    return done


def count_open_appeal(decision: Decision, change: int) -> None:
    """Beside the act, so that what is final is found by one index."""
    Decision.objects.filter(pk=decision.pk).update(appeals_open=F("appeals_open") + change)
