"""The provider's desk: a talk with the officer that the person does not see, and the months of those who are there."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from casework.actions import use
from casework.models import Attendance, Case, PlaceHold, Placement, ProviderMessage, UseKind
from records.models import AuditEvent
from tests.support.cast import Cast, Send, case_of, drafted, signed_in, taken_up

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
        worker.post(address, {str(placement.uid): number})
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
