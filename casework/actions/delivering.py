"""The ladder of delivery: what nobody opened goes by registered letter; what comes after a letter, officials do."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.actions import acts
from casework.models import Case, Decision, DeliveryStep, Rung
from records import deliveries, notifications
from records.models import Delivery, Message

KIND, CHANNEL, BATCH = "decision_published", "letter", 200


def follow(delivery: Delivery) -> None:
    """A letter with a decision came back, or goes again: said on „Днес“, in the transaction that heard of it."""
    message = delivery.message
    if delivery.channel != CHANNEL or message.kind != KIND:
        return
    for case in Case.objects.filter(decisions__document_uid__in=message.document_uids).distinct():
        acts.settle(case)


def send_letters(today: date) -> int:
    """A letter to each addressee who does not know the decision by the day of that rung. Safe to run twice."""
    steps = [step for step in DeliveryStep.objects.in_force(today) if step.rung == Rung.LETTER]
    return sum(_send(decision) for step in steps for decision in _due(step, today))


def _due(step: DeliveryStep, today: date) -> list[Decision]:
    rows = Decision.objects.to_deliver().filter(letters_sent_at=None).order_by("published_at", "pk")[:BATCH]
    return [row for row in rows if row.published_at and step.due(timezone.localdate(row.published_at)) <= today]


@transaction.atomic
def _send(decision: Decision) -> int:
    """How many letters: none where the person may not be written to, or knows it, or a letter is on its way."""
    first = Decision.objects.filter(pk=decision.pk, letters_sent_at=None).update(letters_sent_at=timezone.now())
    if not first:
        return 0
    known = {person for _act, person in notifications.known_since([decision.uid])}
    told = Message.objects.filter(kind=KIND, document_uids__contains=[decision.document_uid])
    waiting = [message for message in told.exclude(person_uid=None) if message.person_uid not in known]
    has_one = set(Delivery.objects.filter(message__in=waiting, channel=CHANNEL).values_list("message_id", flat=True))
    for message in waiting:
        if message.pk not in has_one:
            deliveries.by_channel(message, CHANNEL, by=None)
    return len(waiting) - len(has_one)
