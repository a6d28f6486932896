"""A provider without an account answers by the link of the mail: once, in time, and only by a press."""

import re
from typing import Any

import pytest
from django.test import Client

from casework.actions import places
from casework.models import Case, PlaceHold, PlaceLink
from casework.tasks import expire_holds
from people.models import Organisation
from records.models import Message
from tests.support.cast import Cast, Send, case_of, hold, signed_in

pytestmark = pytest.mark.django_db


def mails() -> list[str]:
    return [row.context["text"] for row in Message.objects.filter(kind="account").select_related("data_key")]


def link_in(text: str) -> str:
    found = re.search(r"/place/[\w-]+/", text)
    assert found is not None
    return found[0]


@pytest.fixture
def held(send: Send, cast: Cast, freeze: Any) -> PlaceHold:
    freeze("2026-11-02 10:00+02:00")
    Organisation.objects.filter(kind="provider").update(email="doma@example.bg")
    return hold(case_of(send("home-patronage")), cast)


def test_the_mail_names_nobody_and_opening_the_link_answers_nothing(held: PlaceHold, get_never_writes: Any) -> None:
    (text,) = mails()
    address, person = link_in(text), held.case.beneficiary
    for secret in (person.given_name, person.family_name, str(held.uid), held.case.number):
        assert secret not in text
    with get_never_writes():
        page = Client().get(address)
    assert page.status_code == 200 and page.headers["Cache-Control"].find("no-store") >= 0
    shown = page.content.decode()
    assert person.family_name not in shown and person.given_name not in shown and held.offer.site_bg in shown
    held.refresh_from_db()
    assert held.status == "held"
    assert address.split("/")[2] not in str(list(PlaceLink.objects.values()))


def test_yes_is_said_once(held: PlaceHold) -> None:
    address = link_in(mails()[0])
    assert Client().post(address, {"accept": "1"}).status_code == 200
    assert Client().post(address, {"accept": "1"}).status_code == 410
    assert Client().get(address).status_code == 410
    held.refresh_from_db()
    assert (held.status, Case.objects.get(pk=held.case_id).status) == ("accepted", "place_confirmed")
    assert Message.objects.filter(kind="place_confirmed").count() == 2


def test_no_needs_a_reason_and_keeps_the_link_without_one(held: PlaceHold) -> None:
    address = link_in(mails()[0])
    assert Client().post(address, {"decline": "1"}).status_code == 200
    assert Client().post(address, {"decline": "1", "reason": "too-far"}).status_code == 200
    held.refresh_from_db()
    assert (held.status, held.reason.code) == ("declined", "too-far")


def test_a_link_dies_with_its_day_with_a_newer_one_and_with_the_answer_of_a_colleague(
    held: PlaceHold, cast: Cast, freeze: Any
) -> None:
    first = link_in(mails()[0])
    freeze("2026-11-08 10:00+02:00")
    expire_holds()
    expire_holds()
    assert len(mails()) == 2
    reminder = link_in(mails()[1])
    assert Client().get(first).status_code == 410
    assert Client().get(reminder).status_code == 200
    places.accept(held, by=cast.provider)
    assert Client().post(reminder, {"decline": "1", "reason": "too-far"}).status_code == 410
    freeze("2026-11-12 10:00+02:00")
    PlaceHold.objects.filter(pk=held.pk).update(status="held")
    assert Client().get(reminder).status_code == 410


def test_guessing_is_slowed_down() -> None:
    client = Client(REMOTE_ADDR="203.0.113.7")
    answers = [client.get(f"/place/{number}-guess/").status_code for number in range(32)]
    assert answers[0] == 404 and answers[-1] == 429


def test_a_signed_in_answer_needs_no_link(held: PlaceHold, cast: Cast) -> None:
    signed_in(cast.provider).post(f"/provider/{held.uid}/accept/")
    assert Client().post(link_in(mails()[0]), {"accept": "1"}).status_code == 410
