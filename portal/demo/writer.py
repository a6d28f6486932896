"""Rows of many models, written in bulk in an order that their links allow."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Model

from applications.models import (
    Application,
    Attachment,
    ServiceRequest,
)
from casework.models import (
    Assessment,
    Case,
    Deadline,
    Decision,
    PlaceHold,
    Placement,
    Reason,
    Referral,
    RegisterEntry,
    Suspension,
    WaitingEntry,
)
from people.models import Representation, User
from records.models import AuditEvent, DataKey, Notification, StatusChange
from services.models import Service

BATCH = 1000


class Writer:
    """Collects rows of many models and writes them in an order that their links allow."""

    ORDER = (
        DataKey, Representation, Application, ServiceRequest, Attachment, Case, RegisterEntry, Deadline,
        Suspension, Assessment, Referral, PlaceHold, Placement, WaitingEntry, Decision, Notification, StatusChange,
        AuditEvent,
    )  # fmt: skip

    def __init__(self) -> None:
        self.rows: dict[type[Model], list[Any]] = defaultdict(list)
        self.links: list[tuple[Decision, list[Reason], list[Service]]] = []

    def add(self, row: Any) -> Any:
        self.rows[type(row)].append(row)
        return row

    def flush(self) -> None:
        for model in self.ORDER:
            for row in self.rows[model]:
                _know_parents(row)
            model._default_manager.bulk_create(self.rows[model], batch_size=BATCH)
        self._write_links()
        self.rows.clear()
        self.links.clear()

    def _write_links(self) -> None:
        reasons, others = Decision.reasons.through, Decision.alternatives.through
        reasons.objects.bulk_create(
            reasons(decision_id=decision.pk, reason_id=reason.pk)
            for decision, found, _ in self.links
            for reason in found
        )
        others.objects.bulk_create(
            others(decision_id=decision.pk, service_id=service.pk)
            for decision, _, found in self.links
            for service in found
        )


def _know_parents(row: Any) -> None:
    """A parent written a moment ago has its key now."""
    for link in row._meta.concrete_fields:
        if link.is_relation and link.is_cached(row) and link.get_cached_value(row) is not None:
            setattr(row, link.attname, link.get_cached_value(row).pk)


def history_row(
    writer: Writer,
    subject: Any,
    verb: str,
    before: str,
    after: str,
    at: datetime,
    by: User | None,
    facts: dict[str, Any],
) -> None:
    who = {
        "actor_uid": by.uid if by else None,
        "actor_label": by.label if by else "system",
        "at": at,
        "verb": verb,
    }
    what = {"subject_kind": subject._meta.label_lower, "subject_uid": subject.uid, "facts": facts}
    writer.add(StatusChange(**who, **what, from_status=before, to_status=after))
    writer.add(AuditEvent(**who, **what))
