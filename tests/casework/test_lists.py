"""Lists are narrowed, sorted, kept under a name and taken along; the whole state is the address."""

import csv
import html
import io
import re
from typing import Any

import pytest
from django.utils import timezone

from casework import desk
from casework.actions import assignments, cases, corrections
from casework.models import Case, SavedFilter
from people import inbox
from records.models import AccessLog, AuditEvent, Message
from tests.support.cast import Cast, Send, assess, case_of, drafted, hold, signed_in

pytestmark = pytest.mark.django_db


def numbers(client: Any, query: str) -> list[str]:
    return [row.number for row in client.get(f"/desk/?{query}").context["page"].rows]


def test_a_list_is_narrowed_by_what_the_address_says_and_the_page_tells_by_what(send: Send, cast: Cast) -> None:
    card, care = case_of(send("parking-card")), case_of(send("home-patronage"))
    assess(care, cast)
    client = signed_in(cast.head)
    assert numbers(client, "service=home-patronage") == [care.number]
    assert numbers(client, "status=new") == [card.number]
    assert numbers(client, "officer=none") == [card.number]
    assert numbers(client, f"officer={cast.officer.uid}") == [care.number]
    assert numbers(client, "settlement=99019&service=parking-card") == [card.number]
    assert numbers(client, "unit=unit-villages") == []
    assert numbers(client, "service=no-such-service") == []
    assert numbers(client, f"service=home-patronage&q={care.number[:6]}") == [care.number]
    page = client.get("/desk/?service=home-patronage&status=assessed")
    words = page.content.decode()
    assert "Домашен социален патронаж" in words
    assert 'href="/desk/?status=assessed"' in words
    assert page.context["whole"] == "1"


def test_finished_cases_are_found_by_their_status(send: Send, cast: Cast) -> None:
    case = case_of(send("parking-card"))
    Case.objects.filter(pk=case.pk).update(status="closed")
    client = signed_in(cast.officer)
    assert numbers(client, "") == []
    assert numbers(client, "status=closed&sort=came") == [case.number]
    assert "приключена" in client.get("/desk/?status=closed").content.decode()


