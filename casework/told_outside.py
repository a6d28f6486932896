"""What is told outside of a case: codes, days and numbers. Whose it is stays here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from applications.models import Partner
from casework.models import Case, Decision
from casework.models.case import CaseQuerySet

COLUMNS = (
    "uid", "number", "status", "stage", "opened_at", "due_on", "decided_at", "closed_at", "forwarded_to",
    "service__slug", "unit__name_bg", "beneficiary__uid",
)  # fmt: skip


def rows(partner: Partner) -> CaseQuerySet:
    """Cases of the services that the partner may know of, by identifier; three statements. A protected person's and
    those of protected services are told to nobody."""
    published = Decision.objects.filter(published_at__isnull=False).order_by("published_at", "pk")
    known = Case.objects.filter(service__in=partner.services.values("pk"), beneficiary__is_protected=False)
    known = known.filter(service__emergency=False).exclude(service__details__contains={"hide_address": True})
    return (
        known.select_related("service", "unit", "beneficiary")
        .only(*COLUMNS)
        .prefetch_related(Prefetch("decisions", published, to_attr="published"))
        .order_by("uid")
    )


def told(case: Case) -> dict[str, Any]:
    """One case; what has no value yet is left out."""
    facts: dict[str, Any] = {
        "id": str(case.uid),
        "number": case.number,
        "service": case.service.slug,
        "status": case.status,
        "stage": case.stage,
        "unit": case.unit.name_bg,
        "opened_on": _day(case.opened_at),
        "due_on": case.due_on and case.due_on.isoformat(),
        "decided_on": _day(case.decided_at),
        "closed_on": _day(case.closed_at),
        "forwarded_to": case.forwarded_to,
        "decisions": [_decision(row) for row in case.published],  # type: ignore[attr-defined]
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _decision(row: Decision) -> dict[str, Any]:
    facts = {
        "number": row.number,
        "act": row.act,
        "outcome": row.outcome,
        "published_on": _day(row.published_at),
        "delivered_on": row.delivered_on and row.delivered_on.isoformat(),
        "appeal_until": row.appeal_until and row.appeal_until.isoformat(),
        "final_on": row.final_on and row.final_on.isoformat(),
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _day(moment: datetime | None) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None
