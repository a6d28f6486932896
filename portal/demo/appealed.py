"""Acts with a history: one that is appealed, one that was corrected and given by hand, one whose letter came back."""

from django.utils import timezone

from casework import notified
from casework.actions import afterwards, appeals, decisions
from casework.models import AppealTo, Case, Decision, DecisionStatus, Outcome
from people.models import Person, User
from records import deliveries, notifications
from records.models import Delivery, DeliveryStatus, Method
from records.tasks import render_document

MISTAKE = "В мотивите е записано „същата подкрепа“. Вярното е „лична помощ по Закона за личната помощ“."
APPEAL = (
    "Не съм съгласна с отказа. Пише, че се справям сама, а след операцията не мога да стоя права повече от няколко "
    "минути. Дъщеря ми идва само в неделя, защото работи в друг град.\n\n"
    "Моля да ме посетите у дома и да прецените отново."
)


def show(users: dict[str, User], refused: list[Decision]) -> None:
    """Of three drafted refusals. Nothing where there is no seal, for then nothing is published."""
    published = [row for row in refused if _publish(row, users)]
    if len(published) < 3:
        return
    appealed, corrected, lost = published
    appeals.register(
        _case(appealed), to=AppealTo.BODY, lodged_on=timezone.localdate(), against=APPEAL, by=users["citizen2"],
        lodged_by=appealed.case.beneficiary.full_name, origin="online",
    )  # fmt: skip
    _publish(afterwards.draft(corrected, outcome=Outcome.CORRECTION, findings=MISTAKE, by=users["officer"]), users)
    for person in notified.addressees(_case(corrected)):
        act, today = notified.act_of(corrected), timezone.localdate()
        notifications.record(act, person.uid, method=Method.BY_HAND, on=today, by=users["officer"])
    letter = Delivery.objects.filter(message__subject_uid=lost.case.uid, channel="letter").order_by("-pk").first()
    if letter is not None:
        deliveries.note(letter.pk, DeliveryStatus.RETURNED, source="worker", by=None, detail="получателят не е намерен")


def _publish(decision: Decision, users: dict[str, User]) -> bool:
    """Sealed and published here and now, as the worker would."""
    rows = Decision.objects.select_related("data_key", "template", "changes", "case__data_key", "case__service")
    render_document(decisions.approve(rows.get(pk=decision.pk), by=users["head"]).pk)
    decision.refresh_from_db()
    return decision.status == DecisionStatus.PUBLISHED


def _case(decision: Decision) -> Case:
    return Case.objects.with_parts().get(pk=decision.case_id)


def people(number: int) -> list[Person]:
    """Known persons with an address and without a request for an assistant."""
    known = Person.objects.filter(id_number__isnull=False, settlement__isnull=False)
    return list(known.exclude(cases__service__slug="assistant-support").order_by("pk")[3 : 3 + number])
