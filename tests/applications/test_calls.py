"""The hotline: every call is counted by what came of it, and joined to what it became."""

from typing import Any

import pytest
from django.test import Client

from applications.actions import calls
from applications.models import Application, Call, Signal
from tests.support.cast import Cast, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.clerk)
    return client


def call(client: Client, outcome: str, **more: str) -> Any:
    return client.post("/counter/calls/new/", {"outcome": outcome, **more})


def test_information_is_counted_and_nothing_is_kept_of_who_called(clerk: Client, cast: Cast) -> None:
    assert "Този отговор е нужен" in clerk.post("/counter/calls/new/", {"service": "hot-lunch"}).content.decode()
    assert call(clerk, "information", service="hot-lunch", settlement="99019").headers["Location"] == "/counter/calls/"
    one = Call.objects.get()
    assert (one.outcome, one.service.slug, one.settlement.ekatte) == ("information", "hot-lunch", "99019")
    assert one.taken_by == cast.clerk
    held = {field.attname for field in Call._meta.concrete_fields}
    assert held == {
        "id", "uid", "at", "taken_by_id", "outcome", "service_id", "settlement_id", "application_id", "signal_uid",
    }  # fmt: skip


def test_a_call_becomes_a_request_by_phone(clerk: Client, cast: Cast) -> None:
    assert call(clerk, "request").headers["Location"] == "/counter/"
    begin(clerk, cast.mother)
    address = f"/counter/person/{cast.mother.uid}/application/"
    assert 'value="phone" ' in clerk.get(address).content.decode().split("checked")[0][-200:]
    clerk.post(address, {"services": ["home-patronage"], "origin": "phone"})
    draft = Application.objects.get()
    assert Call.objects.get().application == draft
    begin(clerk, cast.daughter)
    clerk.post(
        address.replace(str(cast.mother.uid), str(cast.daughter.uid)), {"services": ["hot-lunch"], "origin": "counter"}
    )
    assert Call.objects.get().application == draft  # the next client is not the one who called


def test_the_end_forgets_the_call(clerk: Client, cast: Cast) -> None:
    call(clerk, "request")
    clerk.post("/counter/end/")
    assert "call" not in dict(clerk.session.items())


def test_a_call_about_a_neighbour_becomes_a_signal_at_the_right_unit_and_who_called_stays_unnamed(
    clerk: Client, cast: Cast
) -> None:
    address = call(clerk, "signal").headers["Location"]
    page = clerk.get(address).content.decode()
    once = page.split('name="once" value="')[1].split('"')[0]
    told = {
        "what": "Бабата отсреща не отваря от два дни.", "is_danger": "no", "age_group": "old", "settlement": "99022",
        "where": "ул. Първа 3", "once": once,
    }  # fmt: skip
    missing = clerk.post(address, {**told, "where": ""}).content.decode()
    assert "Бабата отсреща" in missing
    assert clerk.post(address, told).status_code == 302
    signal = Signal.objects.get()
    assert (signal.origin, signal.unit.slug, signal.caller, signal.filed_by) == (
        "phone",
        "unit-villages",
        None,
        cast.clerk,
    )
    assert Call.objects.get().signal_uid == signal.uid


@pytest.mark.parametrize("count", [2, 20])
def test_counts_by_day_and_outcome(
    clerk: Client, cast: Cast, freeze: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    for day in ("2026-11-20", "2026-11-23"):
        freeze(f"{day} 10:00+02:00")
        for _ in range(count):
            calls.count("information", service=None, settlement=None, by=cast.clerk)
    calls.count("request", service=None, settlement=None, by=cast.clerk)
    with django_assert_max_num_queries(8):
        page = clerk.get("/counter/calls/").content.decode()
    rows = [part.split("</tr>")[0] for part in page.split("<tr>")[2:]]
    assert ["23.11.2026" in rows[0], f">{count + 1}<" in rows[0], "20.11.2026" in rows[1], f">{count}<" in rows[1]] == [
        True
    ] * 4
