"""Decisions: drafted, approved by somebody else, sealed by a worker, published by that worker."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework import notices, refusals
from casework.actions import acts, leaving, places, waiting
from casework.models import (
    Case,
    CaseStatus,
    Decision,
    DecisionStatus,
    DecisionTemplate,
    Outcome,
    Reason,
)
from casework.telling import names, tell
from casework.wording import delegation_of, frozen, frozen_easy, words_of
from people.models import User
from records import audit, documents
from records.models import Document
from records.numbers import next_number
from records.workflow import move
from services.models import DecisionAct, Service

YES = (Outcome.APPROVAL, Outcome.CHANGE)
KIND, EASY = "decision", "decision_easy"
# Documents of an act are in the language of the act.
EASY_TITLE = "Решението накратко"
# What is read with a decision that is about to be told of.
PARTS = (
    "data_key", "changes", "case__data_key", "case__service", "case__beneficiary",
    "case__request__application__applicant_user", "case__request__application__applicant",
)  # fmt: skip


class CannotDecide(Exception):
    """The sentence says what is missing."""


class SamePerson(Exception):
    """Who wrote any text of it may not approve (four eyes)."""


def _check(case: Case, outcome: str, reasons: list[Reason], alternatives: list[Service]) -> None:
    if not case.service.is_decided_here or case.service.decision_act == DecisionAct.NONE:
        raise CannotDecide("not_ours")
    if outcome == Outcome.REFUSAL and not (reasons and alternatives):
        raise CannotDecide("refusal_needs_reasons_and_alternatives")
    has_offers = case.service.offers.exists()
    now = Case.objects.select_for_update(of=("self",)).values_list("status", flat=True).get(pk=case.pk)
    if outcome == Outcome.APPROVAL and has_offers and now != CaseStatus.PLACE_CONFIRMED:
        raise CannotDecide("approval_needs_a_confirmed_place")


@transaction.atomic
def draft(
    case: Case,
    *,
    outcome: str,
    findings: str,
    by: User,
    reasons: list[Reason] | None = None,
    alternatives: list[Service] | None = None,
    starts_on: date | None = None,
    valid_until: date | None = None,
    execution_reason: str = "",
    unmet: list[str] | None = None,
) -> Decision:
    """Raises CannotDecide or WrongStatus. A refusal names reasons and at least one alternative.

    `unmet`: conditions that the officer adds to those that are computed from the facts.
    """
    _check(case, outcome, reasons or [], alternatives or [])
    facts = {"findings": findings, "execution_reason": execution_reason or None}
    dates = {"starts_on": starts_on, "valid_until": valid_until}
    lines = refusals.with_computed(case, unmet or []) if outcome == Outcome.REFUSAL else None
    decision = _drafted(case, "draft_decision", outcome, by, {**facts, **dates, "unmet": lines})
    decision.reasons.set(reasons or [])
    decision.alternatives.set(alternatives or [])
    return decision


def _move_case(decision: Decision, verb: str, *, by: User | None, **fields: Any) -> None:
    """An act about an earlier act leaves the case where it is; what it does to it is done when it is published.

    Always before the act itself moves: two who lock case and act in different order would stop each other.
    """
    if decision.changes_id is None:
        move(decision.case, verb, by=by, **fields)


@transaction.atomic
def terminate(case: Case, *, findings: str, by: User) -> Decision:
    """The procedure ends without an answer on the request (APK art. 30, 56). Raises CannotDecide or WrongStatus."""
    return _drafted(case, "draft_termination", Outcome.TERMINATION, by, {"findings": findings})


def _drafted(case: Case, verb: str, outcome: str, by: User, facts: dict[str, Any]) -> Decision:
    """Moves the case and writes the draft; `facts` are columns of it, encrypted ones too."""
    if not case.service.is_decided_here or case.service.decision_act == DecisionAct.NONE:
        raise CannotDecide("not_ours")
    if case.decisions.answers().filter(status=DecisionStatus.PUBLISHED).exists():
        raise CannotDecide("one_stands")  # it is changed, ended or revoked by an act of its own
    move(case, verb, by=by, public_facts={"outcome": str(outcome)})
    waiting.go_on(case)
    return new_draft(case, case.service.decision_act, outcome, by, facts)


def new_draft(case: Case, act: str, outcome: str, by: User, facts: dict[str, Any]) -> Decision:
    """A row alone: the caller has moved or locked what it is about."""
    now = timezone.now()
    template = DecisionTemplate.objects.for_act(act, outcome, case.service_id, timezone.localdate(now))
    decision = Decision(case=case, data_key=case.data_key, act=act, outcome=outcome, template=template)
    decision.drafted_by, decision.drafted_at = by, now
    for name, value in facts.items():
        setattr(decision, name, value)
    decision.save()
    audit.record("decision_drafted", decision, by=by, case=str(case.uid), outcome=str(outcome))
    return decision


@transaction.atomic
def redraft(
    decision: Decision,
    *,
    findings: str,
    by: User,
    reasons: list[Reason] | None = None,
    alternatives: list[Service] | None = None,
    unmet: list[str] | None = None,
    **facts: Any,
) -> None:
    """The draft after the head's note: its text, and what else of it is given. `facts`: days, why it is carried out."""
    _move_case(decision, "redraft_decision", by=by)
    if unmet is not None:
        facts["unmet"] = refusals.with_computed(decision.case, unmet)
    if "execution_reason" in facts:
        facts["execution_reason"] = facts["execution_reason"] or None
    if decision.drafted_by_id != by.pk:
        decision.former_drafters.add(decision.drafted_by_id)
    move(
        decision,
        "redraft",
        by=by,
        findings=findings,
        drafted_by=by,
        drafted_at=timezone.now(),
        returned_note=None,
        **facts,
    )
    if reasons is not None:
        decision.reasons.set(reasons)
    if alternatives is not None:
        decision.alternatives.set(alternatives)
    acts.settle(decision.case)


