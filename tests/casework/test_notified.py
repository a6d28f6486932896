"""From which day a decision is known, to whom, and until when it can be appealed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework import notified
from casework.models import Case, Decision
from people.models import Person
from records import letters, notifications
from records.models import Delivery, Letter, Method, Notification, NotificationRule
from records.tasks import render_document, send_delivery
from tests.casework.test_decisions import approve
from tests.support.cast import Cast, Send, case_of, drafted, signed_in


def published(cast: Cast, send: Send) -> Decision:
    case = case_of(send("home-patronage"))
    render_document(approve(drafted(case, cast), cast).pk)
    return Decision.objects.select_related("data_key", "case__request__application").get(case=case)


def names(decision: Decision) -> list[tuple[str, str | None]]:
    case = Case.objects.with_parts().get(pk=decision.case_id)
    return [(line.name, line.known.method if line.known else None) for line in notified.told(decision, case)]


def test_nobody_knows_a_decision_until_somebody_was_told(cast: Cast, send: Send) -> None:
    decision = published(cast, send)
    assert names(decision) == [("Надежда Колева", None), ("Пенка Колева", None)]
    page = signed_in(cast.officer).get(f"/desk/{decision.case.uid}/").content.decode()
    assert page.count("още не знае за него") == 2


def test_the_person_says_that_it_was_received_and_the_appeal_is_counted_from_that_day(cast: Cast, send: Send) -> None:
    decision = published(cast, send)
    mine = signed_in(cast.citizen)
    address = f"/my/{decision.case.request.application.uid}/"
    assert "Получих решението" in mine.get(address).content.decode()
    assert mine.post(f"/my/decision/{decision.uid}/received/").status_code == 302
    assert mine.post(f"/my/decision/{decision.uid}/received/").status_code == 302
    row = Notification.objects.get()
    assert (row.method, row.known_on, row.person_uid) == ("portal", timezone.localdate(), cast.daughter.uid)
    page = mine.get(address).content.decode()
    assert "Получих решението" not in page
    assert "Знаете за решението от" in page
    assert names(decision) == [("Надежда Колева", "portal"), ("Пенка Колева", None)]


def test_a_login_whose_identity_was_not_checked_confirms_nothing(cast: Cast, send: Send) -> None:
    decision = published(cast, send)
    type(cast.citizen).objects.filter(pk=cast.citizen.pk).update(identity_checked_at=None)
    mine = signed_in(cast.citizen)
    assert "Получих решението" not in mine.get(f"/my/{decision.case.request.application.uid}/").content.decode()
    assert mine.post(f"/my/decision/{decision.uid}/received/").status_code == 404


def test_an_officer_writes_down_a_refusal_with_its_witness(cast: Cast, send: Send) -> None:
    decision = published(cast, send)
    officer, address = signed_in(cast.officer), f"/desk/{decision.case.uid}/decision/told/"
    typed = {"person": cast.mother.uid, "method": "refused", "on": f"{timezone.localdate():%d.%m.%Y}"}
    answer = officer.post(address, typed).content.decode()
    assert "има свидетел" in answer
    assert officer.post(address, {**typed, "witness": "Иван Петров, ул. „Бор“ 2"}).status_code == 302
    row = Notification.objects.get()
    assert row.details == {"witness": "Иван Петров, ул. „Бор“ 2"}
    assert row.actor_uid == cast.officer.uid
    assert "Иван" not in str(Notification.objects.values_list("details", flat=True))
    page = officer.get(f"/desk/{decision.case.uid}/").content.decode()
    assert "отказа" in page
    before = {**typed, "method": "oral", "on": "1.1.2026"}
    assert "преди решението да е публикувано" in officer.post(address, before).content.decode()


def test_a_mistake_is_struck_out_and_counts_no_more(cast: Cast, send: Send) -> None:
    decision = published(cast, send)
    act, today = notified.act_of(decision), timezone.localdate()
    row = notifications.record(act, cast.mother.uid, method=Method.ORAL, on=today, by=cast.officer)
    officer = signed_in(cast.officer)
    assert (
        signed_in(cast.officer2).post(f"/desk/{decision.case.uid}/decision/told/{row.uid}/strike/").status_code == 404
    )
    assert officer.post(f"/desk/{decision.case.uid}/decision/told/{row.uid}/strike/").status_code == 302
    assert names(decision)[1] == ("Пенка Колева", None)
    notifications.record(act, cast.mother.uid, method=Method.ORAL, on=today, by=cast.officer)
    assert Notification.objects.count() == 2


def test_the_day_on_the_advice_of_delivery_is_the_day_the_act_is_known(cast: Cast, send: Send) -> None:
    cast.mother.channels, cast.mother.address = ["letter"], {"line": "ул. „Липа“ 7"}
    cast.mother.save()
    decision = published(cast, send)
    delivery = Delivery.objects.get(
        message__kind="decision_published", message__person_uid=cast.mother.uid, channel="letter"
    )
    send_delivery(delivery.pk)
    letter = Letter.objects.get(delivery=delivery)
    render_document(letter.document_id)
    letters.print_batch(by=cast.clerk)
    letter.refresh_from_db()
    today = timezone.localdate()
    letters.post(letter, on=today, proof="RR1BG", by=cast.clerk)
    letter = Letter.objects.with_parts().get(pk=letter.pk)
    letters.receive(letter, on=today + timedelta(days=4), by=cast.clerk)
    known = notifications.known_since([decision.uid])[decision.uid, cast.mother.uid]
    assert (known.on, known.method, known.row.proof) == (today + timedelta(days=4), "post", "RR1BG")


def test_the_rule_of_that_day_decides_and_the_earliest_day_counts(cast: Cast, send: Send) -> None:
    decision = published(cast, send)
    act, by = notified.act_of(decision), cast.officer
    notice = notifications.record(act, cast.mother.uid, method=Method.NOTICE, on=date(2026, 12, 1), proof="5", by=by)
    assert notice.known_on == date(2026, 12, 9)
    NotificationRule.objects.filter(method="notice").update(valid_to=date(2026, 12, 31))
    NotificationRule.objects.create(method="notice", days=14, needs_proof=True, valid_from=date(2027, 1, 1))
    later = notifications.record(act, cast.daughter.uid, method=Method.NOTICE, on=date(2027, 1, 5), proof="6", by=by)
    assert later.known_on == date(2027, 1, 20)
    notifications.record(act, cast.mother.uid, method=Method.ORAL, on=date(2026, 12, 3), by=by)
    known = notifications.known_since([decision.uid])
    assert known[decision.uid, cast.mother.uid].on == date(2026, 12, 3)
    decision.refresh_from_db()
    assert decision.appeal_until == date(2027, 2, 3)


def test_what_the_rule_wants_proved_is_not_recorded_without_proof(cast: Cast, send: Send) -> None:
    act = notified.act_of(published(cast, send))
    for method in (Method.POST, Method.REFUSED, Method.NOTICE):
        with pytest.raises(notifications.ProofMissing):
            notifications.record(act, cast.mother.uid, method=method, on=date(2026, 12, 1), by=cast.officer)
    row = notifications.record(act, cast.mother.uid, method=Method.ORAL, on=date(2026, 12, 1), by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.filter(pk=row.pk).update(known_on=date(2026, 11, 1))
    assert Person.objects.filter(uid=row.person_uid).exists()
