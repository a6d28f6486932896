"""The provider's desk: a talk with the officer that the person does not see, and the months of those who are there."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework import provider as provider_desk
from casework.actions import decisions, endings, papers, places, use
from casework.models import (
    Attendance,
    Case,
    IndividualAssessment,
    PlaceHold,
    Placement,
    Plan,
    ProviderMessage,
    Reason,
    UseChange,
    UseKind,
    WaitingEntry,
)
from casework.tasks import carry_out_ends
from people.models import Organisation
from records import documents
from records.models import AccessLog, AuditEvent, Message
from tests.support.cast import Cast, Send, case_of, drafted, hold, signed_in, taken_up

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]


@pytest.fixture
def placed(send: Send, cast: Cast, freeze: Freeze) -> Case:
    freeze("2026-11-02 10:00+02:00")
    return taken_up(drafted(case_of(send("home-patronage")), cast), cast)


def test_provider_and_officer_write_to_each_other_and_the_person_does_not_see_it(placed: Case, cast: Cast) -> None:
    held = PlaceHold.objects.get(case=placed)
    provider, officer, citizen = signed_in(cast.provider), signed_in(cast.officer), signed_in(cast.citizen)
    address, desk = f"/provider/{held.uid}/messages/", f"/desk/{placed.uid}/provider/"
    assert provider.post(address, {"text": ""}).context["form"].errors
    for _twice in range(2):
        provider.post(address, {"text": "Не отваря вратата.", "form_uid": "11111111-1111-4111-8111-111111111111"})
    assert ProviderMessage.objects.count() == 1
    assert placed.number in officer.get("/desk/?tab=wrote").content.decode()
    assert "Не отваря вратата." in officer.get(desk).content.decode()
    assert "Не отваря" not in citizen.get(f"/my/case/{placed.uid}/messages/").content.decode()
    officer.post(f"{desk}read/")
    assert placed.number not in officer.get("/desk/?tab=wrote").content.decode()
    officer.post(desk, {"text": "Ще се обадим на дъщерята."})
    assert "ново от служителя" in provider.get("/provider/").content.decode()
    assert "Ще се обадим на дъщерята." in provider.get(address).content.decode()
    provider.post(f"{address}read/")
    assert "ново от служителя" not in provider.get("/provider/").content.decode()


def test_the_person_gets_what_the_officer_shares_once(placed: Case, cast: Cast) -> None:
    held = PlaceHold.objects.get(case=placed)
    signed_in(cast.provider).post(f"/provider/{held.uid}/messages/", {"text": "Утре идваме в 12."})
    message = ProviderMessage.objects.get()
    officer = signed_in(cast.officer)
    for _twice in range(2):
        officer.post(f"/desk/provider-message/{message.uid}/share/")
    page = signed_in(cast.citizen).get(f"/my/case/{placed.uid}/messages/").content.decode()
    assert page.count("Утре идваме в 12.") == 1 and held.offer.provider.name_bg in page


def test_without_a_place_there_is_nothing_to_talk_about(placed: Case, cast: Cast) -> None:
    held = PlaceHold.objects.get(case=placed)
    PlaceHold.objects.filter(pk=held.pk).update(status="released")
    assert signed_in(cast.provider).get(f"/provider/{held.uid}/messages/").status_code == 404
    assert signed_in(cast.provider2).get(f"/provider/{held.uid}/messages/").status_code == 404


def test_a_month_of_everybody_is_written_on_one_page(placed: Case, cast: Cast, freeze: Freeze) -> None:
    pause = use.ask(placed, UseKind.PAUSE, starts_on=date(2026, 11, 10), ends_on=date(2026, 11, 19), by=cast.citizen)
    use.confirm(pause, by=cast.provider)
    freeze("2026-12-01 09:00+02:00")
    placement = Placement.objects.get()
    worker = signed_in(cast.provider)
    address = f"/provider/offer/{placement.offer.uid}/attendance/?month=2026-11"
    page = worker.get(address)
    ((line, _field),) = page.context["rows"]
    assert (line.planned, line.used) == (19, None)  # from the 2nd, without ten days
    wrong = worker.post(address, {str(placement.uid): "осем"})
    assert "Напишете число" in wrong.content.decode() and "осем" in wrong.content.decode()
    for number in ("18", "18", "17"):
        assert worker.post(address, {str(placement.uid): number})["Location"] == address
    row = Attendance.objects.get()
    assert (row.used, row.planned, row.month, row.written_by) == (17, 19, date(2026, 11, 1), cast.provider)
    written = AuditEvent.objects.filter(verb="attendance_written").order_by("pk")
    assert [event.facts["before"] for event in written] == [None, 18]
    assert signed_in(cast.provider2).get(address).status_code == 404


def test_months_long_past_and_ahead_are_not_opened(placed: Case, cast: Cast) -> None:
    worker, offer = signed_in(cast.provider), Placement.objects.get().offer
    for month in ("2026-12", "2026-08", "9999-99", "x"):
        page = worker.get(f"/provider/offer/{offer.uid}/attendance/?month={month}")
        assert page.context["month"] == date(2026, 11, 1)


def test_who_took_back_the_agreement_is_not_named_any_more(placed: Case, cast: Cast) -> None:
    offer = Placement.objects.get().offer
    disclosure = placed.disclosures.get()
    type(disclosure).objects.filter(pk=disclosure.pk).update(withdrawn_at="2026-11-02T09:00Z")
    page = signed_in(cast.provider).get(f"/provider/offer/{offer.uid}/attendance/")
    assert page.context["rows"] == []


def test_the_provider_ends_it_in_time_with_a_reason_and_the_search_begins_anew(
    placed: Case, cast: Cast, freeze: Freeze
) -> None:
    held = PlaceHold.objects.get(case=placed)
    provider, address = signed_in(cast.provider), f"/provider/{held.uid}/end/"
    # The link itself: its address alone stood in the text of a broken page too.
    assert f'<a class="btn btn-danger" href="{address}">' in provider.get(f"/provider/{held.uid}/").content.decode()
    early = provider.post(address, {"reason": "end-no-staff", "last_day": "5.11.2026"}).content.decode()
    assert "Най-ранният ден е 16.11.2026 г." in early and 'value="5.11.2026"' in early
    provider.post(address, {"reason": "end-no-staff", "last_day": "20.11.2026"})
    change = UseChange.objects.get()
    assert (change.status, change.reason.code, change.starts_on) == ("confirmed", "end-no-staff", date(2026, 11, 20))
    told = Message.objects.get(kind="use_ended_by_provider", user_uid=cast.citizen.uid)
    assert told.context["reason"] == "Вече няма кой да дава помощта"
    assert "записан" in provider.post(address, {"reason": "end-closing", "last_day": "25.11.2026"}).content.decode()
    assert UseChange.objects.count() == 1
    for day in ("2026-11-20", "2026-11-21", "2026-11-21"):
        freeze(f"{day} 01:10+02:00")
        carry_out_ends()
    case = Case.objects.get(pk=placed.pk)
    held.refresh_from_db()
    # The only chosen provider is not asked again: the person waits, from the day of the first request.
    assert (held.status, case.status) == ("released", "waiting")
    assert WaitingEntry.objects.get(case=case).since == case.opened_at
    assert Placement.objects.get().ends_on == date(2026, 11, 20)


@pytest.mark.parametrize("code", ["end-died", "end-moved", "end-not-wanted", "end-no-need"])
def test_a_reason_that_ends_the_need_closes_the_case_and_looks_for_no_other_place(
    placed: Case, cast: Cast, freeze: Freeze, code: str
) -> None:
    held = PlaceHold.objects.get(case=placed)
    provider, address = signed_in(cast.provider), f"/provider/{held.uid}/end/"
    past = provider.post(address, {"reason": code, "last_day": f"{placed.placements.get().starts_on:%d.%m.%Y}"})
    if Reason.objects.get(code=code).needs_notice:  # what can be foreseen is said in time
        assert "Най-ранният ден е 16.11.2026 г." in past.content.decode()
        provider.post(address, {"reason": code, "last_day": "16.11.2026"})
    change = UseChange.objects.get()
    told = Message.objects.get(kind="use_ended_for_good", user_uid=cast.citizen.uid)
    assert told.context["reason"] == change.reason.text_bg
    assert Case.objects.get(pk=placed.pk).wrote_at is not None  # „Днес“ of the officer shows it
    freeze(f"{change.starts_on + timedelta(days=1)} 01:10+02:00")
    carry_out_ends()
    held.refresh_from_db()
    assert (held.status, Case.objects.get(pk=placed.pk).status) == ("released", "closed")
    assert Placement.objects.get().ends_on == change.starts_on and not WaitingEntry.objects.exists()


def test_an_end_that_the_person_wished_closes_the_case_as_before(placed: Case, cast: Cast, freeze: Freeze) -> None:
    use.confirm(use.ask(placed, UseKind.END, starts_on=date(2026, 11, 16), by=cast.citizen), by=cast.officer)
    freeze("2026-11-17 01:10+02:00")
    carry_out_ends()
    assert Case.objects.get(pk=placed.pk).status == "closed"


def test_who_comes_back_has_a_second_placement(placed: Case, cast: Cast, freeze: Freeze) -> None:
    held = PlaceHold.objects.get(case=placed)
    reason = Reason.objects.get(code="end-closing")
    endings.end(held, reason, date(2026, 11, 16), by=cast.provider)
    freeze("2026-11-17 01:10+02:00")
    carry_out_ends()
    case = Case.objects.with_parts().get(pk=placed.pk)
    again = places.hold(case, held.offer, by=cast.officer)
    places.accept(again, by=cast.provider)
    decisions.accept_place(Case.objects.with_parts().get(pk=case.pk), by=cast.citizen)
    first, second = Placement.objects.order_by("pk")
    assert (first.ends_on, second.hold, second.ends_on) == (date(2026, 11, 16), again, None)
    assert Case.objects.get(pk=case.pk).status == "placed"


def a_plan(placed: Case, cast: Cast, review_on: date) -> Plan:
    provider = PlaceHold.objects.get(case=placed).offer.provider
    plan = Plan(
        case=placed, data_key=placed.data_key, provider=provider, version=1, status="agreed", made_by=cast.provider,
        agreed_at=timezone.now(), starts_on=date(2026, 11, 2), review_on=review_on,
    )  # fmt: skip
    plan.content = {}
    plan.save()
    return plan


def test_plans_to_look_at_again_and_the_last_month_stand_on_the_desk(placed: Case, cast: Cast, freeze: Freeze) -> None:
    plan = a_plan(placed, cast, date(2026, 12, 20))
    placement = Placement.objects.get()
    Attendance.objects.create(
        placement=placement, month=date(2026, 11, 1), planned=20, used=18, written_by=cast.provider
    )
    held = PlaceHold.objects.get()
    assert f"/provider/{held.uid}/plan/" not in signed_in(cast.provider).get("/provider/").content.decode()
    freeze("2026-12-01 10:00+02:00")
    page = signed_in(cast.provider).get("/provider/").content.decode()
    assert f"/provider/{held.uid}/plan/" in page and "до 20.12.2026" in page and "18 от 20" in page
    freeze("2026-12-21 10:00+02:00")
    provider = signed_in(cast.provider)
    assert "трябваше до 20.12.2026" in provider.get("/provider/").content.decode()
    assert "18 от 20" in provider.get(f"/provider/{held.uid}/").content.decode()
    assert plan.case.beneficiary.short_name not in signed_in(cast.provider2).get("/provider/").content.decode()


def test_papers_of_a_person_are_read_by_the_provider_of_the_place_alone(placed: Case, cast: Cast) -> None:
    held, provider = PlaceHold.objects.get(case=placed), signed_in(cast.provider)
    paper = papers.referral(held.referral, placed, by=cast.officer)
    address = f"/provider/{held.uid}/referral/document/"
    assert address in provider.get(f"/provider/{held.uid}/").content.decode()
    assert provider.get(address).status_code == 302  # still being prepared
    paper.__dict__.update(documents.store(paper, b"%PDF-1.7"), status="rendered", rendered_at=timezone.now())
    paper.save()
    answer = provider.get(address)
    assert answer.headers["Content-Type"] == "application/pdf" and b"".join(answer).startswith(b"%PDF")
    assert AccessLog.objects.filter(actor_uid=cast.provider.uid, purpose="referral", case_uid=placed.uid).exists()
    assert signed_in(cast.provider2).get(address).status_code == 404
    PlaceHold.objects.filter(pk=held.pk).update(status="released")
    assert provider.get(address, follow=True).redirect_chain == [("/provider/", 302)]


def test_what_a_former_provider_assessed_is_not_the_next_ones_to_read(placed: Case, cast: Cast) -> None:
    held = PlaceHold.objects.get(case=placed)
    former = Organisation.objects.filter(kind="provider").exclude(pk=held.offer.provider_id).earliest("pk")
    row = IndividualAssessment(
        case=placed, data_key=placed.data_key, provider=former, version=1, made_by=cast.provider2,
        held_on=date(2026, 11, 2), finished_at=timezone.now(),
    )  # fmt: skip
    row.content = {}
    row.save()
    provider = signed_in(cast.provider)
    assert "assessment/1/" not in provider.get(f"/provider/{held.uid}/").content.decode()
    assert provider.get(f"/provider/{held.uid}/assessment/1/").status_code == 404


def test_the_desk_asks_nine_times_whoever_is_there(placed: Case, cast: Cast, send: Send) -> None:
    """And writes down once who was seen."""
    provider, today = signed_in(cast.provider), date(2026, 11, 2)
    a_plan(placed, cast, date(2026, 11, 20))
    pause = use.ask(placed, UseKind.PAUSE, starts_on=date(2026, 11, 4), ends_on=date(2026, 11, 6), by=cast.citizen)
    use.confirm(pause, by=cast.provider)
    use.ask(placed, UseKind.CHANGE, starts_on=date(2026, 11, 20), text="Обяд в 12.", by=cast.citizen)
    for people in (2, 5):
        while PlaceHold.objects.count() < people:
            held = hold(case_of(send("home-patronage")), cast)
            PlaceHold.objects.filter(pk=held.pk).update(status="held" if people == 2 else "accepted")
        provider.get("/provider/")
        with CaptureQueriesContext(connection) as asked:
            page = provider.get("/provider/")
        assert len([one for one in asked if "records_accesslog" not in one["sql"]]) <= 9
        assert len(page.context["waiting"]) + len(page.context["served"]) == people
        assert (len(page.context["asked"]), len(page.context["stopped"]), len(page.context["reviews"])) == (1, 1, 1)
    first, after = provider_desk.served_page(cast.provider, today, "")
    assert len(first) == 4 and after == ""
    assert provider_desk.served_page(cast.provider, today, str(first[1].pk))[0] == first[2:]
