"""Decisions: drafted, approved by somebody else, sealed by a worker, published by that worker."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from casework import deadlines, notices, placeholders
from casework.actions import needs, places
from casework.models import (
    Case,
    CaseStatus,
    Decision,
    DecisionStatus,
    DecisionTemplate,
    Outcome,
    PlaceHold,
    Reason,
)
from casework.models.place import ACTIVE_HOLDS
from casework.telling import names, tell
from people.models import User
from records import audit, documents
from records.models import Document
from records.numbers import next_number, with_date
from records.workflow import move
from services.models import DecisionAct, Service
from services.pages import fee_by_law

KIND = "decision"
ADULT = 18
FOR_CHILDREN = {"children_at_risk", "young_families", "children_disability", "children_no_parents", "care_leavers"}


class CannotDecide(Exception):
    """The sentence says what is missing."""


class SamePerson(Exception):
    """Who drafted may not approve (four eyes)."""


def suggested_alternatives(case: Case) -> list[Service]:
    """Other services for the same people; for an adult, by the groups of adults that the two share."""
    groups = case.service.target_groups.all()
    if _is_adult(case):
        groups = groups.exclude(slug__in=FOR_CHILDREN)
    near = Service.objects.published().filter(target_groups__in=groups).exclude(pk=case.service_id)
    return list(near.filter(emergency=False).distinct()[:6])


def _is_adult(case: Case) -> bool:
    """An unknown age rules nothing out."""
    year = case.beneficiary.birth_year
    return year is not None and timezone.localdate().year - year >= ADULT


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
) -> Decision:
    """Raises CannotDecide or WrongStatus. A refusal names reasons and at least one alternative."""
    _check(case, outcome, reasons or [], alternatives or [])
    today = timezone.localdate()
    templates = DecisionTemplate.objects.in_force(today).filter(act=case.service.decision_act, outcome=outcome)
    move(case, "draft_decision", by=by, public_facts={"outcome": str(outcome)})
    decision = Decision(
        case=case,
        data_key=case.data_key,
        act=case.service.decision_act,
        outcome=outcome,
        template=templates.latest("valid_from"),
        starts_on=starts_on,
        valid_until=valid_until,
        drafted_by=by,
        drafted_at=timezone.now(),
    )
    decision.findings = findings
    decision.save()
    decision.reasons.set(reasons or [])
    decision.alternatives.set(alternatives or [])
    audit.record("decision_drafted", decision, by=by, case=str(case.uid))
    return decision


@transaction.atomic
def redraft(decision: Decision, *, findings: str, by: User) -> None:
    """The text after the head's note, by the drafter of it."""
    move(decision.case, "redraft_decision", by=by)
    move(
        decision,
        "redraft",
        by=by,
        findings=findings,
        drafted_by=by,
        drafted_at=timezone.now(),
        returned_note=None,
    )


@transaction.atomic
def return_draft(decision: Decision, note: str, *, by: User) -> None:
    move(decision, "redraft", by=by, returned_note=note)
    move(decision.case, "return_draft", by=by)


def wording(decision: Decision) -> tuple[str, str]:
    """The text with every value in place, and the appeal clause."""
    values = _values(decision)
    return placeholders.fill(decision.template.body_bg, values), placeholders.fill(decision.template.appeal_bg, values)


def _values(decision: Decision) -> dict[str, str]:
    case = decision.case
    application = case.request.application
    held = PlaceHold.objects.filter(case=case, status__in=ACTIVE_HOLDS).select_related("offer__provider").first()
    reasons = [
        f"– {reason.text_bg} ({reason.legal_ground_bg})." if reason.legal_ground_bg else f"– {reason.text_bg}."
        for reason in decision.reasons.all()
    ]
    days = deadlines.rule_in_force("appeal", timezone.localdate()).amount
    return {
        "application_number": application.dated_number,
        "applicant": application.applicant.full_name if application.applicant else "",
        "person": case.beneficiary.full_name,
        "service": case.service.name_bg,
        "findings": decision.findings or "",
        "provider": held.offer.provider.name_bg if held else "",
        "site": held.offer.site_bg if held else "",
        "starts_on": f"{decision.starts_on:%d.%m.%Y} г." if decision.starts_on else "",
        "valid_until": f"{decision.valid_until:%d.%m.%Y} г." if decision.valid_until else "",
        "fee": fee_by_law(case.service),
        "reasons": "\n".join(reasons),
        "alternatives": "\n".join(f"– {service.name_bg}" for service in decision.alternatives.all()),
        "appeal_days": str(days),
    }