@pytest.mark.parametrize("sort", ["due", "-due", "came", "-came"])
def test_every_order_goes_through_all_pages_without_loss(
    send: Send, cast: Cast, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    for _ in range(5):
        send("parking-card")
    monkeypatch.setattr(desk, "PAGE", 2)
    client = signed_in(cast.officer)
    seen: list[str] = []
    address = f"/desk/?sort={sort}"
    while address:
        answer = client.get(address)
        seen += [row.number for row in answer.context["page"].rows]
        found = re.search(r'<a class="btn btn-secondary" href="(/desk/[^"]*after=[^"]*)"', answer.content.decode())
        address = html.unescape(found[1]) if found else ""
    column = {"due": "due_on", "came": "opened_at"}[sort.lstrip("-")]
    way = "-" if sort.startswith("-") else ""
    assert seen == list(Case.objects.order_by(f"{way}{column}", f"{way}pk").values_list("number", flat=True))


def test_the_page_of_filters_answers_with_the_address_of_a_list(send: Send, cast: Cast) -> None:
    send("parking-card")
    page = signed_in(cast.head).get("/desk/filters/?service=parking-card").content.decode()
    assert '<option value="parking-card" selected>' in page
    assert "Елена Димитрова" in page
    assert "Звено за селата" in page or "unit-villages" in page


def test_a_list_is_kept_under_a_name_for_oneself_or_by_the_head_for_the_unit(send: Send, cast: Cast) -> None:
    send("parking-card")
    head, officer, other = signed_in(cast.head), signed_in(cast.officer), signed_in(cast.officer2)
    assert "Грешка: " in officer.post("/desk/filters/new/?service=parking-card", {"name": ""}).content.decode()
    officer.post("/desk/filters/new/?service=parking-card&q=Колева", {"name": "Карти", "unit": "unit-centre"})
    own = SavedFilter.objects.get()
    assert (own.query, own.unit) == ("service=parking-card", None)
    head.post("/desk/filters/new/?status=new", {"name": "Нови за деня", "unit": "unit-centre"})
    assert "Карти" in officer.get("/desk/").content.decode()
    assert "Карти" not in head.get("/desk/").content.decode()
    assert 'href="/desk/?status=new" ' not in other.get("/desk/").content.decode()
    assert "Нови за деня" in officer.get("/desk/").content.decode()
    assert "Нови за деня" not in other.get("/desk/").content.decode()
    shared = SavedFilter.objects.get(name="Нови за деня")
    assert officer.post(f"/desk/filters/{shared.uid}/delete/").status_code == 404
    assert head.post(f"/desk/filters/{own.uid}/delete/").status_code == 404
    assert head.post(f"/desk/filters/{shared.uid}/delete/").status_code == 302
    assert not SavedFilter.objects.filter(pk=shared.pk).exists()


def test_the_list_with_filters_and_saved_lists_needs_eight_queries(
    send: Send, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    send("parking-card")
    client = signed_in(cast.head)
    client.post("/desk/filters/new/?status=new", {"name": "Нови", "unit": "unit-centre"})
    with django_assert_max_num_queries(8 + 1):  # one is the access log's
        client.get(f"/desk/?service=parking-card&settlement=99019&unit=unit-centre&officer={cast.officer.uid}")


def test_the_whole_list_is_assigned_whatever_is_ticked(send: Send, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = [case_of(send("parking-card")) for _ in range(3)]
    other = case_of(send("home-patronage"))
    head = signed_in(cast.head)
    chosen = {"all": "1", "list": "service=parking-card", "case": [str(other.uid)]}
    assert "Възложете 3 преписки" in head.post("/desk/chosen/assignment/", chosen).content.decode()
    sure = {
        "cases": " ".join(str(case.uid) for case in cards), "officer": str(cast.officer.uid), "reason": "workload",
        "sure": "1", "list": "service=parking-card",
    }  # fmt: skip
    assert head.post("/desk/chosen/assignment/", sure).headers["Location"] == "/desk/?service=parking-card"
    assert Case.objects.filter(assignee=cast.officer).count() == 3
    monkeypatch.setattr(assignments, "MOST", 2)
    monkeypatch.setattr("casework.views.bulk.assignments.MOST", 2)
    refused = head.post("/desk/chosen/assignment/", {"all": "1", "list": ""}, follow=True)
    assert refused.status_code == 200


def test_a_table_is_taken_along_without_formulas_and_the_log_says_so(send: Send, cast: Cast) -> None:
    case = case_of(send("parking-card"))
    cast.mother.family_name = "=HYPERLINK(1)"
    cast.mother.save()
    client = signed_in(cast.officer)
    answer = client.post("/desk/chosen/table.csv", {"case": [str(case.uid)]})
    [heads, row] = list(csv.reader(io.StringIO(answer.content.decode().lstrip("\ufeff"))))
    assert row[0] == case.number
    assert not any(cell.startswith("=") for cell in row)
    assert len(heads) == len(row)
    assert client.post("/desk/chosen/table.xlsx", {"all": "1", "list": ""}).content[:2] == b"PK"
    assert client.post("/desk/chosen/table.exe", {"case": [str(case.uid)]}).status_code == 404
    assert AuditEvent.objects.filter(verb="cases_exported").count() == 2
    assert AccessLog.objects.filter(kind="list", person_uids__contains=[cast.mother.uid]).count() == 2
    assert signed_in(cast.officer2).post("/desk/chosen/table.csv", {"case": [str(case.uid)]}).status_code == 404


def test_reminding_tells_the_citizen_of_the_question_and_the_provider_of_the_place_once_a_day(
    send: Send, cast: Cast
) -> None:
    asked, held = case_of(send("parking-card")), hold(case_of(send("home-patronage")), cast)
    cases.take(asked, by=cast.officer)
    corrections.ask(asked, fields=["common.contact:phone"], reason="Телефон?", by=cast.officer)
    client = signed_in(cast.officer)
    chosen = {"cases": f"{asked.uid} {held.case.uid}"}
    assert "Напомнете по 2 преписки" in client.post("/desk/chosen/reminder/", chosen).content.decode()
    assert not Message.objects.filter(kind="correction_reminder").exists()
    for _ in range(2):
        client.post("/desk/chosen/reminder/", {**chosen, "sure": "1"})
    assert Message.objects.filter(kind="correction_reminder", user_uid=cast.citizen.uid).count() == 1
    [letter] = inbox.of(cast.provider).filter(kind="holds_wait")
    assert held.case.number not in inbox.text_of(letter)


def test_nobody_is_reminded_where_one_case_waits_for_nobody(send: Send, cast: Cast) -> None:
    held, idle = hold(case_of(send("home-patronage")), cast), case_of(send("parking-card"))
    sure = {"cases": f"{held.case.uid} {idle.uid}", "sure": "1"}
    words = signed_in(cast.officer).post("/desk/chosen/reminder/", sure, follow=True).content.decode()
    assert "Никой не е подсетен" in words
    assert idle.number in words
    assert not inbox.of(cast.provider).filter(kind="holds_wait").exists()


def test_a_draft_does_not_wait_for_the_head_who_wrote_it_whoever_answers_for_the_case(send: Send, cast: Cast) -> None:
    decision = drafted(case_of(send("home-patronage")), cast)
    decision.drafted_by = cast.head
    decision.save()
    assert numbers(signed_in(cast.head), "tab=mine") == []
    found = desk.desk_of(cast.head, desk.Wanted(tab="mine", q=decision.case.number), timezone.localdate())
    assert desk.page_of(found, "").rows == []
