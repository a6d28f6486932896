"""The words of an act: its template filled from the case, frozen once, shown as PDF, as a page and in easy words."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from casework import deadlines, placeholders, refusals
from casework.models import AppealRoute, Decision, Delegation, Issuer, PlaceHold
from people.models import User
from records.numbers import with_date
from services.pages import fee_by_law

IN_EASY_WORDS = ("provider", "earlier", "starts_on", "valid_until", "appeal_days", "appeal_body", "findings")


@dataclass(frozen=True)
class Wording:
    """What the act says, paragraph by paragraph, before it has a number."""

    text: str
    execution: str
    appeal: str
    signatory: str

    @property
    def paragraphs(self) -> list[str]:
        return [part for part in self.text.split("\n\n") if part.strip()]

    @property
    def mark(self) -> str:
        """The same for the same words alone: who signs says by it what they have read."""
        return hashlib.sha256("\x1f".join(astuple(self)).encode()).hexdigest()


def delegation_of(user: User, decision: Decision, day: date) -> Delegation | None:
    """The order by which the user may sign this act on that day; a substitute needs one of their own."""
    orders = Delegation.objects.in_force(day).filter(user=user)
    return orders.for_act(decision.act, decision.case.service_id).first()


def wording(decision: Decision, delegation: Delegation | None = None) -> tuple[str, str]:
    """The text with every value in place, and the appeal clause."""
    said = words_of(decision, delegation)
    return said.text, said.appeal


def words_of(decision: Decision, delegation: Delegation | None) -> Wording:
    """Without a delegation: as the mayor in person would sign it."""
    template = decision.template
    values = _values(decision, delegation)
    execution = placeholders.fill(template.execution_bg, values) if values["execution_reason"] else ""
    return Wording(
        text=placeholders.fill(template.body_bg, values),
        execution=execution,
        appeal=placeholders.fill(template.appeal_bg, values) if values["appeal_body"] else "",
        signatory=placeholders.fill(template.signatory_bg, values),
    )


def _values(decision: Decision, delegation: Delegation | None) -> dict[str, str]:
    case = decision.case
    application = case.request.application
    held = _held(decision)
    return {
        "application_number": application.dated_number,
        "applicant": application.applicant.full_name if application.applicant else "",
        "person": case.beneficiary.full_name,
        "service": case.service.name_bg,
        "findings": decision.findings or "",
        "provider": held.offer.provider.name_bg if held else "",
        "site": held.offer.site_bg if held else "",
        "starts_on": _day(decision.starts_on),
        "valid_until": _day(decision.valid_until),
        "fee": fee_by_law(case.service),
        "reasons": "\n".join(_reasons(decision)),
        "unmet": "\n".join(f"– {line}." for line in decision.unmet or []),
        "alternatives": "\n".join(f"– {service.name_bg}" for service in decision.alternatives.all()),
        "execution_reason": decision.execution_reason or "",
        "earlier": _earlier(decision),
        "procedure": "" if decision.changes_id else "1",
        **_signature(delegation),
    }


def _signature(delegation: Delegation | None) -> dict[str, str]:
    today = timezone.localdate()
    issuer = delegation.issuer if delegation else Issuer.MAYOR
    route = AppealRoute.objects.in_force(issuer, today)
    return {
        "order": delegation.order if delegation else "",
        "issuer": route.issuer_bg if route else "",
        "appeal_days": str(deadlines.rule_in_force("appeal", today).amount),
        "appeal_body": route.body_bg if route else "",
        "appeal_court": route.court_bg if route else "",
        "appeal_through": route.through_bg if route else "",
    }


def _earlier(decision: Decision) -> str:
    """Number and day of the act that this one is about."""
    first = decision.changes
    if first is None or first.approved_at is None:
        return ""
    return with_date(first.number, timezone.localdate(first.approved_at))


def _held(decision: Decision) -> PlaceHold | None:
    rows = PlaceHold.objects.running().filter(case=decision.case_id)
    return rows.select_related("offer__provider").first()


def _reasons(decision: Decision) -> list[str]:
    return [
        f"– {reason.text_bg} ({reason.legal_ground_bg})." if reason.legal_ground_bg else f"– {reason.text_bg}."
        for reason in decision.reasons.all()
    ]


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y} г." if day else ""


def frozen(decision: Decision, said: Wording, number: str, by: User) -> dict[str, Any]:
    """What the sealed act shows, and nothing else."""
    return {
        "act": decision.template.title_bg,
        "grounds": decision.template.legal_grounds_bg,
        "paragraphs": said.paragraphs,
        "execution": said.execution,
        "appeal": said.appeal,
        "signatory": said.signatory,
        "approved_by": by.name,
        "post": by.post,
        "dated_number": with_date(number, timezone.localdate()),
    }


def frozen_easy(decision: Decision, delegation: Delegation, number: str) -> dict[str, Any]:
    """The same in easy words, from the same rows: one sheet that says what, from when and what can be done."""
    case, values = decision.case, _values(decision, delegation)
    return {
        "outcome": str(decision.outcome),
        "person": case.beneficiary.full_name,
        "service": case.service.name_bg,
        **{name: values[name] for name in IN_EASY_WORDS},
        "through": values["appeal_through"],
        "at_once": bool(values["execution_reason"]),
        "reasons": refusals.said_once(decision.reasons.all(), decision.unmet or []),
        "alternatives": [service.name_bg for service in decision.alternatives.all()],
        "officer": decision.drafted_by.name,
        "phone": case.unit.phone or settings.MUNICIPALITY["phone"],
        "hotline": settings.MUNICIPALITY["hotline"],
        "dated_number": with_date(number, timezone.localdate()),
    }
