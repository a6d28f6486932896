"""Appeals handed in through us: registered, sent on in time, and what was ruled carried out."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework import deadlines, notices
from casework.actions import afterwards, decisions, registry
from casework.actions.decisions import CannotDecide
from casework.models import Appeal, AppealRoute, AppealTo, Decision, DecisionStatus, Issuer, Ruling
from casework.telling import names, tell
from people.models import User
from records import audit
from records.workflow import move


@transaction.atomic
def register(decision: Decision, *, to: str, lodged_on: date, lodged_by: str, against: str, by: User) -> Appeal:
    """Also a late one: whether it is heard is for the body to say. Raises CannotDecide where nothing is in force."""
    locked = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if locked.status != DecisionStatus.PUBLISHED:
        raise CannotDecide("not_in_force")
    route = AppealRoute.objects.in_force(_issuer(decision), lodged_on)
    if route is None:
        raise CannotDecide("no_appeal_clause")
    rule = deadlines.rule_in_force("appeal-forwarding", lodged_on)
    appeal = Appeal(
        decision=decision, data_key=decision.data_key, to=to, lodged_on=lodged_on, registered_by=by,
        body_bg=route.court_bg if to == AppealTo.COURT else route.body_bg,
        is_late=locked.delivered_on is not None and lodged_on > (locked.appeal_until or lodged_on),
        stops_execution=not decision.execution_reason, send_by=deadlines.after(lodged_on, rule),
    )  # fmt: skip
    appeal.lodged_by, appeal.against = lodged_by, against
    Decision.objects.filter(pk=decision.pk).update(final_on=None)
    afterwards.count_open_appeal(decision, +1)
    appeal.number = registry.enter(decision.case, registry.INCOMING, "appeal", by=by).number
    appeal.save()
    audit.record("appeal_registered", appeal, by=by, decision=str(decision.uid), to=to)
    _tell(appeal, "registered", by=by)
    return appeal


def _issuer(decision: Decision) -> str:
    return decision.delegation.issuer if decision.delegation else Issuer.MAYOR


@transaction.atomic
def send_on(appeal: Appeal, *, on: date, number: str, by: User) -> None:
    """With the file of the case. Raises WrongStatus."""
    move(appeal, "send_on", by=by, sent_on=on, sent_number=number)
    registry.enter(appeal.decision.case, registry.OUTGOING, "appeal_sent", by=by, other_number=number)
    _tell(appeal, "sent", by=by)


@transaction.atomic
def take_back(appeal: Appeal, *, by: User) -> None:
    """The person does not appeal any more. Raises WrongStatus."""
    move(appeal, "take_back", by=by)
    afterwards.count_open_appeal(appeal.decision, -1)


@transaction.atomic
def rule(appeal: Appeal, *, ruling: str, on: date, number: str, words: str, by: User) -> None:
    """What the body or the court ruled. What is changed or returned opens the case again. Raises WrongStatus."""
    facts: dict[str, Any] = {"ruling": ruling, "ruled_on": on, "ruling_number": number}
    move(appeal, "rule", by=by, public_facts={"ruling": str(ruling)}, **facts, ruling_words=words or None)
    afterwards.count_open_appeal(appeal.decision, -1)
    registry.enter(appeal.decision.case, registry.INCOMING, "appeal_decision", by=by, other_number=number)
    if ruling in (Ruling.CHANGED, Ruling.RETURNED):
        decision = Decision.objects.select_related(*decisions.PARTS).get(pk=appeal.decision_id)
        if decision.status == DecisionStatus.PUBLISHED:
            decisions.revoke(decision, by=by)
            afterwards.reopen(decision.case, timezone.localdate(), by=by)
    _tell(appeal, f"ruled-{ruling}", by=by)


def _tell(appeal: Appeal, what: str, *, by: User) -> None:
    case = appeal.decision.case
    context = {**names(case.service), "number": appeal.decision.number, "what": what, "body": appeal.body_bg}
    tell(case, notices.APPEAL, context, by=by, key=f"{appeal.uid}:{what}")
