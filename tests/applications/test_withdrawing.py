"""One service of several is withdrawn, and the rest goes its own way; the last one takes the application along."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import duplicates
from applications.actions import withdrawals
from applications.models import Application, Correction
from casework.actions import cases, corrections, referrals, waiting
from casework.models import Case, WaitingEntry
from records.messages import notice_of
from records.models import AuditEvent, Message, StatusChange
from records.workflow import WrongStatus
from services import admission
from services.models import Admission, Offer, Service
from tests.support.cast import Cast, Send, assess, begin, case_of

pytestmark = pytest.mark.django_db
MEALS, CARE = "home-patronage", "assistant-support"


def status(application: Application, slug: str) -> str:
    return Case.objects.get(request__application=application, service__slug=slug).status


def test_the_meals_are_withdrawn_and_the_care_goes_on(daughter: Client, send: Send, cast: Cast) -> None:
    sent = send(MEALS, CARE)
    own = f"/my/{sent.uid}/"
    address = f"/apply/withdraw/{sent.uid}/{MEALS}/"
    assert address in daughter.get(own).content.decode()
    page = daughter.get(address).content.decode()
    care = Service.objects.get(slug=CARE)
    assert f"За останалото нищо не се променя: {care.name_bg}" in page and "не може да се върне" in page
    page = daughter.post(address, {"reason": "Готвя си сама."}, follow=True).content.decode()
    assert "Оттеглено" in page and address not in page
    assert (status(sent, MEALS), status(sent, CARE)) == ("withdrawn", "new")
    sent.refresh_from_db()
    assert sent.status == "submitted"
    gone = Case.objects.with_parts().get(service__slug=MEALS)
    assert gone.withdrawn_why == "Готвя си сама." and gone.closed_at
    assert not gone.deadlines.filter(met_on=None).exists()
    assert StatusChange.objects.filter(subject_uid=gone.uid, verb="withdraw", actor_uid=cast.citizen.uid).count() == 1
    assert AuditEvent.objects.filter(subject_uid=gone.uid, verb="withdraw").count() == 1
    told = Message.objects.filter(subject_uid=sent.uid, kind__startswith="service_withdrawn").select_related("data_key")
    assert {row.person_uid for row in told} == {cast.daughter.uid, cast.mother.uid}
    for row in told:
        text = notice_of(row).text(row, "bg")
        assert gone.service.name_bg in text and str(sent.number) in text and "Готвя" not in text
    officer = Client()
    officer.force_login(cast.officer)
    assert "Готвя си сама." in officer.get(gone.get_absolute_url()).content.decode()


def test_the_last_service_takes_the_application_along(daughter: Client, send: Send) -> None:
    sent = send(MEALS, CARE)
    for slug in (MEALS, CARE):
        assert daughter.post(f"/apply/withdraw/{sent.uid}/{slug}/").status_code == 302
    sent.refresh_from_db()
    assert sent.status == "withdrawn" and sent.withdrawn_at
    kinds = Message.objects.filter(subject_uid=sent.uid, kind__endswith="withdrawn").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["service_withdrawn", "application_withdrawn"]
    for address in (f"/apply/withdraw/{sent.uid}/", f"/apply/withdraw/{sent.uid}/{CARE}/"):
        assert daughter.post(address).status_code == 404


def test_a_service_is_withdrawn_once_and_only_one_that_was_asked_for(daughter: Client, send: Send) -> None:
    sent = send(MEALS, CARE)
    assert daughter.post(f"/apply/withdraw/{sent.uid}/{MEALS}/").status_code == 302
    for slug in (MEALS, "parking-card"):
        assert daughter.post(f"/apply/withdraw/{sent.uid}/{slug}/").status_code == 404


def test_what_is_decided_stays_and_that_is_said(daughter: Client, send: Send) -> None:
    sent = send(MEALS, CARE)
    Case.objects.filter(service__slug=MEALS).update(status="decided")
    assert f"/apply/withdraw/{sent.uid}/{MEALS}/" not in daughter.get(f"/my/{sent.uid}/").content.decode()
    page = daughter.post(f"/apply/withdraw/{sent.uid}/{MEALS}/", follow=True).content.decode()
    assert "За тази услуга вече има решение" in page
    assert status(sent, MEALS) == "decided"
    # The other one is withdrawn: what was decided keeps the application alive.
    daughter.post(f"/apply/withdraw/{sent.uid}/{CARE}/")
    sent.refresh_from_db()
    assert (sent.status, status(sent, CARE)) == ("submitted", "withdrawn")


def test_a_place_and_a_turn_are_given_back_and_nothing_is_asked_any_more(send: Send, cast: Cast) -> None:
    sent = send(MEALS, CARE)
    case = case_of(sent)
    assess(case, cast)
    offer = Offer.objects.filter(service=case.service).earliest("pk")
    referrals.refer(case, offers=[offer], consent=True, by=cast.officer)
    waiting.enter(case, by=cast.officer)
    other = Case.objects.with_parts().get(service__slug=CARE)
    cases.take(other, by=cast.officer)
    corrections.ask(other, fields=["common.contact:phone"], reason="Телефон?", by=cast.officer)
    for one in (case, other):
        withdrawals.withdraw(sent, by=cast.citizen, only=one.request)
    assert not WaitingEntry.objects.filter(ended_at=None).exists()
    assert Correction.objects.get().status == "closed"
    assert not Correction.objects.open_for(cast.citizen).exists()


def test_a_quota_and_a_new_application_see_that_it_is_gone(daughter: Client, send: Send, cast: Cast) -> None:
    service, today = Service.objects.get(slug=MEALS), timezone.localdate()
    Admission.objects.create(service=service, opens_on=today - timedelta(days=1), quota=1)
    sent = send(MEALS, CARE)
    assert admission.closed_among([service], today)
    daughter.post(f"/apply/withdraw/{sent.uid}/{MEALS}/")
    assert not admission.closed_among([service], today)
    assert [row.service.slug for row in duplicates.open_requests(cast.mother.pk, [MEALS, CARE])] == [CARE]
    assert send(MEALS).number


def test_the_clerk_withdraws_for_who_has_come(send: Send, cast: Cast) -> None:
    sent = send(MEALS, CARE)
    clerk = Client()
    clerk.force_login(cast.clerk)
    address = f"/counter/withdraw/{sent.uid}/{MEALS}/"
    assert clerk.post(address).status_code == 404, "nobody has come"
    begin(clerk, cast.mother)
    case = Case.objects.get(service__slug=MEALS)
    assert address in clerk.get(f"/counter/case/{case.uid}/").content.decode()
    page = clerk.post(address, {"reason": "x" * 501})
    assert page.status_code == 200 and "x" * 501 in page.content.decode()
    assert clerk.post(address, {"reason": ""}).headers["Location"] == f"/counter/slip/{sent.uid}/"
    assert (status(sent, MEALS), status(sent, CARE)) == ("withdrawn", "new")
    assert StatusChange.objects.get(subject_uid=case.uid, verb="withdraw").actor_uid == cast.clerk.uid
    assert clerk.post(f"/counter/withdraw/{sent.uid}/").status_code == 302
    assert status(sent, CARE) == "withdrawn"


def test_a_stranger_finds_nothing_to_withdraw(send: Send, cast: Cast) -> None:
    sent = send(MEALS, CARE)
    stranger = Client()
    stranger.force_login(cast.citizen2)
    assert stranger.post(f"/apply/withdraw/{sent.uid}/{MEALS}/").status_code == 404
    assert status(sent, MEALS) == "new"


@pytest.mark.django_db(transaction=True)
def test_both_services_withdrawn_at_once_end_the_application_once(send: Send, cast: Cast) -> None:
    sent = send(MEALS, CARE)
    requests = list(sent.requests.select_related("service"))

    def go(number: int) -> bool:
        try:
            withdrawals.withdraw(sent, by=cast.citizen, only=requests[number % 2])
        except WrongStatus:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(go, range(4))) == 2
    sent.refresh_from_db()
    assert sent.status == "withdrawn"
    assert StatusChange.objects.filter(subject_uid=sent.uid, verb="withdraw").count() == 1
    assert Message.objects.filter(subject_uid=sent.uid, kind="application_withdrawn").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_question_of_that_very_moment_is_closed_or_not_asked(send: Send, cast: Cast) -> None:
    """The officer's case is locked before the application that the question belongs to, the citizen's after it."""
    for _turn in range(5):
        sent = send(MEALS)
        case = case_of(sent)
        cases.take(case, by=cast.officer)
        both = Barrier(2)

        def ask(case: Case = case, both: Barrier = both) -> None:
            try:
                both.wait()
                corrections.ask(case, fields=["common.contact:phone"], reason="Телефон?", by=cast.officer)
            except WrongStatus:
                pass  # it was withdrawn a moment ago
            finally:
                connections.close_all()

        def go(sent: Application = sent, both: Barrier = both) -> None:
            try:
                both.wait()
                withdrawals.withdraw(sent, by=cast.citizen)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(ask), pool.submit(go)]:
                done.result()
        assert status(sent, MEALS) == "withdrawn"
        assert not Correction.objects.filter(status="open").exists()


def test_a_count_of_channels_reads_the_index_of_days(send: Send) -> None:
    send(MEALS)
    today = timezone.localdate()
    with CaptureQueriesContext(connection) as asked:
        assert dict(Application.objects.by_origin(today, today)) == {"online": 1}
        assert Application.objects.by_origin(today - timedelta(days=9), today - timedelta(days=1)) == []
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan using applications_by_day" in plan and "Index Cond: ((submitted_at >=" in plan, plan