@transaction.atomic
def return_draft(decision: Decision, note: str, *, by: User) -> None:
    _move_case(decision, "return_draft", by=by)
    move(decision, "redraft", by=by, returned_note=note)
    acts.settle(decision.case)


@transaction.atomic
def approve(decision: Decision, *, by: User, read: str | None = None) -> Document:
    """Takes the number, freezes the text, queues the sealed document and the same in easy words.

    `read`: the mark of the words that the signatory has read; None where nobody reads them from a page.
    Raises SamePerson, WrongStatus, or CannotDecide where no order lets them sign, nobody would hear the appeal, or
    the words are others by now.
    """
    if decision.drafted_by_id == by.pk or decision.former_drafters.filter(pk=by.pk).exists():
        raise SamePerson
    today = timezone.localdate()
    delegation = delegation_of(by, decision, today)
    if delegation is None:
        raise CannotDecide("no_delegation")
    said = words_of(decision, delegation)
    if not said.appeal:
        raise CannotDecide("no_appeal_clause")
    if read is not None and read != said.mark:
        raise CannotDecide("text_changed")
    _move_case(decision, "approve_decision", by=by)
    number = next_number(decision.template.register, today)
    signed: dict[str, Any] = {
        "approved_by": by,
        "approved_at": timezone.now(),
        "delegation": delegation,
        "number": number,
    }
    move(decision, "approve", by=by, public_facts={"delegation": str(delegation.uid)}, **signed)
    easy = _request(decision, EASY, "pdf/decision_easy.html", frozen_easy(decision, delegation, number), by=by)
    document = _request(decision, KIND, "pdf/decision.html", frozen(decision, said, number, by), by=by)
    decision.document_uid, decision.easy_uid = document.uid, easy.uid
    Decision.objects.filter(pk=decision.pk).update(document_uid=document.uid, easy_uid=easy.uid)
    acts.settle(decision.case)
    return document


def _request(decision: Decision, kind: str, template: str, context: dict[str, Any], *, by: User) -> Document:
    is_act = kind == KIND
    return documents.request(
        kind,
        subject=decision,
        data_key=decision.data_key,
        template=template,
        context=context,
        title=decision.template.title_bg if is_act else EASY_TITLE,
        number=str(decision.number) if is_act else "",
        issued_on=timezone.localdate(),
        valid_until=decision.valid_until,
        seal=is_act,
        by=by,
        language="bg",
    )


@transaction.atomic
def revoke(decision: Decision, *, by: User | None) -> None:
    """The document stays readable and says at /verify/ that it no longer holds."""
    move(decision, "revoke", by=by)
    Document.objects.of(decision.uid, KIND).update(revoked_at=timezone.now())
    context = {**names(decision.case.service), "number": decision.number}
    tell(decision.case, notices.REVOKED, context, by=by, key=str(decision.uid))


@transaction.atomic
def accept_place(case: Case, *, by: User) -> None:
    """The person says yes to the place of a published approval."""
    if not case.decisions.filter(status=DecisionStatus.PUBLISHED, outcome__in=YES).exists():
        raise CannotDecide("no_published_approval")
    move(case, "accept_place", by=by)
    places.take_place(case, by=by)


@transaction.atomic
def decline_place(case: Case, *, by: User) -> None:
    """The person says no: the place is free for the next one at once."""
    move(case, "decline_place", by=by, closed_at=timezone.now())
    leaving.give_back_all(case, leaving.NOT_BEGUN, on=timezone.localdate(), by=by)
