"""Cases: opened with the submission, taken, assigned, withdrawn."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from applications.models import Application, Correction, ServiceRequest
from casework import deadlines, notices
from casework.actions import opinions, registry, talk
from casework.models import Case
from casework.routing import targets_for
from casework.signatures import require_signed
from casework.telling import names, tell
from people.models import User
from records import audit
from records.together import add
from records.workflow import move
from services.models import DecisionAct


def open_cases(
    application: Application, requests: Sequence[ServiceRequest], by: User | None
) -> list[tuple[str, date | None]]:
    """One case for each requested service, inside the submitting transaction: (name, the day of our answer)."""
    received = application.received_day
    assert application.beneficiary is not None and application.submitted_at is not None and received is not None
    settlement = application.beneficiary.settlement
    asked = [request.service for request in requests]
    targets = targets_for(asked, settlement, application.coded or {}, received)
    cases = [
        Case(
            data_key=application.data_key,
            request=request,
            number=str(application) if len(requests) == 1 else f"{application}-{position}",
            service=request.service,
            beneficiary=application.beneficiary,
            settlement=settlement,
            unit=targets[request.service_id].unit,
            assignee_id=targets[request.service_id].officer_id,
            opened_at=application.submitted_at,
        )
        for position, request in enumerate(requests, 1)
    ]
    clocks = deadlines.first_clocks(cases, received)
    add(*cases, *clocks)
    for case in cases:
        registry.open_file(case, by=by, on=timezone.localdate(application.submitted_at))
        audit.record("case_opened", case, by=by, service=case.service.slug)
    return [(case.service.name, case.due_on) for case in cases]


@transaction.atomic
def take(case: Case, *, by: User) -> None:
    """The officer answers for the case from now on."""
    move(case, "take", by=by, public_facts={"officer": str(by.uid)}, assignee=by)


class NeedsDecision(Exception):
    """The service ends with an act, not with an answer alone."""


@transaction.atomic
def close(case: Case, answer: str, *, by: User) -> None:
    """Ends a request for a service that needs no act (a card, a document): the answer is told and kept."""
    if not case.service.is_decided_here or case.service.decision_act != DecisionAct.NONE:
        raise NeedsDecision
    require_signed(case)
    move(case, "close", by=by, outside_outcome=answer, closed_at=timezone.now())
    deadlines.meet(case, timezone.localdate())
    opinions.close_all(case, by=by)
    registry.enter(case, registry.OUTGOING, "answer", by=by)
    context = {**names(case.service), "number": case.number, "outcome": answer}
    tell(case, notices.OUTCOME, context, by=by, key=str(case.uid))


@transaction.atomic
def resume_after_correction(correction: Correction, by: User | None) -> None:
    """The citizen answered: the clock goes on and the case is the officer's again."""
    case = Case.objects.select_related("data_key", "unit").get(uid=correction.case_uid)
    if correction.is_proposal:
        talk.wait_for_officer(case)
        return
    move(case, "resume", by=by)
    registry.enter(case, registry.INCOMING, "correction", by=by)
    deadlines.resume(case, "correction", timezone.localdate())
