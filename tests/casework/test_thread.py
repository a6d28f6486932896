"""One thread from the request to the help in use: for the officer whole, for the citizen without what is private."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from casework import thread
from casework.actions import corrections, notes, talk, use
from casework.models import Case, NoteKind, Side, UseKind
from casework.progress import STORY
from casework.thread import Kind
from casework.threadsources import SOURCES
from tests.support.cast import Cast, Send, case_of, drafted, signed_in, taken_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(send: Send, cast: Cast) -> Case:
    """A case with everything that the thread tells of."""
    case = taken_up(drafted(case_of(send("home-patronage")), cast), cast)
    notes.write(case, NoteKind.CALL, happened_on=timezone.localdate(), text="Братът пие.", by=cast.officer)
    talk.write(case, "Кога ще дойдете?", side=Side.PERSON, by=cast.citizen)
    talk.write(case, "Във вторник.", side=Side.OFFICE, by=cast.officer)
    use.ask(case, UseKind.END, starts_on=use.earliest(case, UseKind.END, timezone.localdate()), by=cast.citizen)
    return case


def told(client: Client, address: str) -> list[Any]:
    page = client.get(address)
    assert page.status_code == 200
    return page.context["thread"].lines


def test_the_officer_reads_every_kind_in_the_order_of_time(lived: Case, cast: Cast) -> None:
    client = signed_in(cast.officer)
    lines = told(client, f"/desk/{lived.uid}/thread/")
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    kinds = {line.kind for line in lines}
    assert kinds >= {"request", "step", "place", "document", "message", "talk", "use", "shared", "note"}
    titles = " ".join(line.entry.title for line in lines)
    assert "Поискано: Домашен социален патронаж" in titles
    assert "Доставчикът прие" in titles
    assert any("имейл" in line.entry.text or "писмо" in line.entry.text for line in lines if line.kind == "message")
    for kind in kinds:
        assert {line.kind for line in told(client, f"/desk/{lived.uid}/thread/?kind={kind}")} == {kind}
    assert len(told(client, f"/desk/{lived.uid}/thread/?kind=nonsense")) == len(lines)


def test_the_citizen_reads_it_in_plain_words_without_what_is_private(lived: Case, cast: Cast) -> None:
    address = f"/my/{lived.request.application.uid}/thread/"
    lines = told(signed_in(cast.citizen), address)
    assert {"request", "step", "place", "talk", "use"} <= {line.kind for line in lines}
    assert not {"note", "document", "opinion"} & {line.kind for line in lines}
    page = signed_in(cast.citizen).get(address).content.decode()
    with translation.override("bg"):
        assert str(STORY["confirm_place"]) in {line.entry.title for line in lines}
    assert "Братът пие." not in page
    assert cast.officer.name not in "".join(line.entry.who for line in lines)
    assert signed_in(cast.citizen2).get(address).status_code == 404


def test_pages_of_a_long_thread_lose_and_repeat_nothing(
    lived: Case, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(cast.officer)
    address = f"/desk/{lived.uid}/thread/"
    whole = [(line.at, line.entry.title) for line in told(client, address)]
    monkeypatch.setattr(thread, "PAGE", 4)
    seen: list[Any] = []
    at = address
    for _ in range(len(whole)):
        page = client.get(at).context["thread"]
        seen += [(line.at, line.entry.title) for line in page.lines]
        if not page.after:
            break
        at = f"{address}?before={page.after.replace('+', '%2B')}"
    assert seen == whole
    assert len(whole) > 12


def test_cases_of_a_home_are_one_thread_of_those_the_officer_may_see(send: Send, lived: Case, cast: Cast) -> None:
    own = case_of(send("assistant-support", beneficiary=cast.daughter))
    elsewhere = case_of(send("parking-card"))
    Case.objects.filter(pk=elsewhere.pk).update(unit=cast.officer2.memberships.get().organisation)
    page = signed_in(cast.officer).get(f"/desk/{lived.uid}/thread/?home")
    numbers = {line.case.number for line in page.context["thread"].lines if line.case}
    assert numbers == {lived.number, own.number}
    assert elsewhere.number not in page.content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_the_thread_costs_the_same_whatever_its_length(
    send: Send, cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    case = case_of(send("home-patronage"))
    for number in range(count):
        talk.write(case, f"Въпрос {number}", side=Side.PERSON, by=cast.citizen)
        notes.write(case, NoteKind.CALL, happened_on=timezone.localdate(), text="Звънна.", by=cast.officer)
    officer, citizen = signed_in(cast.officer), signed_in(cast.citizen)
    with django_assert_max_num_queries(6):
        officer.get(f"/desk/{case.uid}/thread/?home")
    with django_assert_max_num_queries(7):
        citizen.get(f"/my/{case.request.application.uid}/thread/")


def test_what_was_asked_of_the_person_is_told_with_its_words(send: Send, cast: Cast) -> None:
    from casework.actions import cases

    case = case_of(send("home-patronage"))
    cases.take(case, by=cast.officer)
    corrections.ask(case, fields=["common.contact:phone"], reason="Кой е телефонът?", by=cast.officer)
    for client, address in (
        (signed_in(cast.officer), f"/desk/{case.uid}/thread/"),
        (signed_in(cast.citizen), f"/my/{case.request.application.uid}/thread/"),
    ):
        assert "Кой е телефонът?" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "before", ["nonsense", "1_2", "00010101T000000.0+0000_1_1", "20260101T000000.0+0000_1_" + "9" * 30]
)
def test_an_address_typed_by_hand_breaks_nothing(send: Send, cast: Cast, before: str) -> None:
    case = case_of(send("parking-card"))
    address = f"/desk/{case.uid}/thread/?before={before.replace('+', '%2B')}"
    assert signed_in(cast.officer).get(address).status_code == 200


def test_nobody_tells_of_complaints_yet_and_a_filter_names_only_what_is_told_of() -> None:
    assert Kind.COMPLAINT not in SOURCES.kinds
    assert re.fullmatch(r"[a-z]+", Kind.COMPLAINT.value)
