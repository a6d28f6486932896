"""From which day an act is known to whom: recorded once with its proof, computed here and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from records import audit
from records.hooks import became_known
from records.models import DataKey, Delivery, Document, Notification, NotificationRule
from records.models.notification import NotificationRuleQuerySet
from records.statements import AnyGiven, Statement


class ProofMissing(Exception):
    """The rule asks for a number of a proof, or for a witness."""


@dataclass(frozen=True)
class Act:
    """What is made known: a decision, by its kind and uid, with the key of its data."""

    kind: str
    uid: UUID
    data_key: DataKey


@dataclass(frozen=True)
class Known:
    """The first day on which the act counts as known to the person, and why. It may lie ahead of us."""

    on: date
    method: str
    row: Notification


def rules(day: date) -> NotificationRuleQuerySet:
    return NotificationRule.objects.in_force(day).order_by("method", "-valid_from")


def rule_for(method: str, day: date) -> NotificationRule:
    """Raises IndexError where no rule is in force: configuration is missing, nothing is guessed."""
    return rules(day).filter(method=method)[0]


@transaction.atomic
def record(
    act: Act,
    person_uid: UUID,
    *,
    method: str,
    on: date,
    by: Any,
    proof: str = "",
    details: dict[str, str] | None = None,
    delivery: Delivery | None = None,
) -> Notification:
    """The same event told twice is one row. Raises ProofMissing."""
    rule = rule_for(method, on)
    details = details or {}
    if (rule.needs_proof and not proof) or (rule.needs_witness and not details.get("witness")):
        raise ProofMissing
    row, is_new = Notification.objects.get_or_create(
        subject_uid=act.uid,
        person_uid=person_uid,
        method=method,
        happened_on=on,
        struck_at=None,
        defaults={
            "subject_kind": act.kind,
            "data_key": act.data_key,
            "rule": rule,
            "known_on": rule.known_on(on),
            "delivery": delivery,
            "proof": proof,
            "details": details or None,
            **audit.who(by),
        },
    )
    if is_new:
        audit.record("act_made_known", row, by=by, act=str(act.uid), method=method, known_on=row.known_on.isoformat())
        became_known(row)
    return row


@transaction.atomic
def strike_out(row: Notification, *, by: Any) -> None:
    """A mistake: the row stays readable and counts no more."""
    if Notification.objects.filter(pk=row.pk, struck_at=None).update(struck_at=timezone.now()):
        audit.record("act_made_known_struck_out", row, by=by, act=str(row.subject_uid))
        became_known(row)


KNOWN = Statement(
    lambda: (
        Notification.objects.filter(subject_uid=AnyGiven("acts"), struck_at=None)
        .select_related("rule")
        .order_by("known_on", "pk")
    )
)


def known_since(act_uids: Iterable[UUID]) -> dict[tuple[UUID, UUID], Known]:
    """By act and person; one query. Whoever is not in it does not know the act yet."""
    found: dict[tuple[UUID, UUID], Known] = {}
    for row in KNOWN.objects(acts=act_uids):
        found.setdefault((row.subject_uid, row.person_uid), Known(row.known_on, row.method, row))
    return found


def of_acts(act_uids: Iterable[UUID]) -> QuerySet[Notification]:
    """Of acts that the caller's scope has already allowed."""
    return Notification.objects.filter(subject_uid__in=list(act_uids), struck_at=None)


def by_delivery(delivery: Delivery, *, method: str, on: date, by: Any, proof: str = "") -> int:
    """Each act that went with the message becomes known to its addressee. How many."""
    message = delivery.message
    if message.person_uid is None:
        return 0
    enclosed = Document.objects.filter(uid__in=message.document_uids).select_related("data_key")
    acts = [Act(document.subject_kind, document.subject_uid, document.data_key) for document in enclosed]
    for act in acts:
        record(act, message.person_uid, method=method, on=on, by=by, proof=proof, delivery=delivery)
    return len(acts)