@transaction.atomic
def approve(decision: Decision, *, by: User) -> Document:
    """Takes the number, freezes the text, queues the sealed document. Raises SamePerson or WrongStatus."""
    if decision.drafted_by_id == by.pk:
        raise SamePerson
    today = timezone.localdate()
    text, appeal = wording(decision)
    case = decision.case
    move(case, "approve_decision", by=by)
    number = next_number(decision.template.register, today)
    move(decision, "approve", by=by, approved_by=by, approved_at=timezone.now(), number=number)
    document = documents.request(
        KIND,
        subject=decision,
        data_key=decision.data_key,
        template="pdf/decision.html",
        context={
            "act": decision.template.title_bg,
            "grounds": decision.template.legal_grounds_bg,
            "paragraphs": [part for part in text.split("\n\n") if part.strip()],
            "appeal": appeal,
            "signatory": decision.template.signatory_bg,
            "approved_by": by.name,
            "post": by.post,
            "dated_number": with_date(number, today),
        },
        title=decision.template.title_bg,
        number=number,
        issued_on=today,
        valid_until=decision.valid_until,
        seal=True,
        by=by,
        language="bg",
    )
    Decision.objects.filter(pk=decision.pk).update(document_uid=document.uid)
    decision.document_uid = document.uid
    return document


def on_document_ready(document: Document) -> None:
    """The worker has rendered and sealed: the decision is published in the same transaction."""
    if document.kind != KIND:
        return
    rows = Decision.objects.select_related(
        "data_key", "case__data_key", "case__service", "case__beneficiary",
        "case__request__application__applicant_user", "case__request__application__applicant",
    )  # fmt: skip
    decision = rows.filter(document_uid=document.uid, status=DecisionStatus.APPROVED).first()
    if decision is None:
        return
    now = timezone.now()
    today = timezone.localdate(now)
    appeal_until = deadlines.term("appeal", today)
    move(decision, "publish", by=None, published_at=now, appeal_until=appeal_until)
    case = decision.case
    move(case, "publish_decision", by=None, public_facts={"outcome": decision.outcome}, decided_at=now)
    deadlines.meet(case, today)
    places.await_person(case, today)
    if decision.outcome == Outcome.REFUSAL:
        needs.of_refusal(case, list(decision.reasons.all()), once=decision.uid)
    context = {**names(case.service), "number": decision.number, "outcome": decision.outcome}
    tell(case, notices.DECISION, context, by=None, key=str(decision.uid), documents=[document])


@transaction.atomic
def revoke(decision: Decision, *, by: User) -> None:
    """The document stays readable and says at /verify/ that it no longer holds."""
    move(decision, "revoke", by=by)
    Document.objects.of(decision.uid, KIND).update(revoked_at=timezone.now())
    context = {**names(decision.case.service), "number": decision.number}
    tell(decision.case, notices.REVOKED, context, by=by, key=str(decision.uid))


@transaction.atomic
def accept_place(case: Case, *, by: User) -> None:
    """The person says yes to the place of a published approval."""
    if not case.decisions.filter(status=DecisionStatus.PUBLISHED, outcome=Outcome.APPROVAL).exists():
        raise CannotDecide("no_published_approval")
    move(case, "accept_place", by=by)
    places.take_place(case, by=by)


@transaction.atomic
def decline_place(case: Case, *, by: User) -> None:
    """The person says no: the place is free for the next one at once."""
    move(case, "decline_place", by=by, closed_at=timezone.now())
    for held in case.holds.active():
        move(held, "release", by=by)
