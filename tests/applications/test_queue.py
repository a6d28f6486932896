"""The queue in the hall: one number a person, one clerk a number, and nothing of anybody kept."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from applications.actions import queueing
from applications.models import Hall, Row, Ticket
from people.models import Organisation, User
from tests.support.cast import Cast, begin, signed_in

Freeze = Callable[[Any], None]
ROWS = [
    {"letter": "А", "name_bg": "Заявления", "name_en": "Applications"},
    {"letter": "Б", "name_bg": "Справки", "name_en": "Questions"},
]
one_transaction = pytest.mark.django_db


def open_hall(by: User) -> Hall:
    counter = Organisation.objects.get(slug="counter-centre")
    return queueing.set_up(counter, is_on=True, rows=ROWS, by=by)


@pytest.fixture
def hall(cast: Cast) -> Hall:
    return open_hall(cast.admin)


def press(hall: Hall, letter: str = "А", language: str = "") -> str:
    """What a person at the kiosk does and gets: the page with the number."""
    visitor = Client()
    kiosk = f"{language}/hall/{hall.uid}/"
    once = re.findall(r'name="once" value="([^"]+)"', visitor.get(kiosk).content.decode())[0]
    return visitor.post(kiosk, {"once": once, "row": letter}, follow=True).content.decode()


def seated(clerk: User, place: str, *letters: str) -> Client:
    client = signed_in(clerk)
    assert client.post("/counter/queue/", {"place": place, "letters": letters}).status_code == 302
    return client


def call(client: Client, verb: str = "next") -> str:
    return client.post("/counter/queue/call/", {verb: "1"}, follow=True).content.decode()


@one_transaction
def test_from_the_kiosk_over_the_board_to_the_end_of_the_client(hall: Hall, cast: Cast) -> None:
    assert "А 1" in press(hall)
    assert "Никой не е пред Вас" in press(hall, "Б")
    page = press(hall, language="/en")
    assert "А 2" in page
    assert "1 person is before you" in page
    clerk = seated(cast.clerk, "3")
    assert "Чакат още 2" in call(clerk)
    board = Client().get(f"/hall/{hall.uid}/board/").content.decode()
    assert re.search(r"А 1</strong>.*Работно място <b>3</b>", board)
    begin(clerk, cast.mother)
    assert "първо приключете" in call(clerk)  # whoever is served is not lost by a wrong key
    clerk.post("/counter/end/")
    assert [(str(one), one.status) for one in Ticket.objects.order_by("pk")] == [
        ("А 1", "served"), ("Б 1", "waiting"), ("А 2", "waiting"),
    ]  # fmt: skip
    assert "Б 1" in call(clerk)
    assert "А 2" in call(clerk, "miss")
    assert Ticket.objects.get(row__letter="Б").status == "absent"
    shown = Ticket.objects.get(number=2).shown_at
    call(clerk, "again")
    assert Ticket.objects.get(number=2).shown_at > shown
    assert "Никой не чака" in call(clerk)
    assert not Ticket.objects.filter(status="called").exists()


@one_transaction
def test_who_calls_one_row_only_leaves_the_others_to_colleagues(hall: Hall, cast: Cast) -> None:
    press(hall, "А")
    press(hall, "Б")
    assert "Б 1" in call(seated(cast.clerk, "1", "Б"))
    assert "А 1" in call(seated(cast.counterhead, "2"))


@one_transaction
def test_one_press_is_one_number_and_an_old_page_gives_a_new_one(hall: Hall, freeze: Freeze) -> None:
    row, once = hall.rows.get(letter="А"), uuid4()
    freeze("2026-11-30 10:00+02:00")
    assert queueing.take(row, once=once) == queueing.take(row, once=once)
    freeze("2026-11-30 10:05+02:00")
    assert queueing.take(row, once=once).number == 2


@one_transaction
def test_numbers_begin_anew_each_day_and_yesterdays_are_not_called(hall: Hall, cast: Cast, freeze: Freeze) -> None:
    row = hall.rows.get(letter="А")
    freeze("2026-11-27 16:00+02:00")
    queueing.take(row, once=uuid4())
    freeze("2026-11-30 09:00+02:00")
    assert queueing.call_next(hall, [], place="1", by=cast.clerk) is None
    assert queueing.take(row, once=uuid4()).number == 1


@one_transaction
def test_the_head_sees_who_waited_and_how_long(hall: Hall, cast: Cast, freeze: Freeze) -> None:
    row = hall.rows.get(letter="А")
    freeze("2026-11-30 10:00+02:00")
    for _number in range(4):
        queueing.take(row, once=uuid4())
    for minute, verb in ((4, "serve"), (10, "serve"), (20, "miss")):
        freeze(f"2026-11-30 10:{minute:02}+02:00")
        ticket = queueing.call_next(hall, [], place="1", by=cast.clerk)
        assert ticket is not None
        queueing.close(ticket.uid, verb, by=cast.clerk)
    page = signed_in(cast.counterhead).get("/counter/queue/figures/").content.decode()
    assert re.findall(r'<td class="num">([^<]+)</td>', page) == ["4", "2", "1", "1", "10", "20"]


@one_transaction
def test_an_administrator_switches_it_on_for_one_office(cast: Cast) -> None:
    admin = signed_in(cast.admin)
    assert "counter-gorno-pole" in admin.get("/hall/").content.decode()
    address = "/hall/of/counter-gorno-pole/"
    wrong = {"is_on": "on", "letter_0": "А", "name_bg_0": "Заявления", "letter_1": "А"}
    page = admin.post(address, wrong).content.decode()
    assert "Друг ред вече има тази буква" in page
    assert 'value="Заявления"' in page  # nothing typed is lost
    assert not Hall.objects.exists()
    admin.post(address, {"is_on": "on", "letter_0": "А", "name_bg_0": "Заявления", "name_en_0": "Applications"})
    hall = Hall.objects.get()
    assert str(hall.uid) in admin.get(address).content.decode()
    assert "Заявления" in press(hall)
    clerk = signed_in(cast.clerk)  # of the other office
    assert clerk.get("/counter/queue/").status_code == 404
    admin.post(address, {"letter_0": "А", "name_bg_0": "Заявления", "name_en_0": "Applications"})
    assert Client().get(f"/hall/{hall.uid}/").status_code == 404


@one_transaction
def test_whoever_plays_with_the_kiosk_finds_an_end(hall: Hall, settings: Any) -> None:
    settings.QUEUE_MOST_A_DAY = 1
    press(hall)
    assert "няма повече номера" in press(hall)
    assert Ticket.objects.count() == 1


@one_transaction
def test_signing_out_gives_the_number_back_as_served(hall: Hall, cast: Cast) -> None:
    press(hall)
    clerk = seated(cast.clerk, "3")
    call(clerk)
    clerk.post("/accounts/logout/")
    assert Ticket.objects.get().status == "served"


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_the_same_number_when_all_press_and_all_call_at_once(cast: Cast) -> None:
    hall = open_hall(cast.admin)
    row = Row.objects.get(hall=hall, letter="А")

    def at_once(act: Callable[[], Any], times: int) -> list[Any]:
        def run(_number: int) -> Any:
            try:
                return act()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(run, range(times)))

    taken = at_once(lambda: queueing.take(row, once=uuid4()).number, 24)
    assert sorted(taken) == list(range(1, 25))
    called = at_once(lambda: queueing.call_next(hall, [], place="1", by=cast.clerk), 20)
    assert len({ticket.pk for ticket in called}) == 20
    assert Ticket.objects.of_day(hall, timezone.localdate()).waiting().count() == 4
    assert all(ticket.called_at - ticket.taken_at < timedelta(minutes=5) for ticket in called)
