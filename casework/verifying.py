"""What anybody may know of a document by its code: whether it holds, what became of it. Never a person (N10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from casework.models import Analysis, AnalysisStatus, Decision, DecisionStatus, Outcome
from records.models import Document

CHANGES = (Outcome.CHANGE, Outcome.TERMINATION)


@dataclass(frozen=True)
class Checked:
    """`state`: valid, expired, revoked, replaced or appealed. Acts that say something of it by number and day."""

    document: Document
    state: str
    final_on: date | None = None
    mended: tuple[tuple[str, date], ...] = ()
    by: tuple[str, date] | None = None

    @property
    def holds(self) -> bool:
        return self.state in ("valid", "appealed")


def check(document: Document, today: date) -> Checked:
    """Two queries for a decision, one for an analysis of a year, none for another document."""
    plain = _plain(document, today)
    if document.subject_kind == Analysis._meta.label_lower and plain == "valid":
        former = Analysis.objects.filter(uid=document.subject_uid, status=AnalysisStatus.REPLACED)
        return Checked(document, "replaced" if former.exists() else plain)
    if document.subject_kind != Decision._meta.label_lower:
        return Checked(document, plain)
    decision = Decision.objects.filter(uid=document.subject_uid).first()
    if decision is None:
        return Checked(document, plain)
    later = list(decision.later.filter(status=DecisionStatus.PUBLISHED).order_by("published_at"))
    mended = tuple(_named(act) for act in later if act.outcome == Outcome.CORRECTION)
    ended = next((_named(act) for act in later if act.outcome != Outcome.CORRECTION), None)
    return Checked(document, _state(decision, plain), decision.final_on, mended, ended)


def _plain(document: Document, today: date) -> str:
    if document.revoked_at:
        return "revoked"
    return "expired" if document.valid_until and document.valid_until < today else "valid"


def _state(decision: Decision, plain: str) -> str:
    if plain != "valid":
        return plain
    if decision.status == DecisionStatus.REPLACED:
        return "replaced"
    return "appealed" if decision.appeals_open else "valid"


def _named(act: Decision) -> tuple[str, date]:
    assert act.published_at is not None
    return str(act.number), timezone.localdate(act.published_at)
