"""A neighbour tells of somebody in need: without an account or a name, once, to the right unit."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from applications.actions import signals
from applications.models import Signal
from people.models import Settlement
from tests.support.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
TOLD = {
    "what": "Баба Стойна не излиза от три дни и не отваря.",
    "is_danger": "no",
    "age_group": "old",
    "settlement": "99036",
    "where": "къщата до чешмата",
}


def told(**more: str) -> dict[str, str]:
    return {**TOLD, "once": str(uuid4()), **more}


def test_an_unsigned_signal_reaches_the_unit_of_the_village_and_is_answered(cast: Cast, client: Client) -> None:
    sent = client.post("/signal/", told(), follow=True)
    signal = Signal.objects.get()
    assert signal.number in sent.content.decode()
    assert (signal.unit.slug, signal.due_on, signal.caller) == ("unit-villages", None, None)
    assert signed_in(cast.officer).get(f"/desk/signals/{signal.uid}/").status_code == 404
    officer = signed_in(cast.officer2)
    assert signal.number in officer.get("/desk/signals/").content.decode()
    page = officer.get(f"/desk/signals/{signal.uid}/").content.decode()
    assert "не отваря" in page
    assert "къщата до чешмата" in page
    officer.post(f"/desk/signals/{signal.uid}/take/")
    officer.post(f"/desk/signals/{signal.uid}/finish/", {"outcome": "helped", "answer": "Ще получава храна у дома."})
    signal.refresh_from_db()
    assert (signal.status, signal.outcome, signal.assignee) == ("closed", "helped", cast.officer2)
    assert signal.number not in officer.get("/desk/signals/").content.decode()


def test_the_same_page_sent_twice_is_one_signal(cast: Cast, client: Client) -> None:
    page = told(caller_name="Иван", caller_phone="0888 123 456")
    client.post("/signal/", page)
    client.post("/signal/", page)
    signal = Signal.objects.get()
    assert signal.caller == {"name": "Иван", "phone": "+359888123456"}
    assert signal.due_on is not None


def test_a_child_or_danger_stands_first_and_has_a_term_though_nobody_signed(cast: Cast) -> None:
    place = Settlement.objects.get(ekatte="99019")
    old = signals.take_in(signals.Told("Сам е.", "ул. Ясен 3", place, age_group="old"), by=None)
    child = signals.take_in(signals.Told("Дете е само.", "ул. Ясен 5", place, age_group="child"), by=None)
    assert old.due_on is None
    assert child.due_on is not None
    page = signed_in(cast.officer).get("/desk/signals/").content.decode()
    assert page.index(child.number) < page.index(old.number)


def test_what_is_missing_is_said_and_what_was_typed_stays(client: Client) -> None:
    page = client.post("/signal/", told(where="", caller_phone="абв")).content.decode()
    assert "<title>Грешка:" in page
    assert 'href="#id_where"' in page
    assert 'href="#id_caller_phone"' in page
    assert "не отваря" in page
    assert not Signal.objects.exists()


def test_too_many_from_one_address_are_stopped(cast: Cast, client: Client) -> None:
    statuses = [client.post("/signal/", told()).status_code for _ in range(11)]
    assert statuses == [302] * 10 + [429]
    assert Signal.objects.count() == 10


@pytest.mark.parametrize("token", ["x", "eyJhIjoxfQ:1:2"])
def test_a_number_that_we_did_not_write_is_not_shown(client: Client, token: str) -> None:
    assert client.get(f"/signal/sent/{token}/").status_code == 404


def test_words_are_encrypted_and_forgotten_in_time(cast: Cast, settings: object) -> None:
    signal = signals.take_in(signals.Told("Сам е.", "ул. Ясен 3", caller_name="Иван"), by=None)
    raw = Signal.objects.filter(pk=signal.pk).values_list("what", flat=True)[0].data
    assert "Сам".encode() not in raw
    signals.take(signal, by=cast.officer)
    signals.finish(signal, outcome="no_need", answer="Има близки.", by=cast.officer)
    assert signals.forget_old() == 0
    Signal.objects.update(closed_at=timezone.now() - timedelta(days=settings.SIGNAL_DAYS + 1))  # type: ignore[attr-defined]
    assert (signals.forget_old(), signals.forget_old()) == (1, 0)
    assert "Иван" not in str(Signal.objects.select_related("data_key").get().caller)


def test_the_list_asks_as_often_for_many_as_for_few(cast: Cast, django_assert_max_num_queries: object) -> None:
    officer = signed_in(cast.officer)
    for count in (2, 45):
        for _ in range(count):
            signals.take_in(signals.Told("Сам е.", "ул. Ясен 3", age_group="child" if count == 2 else "old"), by=None)
        with django_assert_max_num_queries(6):  # type: ignore[operator]
            page = officer.get("/desk/signals/").content.decode()
    assert "?after=" in page
