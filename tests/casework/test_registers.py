"""Every document of a case is in a register under the number of its file, once, without a gap, and stays so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from casework.actions import cases, corrections, registry
from casework.models import Case, RegisterEntry
from tests.support.cast import Cast, Send, case_of, signed_in

pytestmark = pytest.mark.django_db


def test_what_came_and_went_is_found_under_the_number_of_the_file(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    cases.take(case, by=cast.officer)
    correction = corrections.ask(case, fields=["common.contact:phone"], reason="Телефон?", by=cast.officer)
    signed_in(cast.citizen).post(f"/apply/correction/{correction.uid}/", {"common-contact-phone": "0888 555 777"})
    page = signed_in(cast.clerk).get("/desk/registers/", {"number": case.number.lower()}).content.decode()
    assert [page.index(f">{case.number}{part}<") for part in ("#2", "#1", "")] == sorted(
        page.index(f">{case.number}{part}<") for part in ("#2", "#1", "")
    )
    for said in ("искане за корекция", "изходящ", "входящ", "Елена Димитрова"):
        assert said in page
    assert "Колева" not in page  # the register names no person
    outgoing = signed_in(cast.officer).get("/desk/registers/?direction=out").content.decode()
    assert f"{case.number}#1" in outgoing and f"{case.number}#2" not in outgoing


def test_an_officer_looks_into_the_register_of_the_own_units(send: Send, cast: Cast) -> None:
    number = case_of(send("home-patronage")).number
    assert number in signed_in(cast.officer).get("/desk/registers/").content.decode()
    assert number not in signed_in(cast.officer2).get("/desk/registers/").content.decode()


def test_an_entry_is_mended_by_a_remark_and_never_changed(send: Send, cast: Cast) -> None:
    entry = case_of(send("home-patronage")).entries.get()
    client = signed_in(cast.clerk)
    page = client.post(f"/desk/registers/{entry.uid}/", {"text": ""})
    assert "Грешка" in page.content.decode()
    client.post(f"/desk/registers/{entry.uid}/", {"text": "Подадено е от дъщерята."})
    assert "Подадено е от дъщерята." in client.get(f"/desk/registers/{entry.uid}/").content.decode()
    table = RegisterEntry._meta.db_table
    for statement in (f"UPDATE {table} SET number = 'X'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connections["default"].cursor().execute(statement)


def test_the_file_of_a_period_holds_every_entry(send: Send, cast: Cast, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    case = case_of(send("home-patronage"))
    registry.enter(case, registry.INCOMING, "opinion", by=cast.officer, other_number="=1+1")
    client = signed_in(cast.clerk)
    asked = {"since": "1.11.2026", "until": "30.11.2026 г."}
    answer = client.get("/desk/registers/file.csv", asked)
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert [line.split(";")[0] for line in lines[1:]] == [case.number, f"{case.number}#1"]
    assert "23.11.2026" in lines[1] and ";'=1+1;" in lines[2]
    assert client.get("/desk/registers/file.csv", {"since": "1.1.2024", "until": "2.1.2026"}).status_code == 302


@pytest.mark.parametrize("count", [2, 5])
def test_the_list_asks_as_often_for_many_as_for_few(
    send: Send, cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    case = case_of(send("home-patronage"))
    for _ in range(count):
        registry.enter(case, registry.INTERNAL, "note", by=cast.officer)
    client = signed_in(cast.officer)
    client.get("/desk/registers/")
    with django_assert_max_num_queries(6):
        client.get("/desk/registers/")


def test_pages_follow_each_other_without_a_gap(send: Send, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from casework import registers

    monkeypatch.setattr(registers, "PAGE", 2)
    case = case_of(send("home-patronage"))
    for day in (date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 1), date(2026, 11, 3)):
        registry.enter(case, registry.INTERNAL, "note", by=cast.officer, on=day)
    found, after = [], ""
    while True:
        page = registers.page_of(cast.officer, registers.Sought(number=f"{case.number}#"), after)
        found += [row.position for row in page.rows]
        if not (after := page.after):
            break
    assert found == [4, 2, 1, 3]


@pytest.mark.django_db(transaction=True)
def test_forty_documents_at_once_have_forty_numbers(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))

    def enter(_: int) -> str:
        try:
            return registry.enter(Case.objects.get(pk=case.pk), registry.OUTGOING, "notice", by=cast.officer).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(enter, range(40)))
    assert sorted(numbers, key=lambda number: int(number.partition("#")[2])) == [
        f"{case.number}#{position}" for position in range(1, 41)
    ]
