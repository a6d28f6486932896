"""What can be appealed in a case today, before whom and until when: said in the same way to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from casework import deadlines
from casework.models import ANSWERS, AppealRoute, AppealTo, Case, Decision, DecisionStatus, Issuer, Outcome
from casework.silence import Silence, silence_of

FORWARDING = "appeal-forwarding"


@dataclass(frozen=True)
class Appealable:
    """`decision`: the act that stands; None where our silence is appealed.

    `until`: the last day; None while nobody has been told of the act, so that no term runs yet. `days`: of the term.
    """

    route: AppealRoute
    send_by: date
    decision: Decision | None = None
    silence: Silence | None = None
    until: date | None = None
    days: int = 0

    def is_late(self, day: date) -> bool:
        return self.until is not None and day > self.until

    def left(self, today: date) -> int:
        """Days that are left, with today."""
        return (self.until - today).days + 1 if self.until else 0

    def body_of(self, to: str) -> str:
        """Its name in Bulgarian, as the way of appeal in force says it."""
        return self.route.court_bg if to == AppealTo.COURT else self.route.body_bg

    @property
    def stops_execution(self) -> bool:
        """Whether the act may not be carried out until the appeal is decided (APK art. 90, 166)."""
        return self.decision is None or not self.decision.execution_reason

    @property
    def keeps_help(self) -> bool:
        """An appeal holds up what an act would end or change."""
        ends = (Outcome.TERMINATION, Outcome.CHANGE)
        return self.decision is not None and self.decision.outcome in ends and self.stops_execution


def issuer_of(decision: Decision | None) -> str:
    return decision.delegation.issuer if decision and decision.delegation else Issuer.MAYOR


def appealable(case: Case, day: date, act: UUID | None = None) -> Appealable | None:
    """`act`: the one that is meant; without it the answer in force, our silence, or what revoked the answer.

    None where nothing is in force and our term has not passed, or where no way of appeal is set.
    """
    acts = case.decisions.filter(status=DecisionStatus.PUBLISHED).select_related("data_key", "delegation")
    meant = acts.filter(uid=act) if act else acts.filter(outcome__in=ANSWERS).order_by("-pk")
    decision = meant.first()
    clock = None if decision or act else deadlines.clocks_of([case], timezone.localdate()).get(case.pk)
    silence = silence_of(case, clock, timezone.localdate())
    if decision is None and silence is None and act is None:
        decision = acts.beside().first()
    route = AppealRoute.objects.in_force(issuer_of(decision), day)
    if route is None or (decision is None and silence is None):
        return None
    send_by = deadlines.term(FORWARDING, day)
    if decision is None and silence is not None:
        return Appealable(route, send_by, silence=silence, until=silence.appeal_until)
    assert decision is not None
    until = decision.appeal_until if decision.delivered_on else None
    return Appealable(
        route, send_by, decision, until=until, days=deadlines.rule_in_force("appeal", day, case.service_id).amount
    )
