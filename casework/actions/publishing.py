"""A sealed act is published by the worker that sealed it, and takes effect at that moment."""

from django.db import transaction
from django.utils import timezone

from casework import deadlines, notices
from casework.actions import acts, afterwards, appeals, decisions, needs, opinions, places, registry, waiting
from casework.models import Case, Decision, DecisionStatus, Outcome
from casework.telling import names, tell
from records.models import Document
from records.workflow import move

# How the registers call it, where that is not „decision“.
KINDS: dict[str, str] = {Outcome.REVOCATION: "decision_revoked", Outcome.CORRECTION: "decision_corrected"}


@transaction.atomic
def on_document_ready(document: Document) -> None:
    """The worker has rendered and sealed: the decision is published in the same transaction."""
    if document.kind != decisions.KIND:
        return
    rows = Decision.objects.select_related(*decisions.PARTS)
    decision = rows.filter(document_uid=document.uid, status=DecisionStatus.APPROVED).first()
    if decision is None:
        return
    now = timezone.now()
    today = timezone.localdate(now)
    case = decision.case
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk)  # before any act, as everybody locks them
    afterwards.take_effect(decision, today)
    move(decision, "publish", by=None, published_at=now, appeal_until=deadlines.term("appeal", today))
    if decision.changes_id is None:
        move(case, "publish_decision", by=None, public_facts={"outcome": decision.outcome}, decided_at=now)
        deadlines.meet(case, today)
        opinions.close_all(case, by=None)
        waiting.decided(case)
        places.await_person(case, today)
        if decision.outcome == Outcome.REFUSAL:
            needs.of_refusal(case, list(decision.reasons.all()), once=decision.uid)
    else:
        afterwards.end_terminated(today)
    appeals.satisfied_by(decision)
    acts.settle(case)
    kind = KINDS.get(decision.outcome, "decision")
    registry.enter(
        case,
        registry.OUTGOING,
        kind,
        by=decision.approved_by,
        document_uid=document.uid,
        other_number=str(decision.number),
    )
    context = {**names(case.service), "number": decision.number, "outcome": decision.outcome}
    tell(case, notices.DECISION, context, by=None, key=str(decision.uid), documents=_sent_with(document))


def _sent_with(document: Document) -> list[Document]:
    """The act and its easy words go together."""
    easy = (
        Document.objects.of(document.subject_uid, decisions.EASY).order_by("-pk").first()
        if document.subject_uid
        else None
    )
    return [document, easy] if easy else [document]
