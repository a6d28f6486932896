"""One work place, one client after the other: nothing of the one before is left, nobody but the one served is open."""

from typing import Any

import pytest
from django.test import Client

from applications.actions import drafts, oral
from applications.models import Application, Origin
from records.models import AuditEvent
from services.models import Service
from tests.support.cast import Cast, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.clerk)
    return client


def pages_of(cast: Cast) -> list[str]:
    """Every address at which a clerk could see the mother."""
    service = [Service.objects.get(slug="parking-card")]
    draft = drafts.start_at_counter(cast.mother, service, by=cast.clerk, origin=Origin.COUNTER)
    sent = oral.write_up(cast.mother, service, "Моля за карта.", counter="x", by=cast.clerk)
    person = f"/counter/person/{cast.mother.uid}/"
    return [
        person, f"{person}application/", f"{person}oral/", f"/apply/draft/{draft.uid}/", f"/apply/draft/{draft.uid}/check/",
        f"/apply/draft/{draft.uid}/step/common.you/", f"/apply/draft/{draft.uid}/documents/", f"/counter/slip/{sent.uid}/",
        f"/counter/protocol/{sent.uid}/", f"/apply/draft/{sent.uid}/sent/", f"/apply/receipt/{sent.uid}/",
    ]  # fmt: skip


def test_only_the_person_who_is_served_is_open(clerk: Client, cast: Cast) -> None:
    pages = pages_of(cast)
    assert {clerk.get(page).status_code for page in pages} == {404}
    begin(clerk, cast.mother)
    assert {page: clerk.get(page).status_code for page in pages if clerk.get(page).status_code not in {200, 202}} == {}
    begin(clerk, cast.daughter)
    assert {clerk.get(page).status_code for page in pages} == {404}


def test_a_draft_says_for_which_service_it_is(clerk: Client, cast: Cast) -> None:
    pages_of(cast)
    begin(clerk, cast.mother)
    assert "Чернова: Карта за паркиране" in clerk.get(f"/counter/person/{cast.mother.uid}/").content.decode()
    assert "Draft: Parking" in clerk.get(f"/en/counter/person/{cast.mother.uid}/").content.decode()


@pytest.mark.parametrize("part", ["person/new/", "calls/new/", "calls/signal/", "{person}correct/", "{person}same/"])
def test_a_clerk_begins_to_type_at_once(clerk: Client, cast: Cast, part: str) -> None:
    begin(clerk, cast.mother)
    page = clerk.get(f"/counter/{part.format(person=f'person/{cast.mother.uid}/')}").content.decode()
    assert " autofocus" in page.partition("<main")[2]


def test_a_page_that_is_sent_twice_writes_once(clerk: Client, cast: Cast) -> None:
    begin(clerk, cast.mother)
    home = f"/counter/person/{cast.mother.uid}/"
    said = {"services": "parking-card", "statement": "Моля за карта.", "read_back": "on", "origin": "counter"}
    for part in ("oral/", "application/"):
        once = str(clerk.get(f"{home}{part}").context["form"]["once"].value())
        first, second = (clerk.post(f"{home}{part}", {**said, "once": once}) for _ in range(2))
        assert first.headers["Location"] == second.headers["Location"]
    assert Application.objects.count() == 2
    begin(clerk, cast.daughter)  # the page of another person makes its own
    other = clerk.post(f"/counter/person/{cast.daughter.uid}/oral/", {**said, "once": once})
    assert other.status_code == 302
    assert Application.objects.filter(beneficiary=cast.daughter).count() == 1


def test_the_end_leaves_nothing(clerk: Client, cast: Cast) -> None:
    pages = pages_of(cast)
    begin(clerk, cast.mother)
    before = clerk.cookies["sessionid"].value
    clerk.post(f"{pages[7]}code/")  # the code of the slip is in the session now
    assert "Пенка" in clerk.get("/counter/").content.decode()
    ended = clerk.post("/counter/end/")
    assert '"cache"' in ended.headers["Clear-Site-Data"] and '"storage"' in ended.headers["Clear-Site-Data"]
    assert clerk.cookies["sessionid"].value != before
    assert [key for key, _ in clerk.session.items() if not key.startswith("_")] == []
    page = clerk.get("/counter/").content.decode()
    assert "Пенка" not in page and "Никой не се обслужва" in page
    assert {clerk.get(address).status_code for address in pages} == {404}


def test_no_title_names_the_client(clerk: Client, cast: Cast) -> None:
    """The browser's history keeps titles after the end."""
    pages = pages_of(cast)
    begin(clerk, cast.mother)
    for page in [
        *pages,
        *(f"{pages[0]}{part}/" for part in ("correct", "identity", "same", "helpers", "contact", "safe-contact")),
    ]:
        title = clerk.get(page).content.partition(b"</title>")[0].decode(errors="ignore")
        assert "Пенка" not in title and "Колева" not in title, page


def test_a_form_of_the_former_client_writes_nothing(clerk: Client, cast: Cast) -> None:
    pages = pages_of(cast)
    begin(clerk, cast.mother)
    copied = clerk.cookies["sessionid"].value
    begin(clerk, cast.daughter)
    posts = [
        (f"{pages[0]}correct/", {"given_name": "Друга"}), (f"{pages[0]}oral/", {"statement": "x"}),
        (f"{pages[0]}identity/", {"proof": "passport"}), (f"{pages[0]}safe-contact/", {}), (pages[5], {"given_name": "Друга"}),
        (f"{pages[7]}code/", {}), (f"{pages[7]}signed/", {}), (f"{pages[0]}helpers/", {"organisation": "foundation"}),
    ]  # fmt: skip
    assert {address: clerk.post(address, sent).status_code for address, sent in posts} == {
        address: 404 for address, _sent in posts
    }
    thief = Client()
    thief.cookies["sessionid"] = copied
    assert thief.get("/counter/").headers["Location"].startswith("/accounts/login/")


def test_a_search_of_the_former_client_cannot_be_sent_again(clerk: Client, cast: Cast) -> None:
    """The browser's back button offers to send it once more."""

    def form() -> dict[str, str]:
        return {
            "text": "Пенка",
            "visit": clerk.get("/counter/").content.decode().partition('name="visit" value="')[2][:16],
        }

    sent = form()
    assert "Пенка Колева" in clerk.post("/counter/", sent).content.decode()
    clerk.post("/counter/end/")
    assert "Пенка" not in clerk.post("/counter/", sent, follow=True).content.decode()
    assert "Пенка Колева" in clerk.post("/counter/", form()).content.decode()


def test_another_clerk_goes_on_with_what_was_begun_for_the_same_person(clerk: Client, cast: Cast) -> None:
    draft = pages_of(cast)[3]
    colleague = Client()
    cast.editor.memberships.create(organisation=cast.clerk.counter, role="clerk", valid_from="2020-01-01")
    colleague.force_login(cast.editor)
    assert colleague.get(draft).status_code == 404
    begin(colleague, cast.mother)
    assert colleague.get(draft).status_code == 200


def test_a_number_begins_at_once_and_a_name_asks(clerk: Client, cast: Cast) -> None:
    by_name = clerk.post("/counter/", {"text": "Пенка Колева"})
    assert f"/counter/person/{cast.mother.uid}/begin/" in by_name.content.decode()
    by_number = clerk.post("/counter/", {"text": cast.mother.id_number})
    assert by_number.headers["Location"] == f"/counter/person/{cast.mother.uid}/"
    assert clerk.get(by_number.headers["Location"]).status_code == 200


def test_who_served_whom_is_in_the_audit(clerk: Client, cast: Cast) -> None:
    begin(clerk, cast.mother)
    begin(clerk, cast.mother)
    begin(clerk, cast.daughter)
    clerk.post("/accounts/logout/")
    told = AuditEvent.objects.filter(verb__startswith="attending").order_by("id")
    assert [(event.verb, event.subject_uid, event.actor_uid) for event in told] == [
        ("attending_began", cast.mother.uid, cast.clerk.uid),
        ("attending_ended", cast.mother.uid, cast.clerk.uid),
        ("attending_began", cast.daughter.uid, cast.clerk.uid),
        ("attending_ended", cast.daughter.uid, cast.clerk.uid),
    ]
    assert {event.facts["counter"] for event in told} == {str(cast.clerk.counter.uid)}


def test_nobody_but_a_clerk_begins(cast: Cast) -> None:
    for login in ("officer", "head", "provider", "editor", "citizen"):
        client = Client()
        client.force_login(getattr(cast, login))
        assert client.post(f"/counter/person/{cast.mother.uid}/begin/").status_code == 403


def test_a_place_left_alone_locks_itself_and_keeps_what_was_typed(clerk: Client, cast: Cast, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    begin(clerk, cast.mother)
    pages_of(cast)
    draft = Application.objects.get(status="draft")
    step = f"/apply/draft/{draft.uid}/step/common.contact/"
    assert clerk.get(step).status_code == 200
    freeze("2026-11-23 10:09+02:00")
    assert clerk.get("/counter/here/").status_code == 204  # somebody types
    freeze("2026-11-23 10:18+02:00")
    assert clerk.get(step).status_code == 200
    freeze("2026-11-23 10:28:01+02:00")
    sent = clerk.post(step, {"address_line": "ул. Незапазена 5"}, headers={"referer": f"http://testserver{step}"})
    assert sent.headers["Location"].startswith("/counter/lock/")
    assert clerk.get("/counter/").headers["Location"].startswith("/counter/lock/")
    clerk.cookies.pop("station")  # taking the note away does not open it
    assert clerk.get("/my/").headers["Location"].startswith("/counter/lock/")
    lock = sent.headers["Location"]
    assert "Пенка" not in clerk.get(lock).content.decode()
    assert "Това не е кодът" in clerk.post(lock, {"secret": "0000"}).content.decode()
    back = clerk.post(lock, {"secret": "demo-demo-demo-1"})
    assert back.headers["Location"] == step
    assert "ул. Незапазена 5" in clerk.get(step).content.decode()


def test_coming_back_with_the_short_code_of_the_day(clerk: Client, cast: Cast) -> None:
    assert "от 4 до 8 цифри" in clerk.post("/counter/code/", {"code": "12"}).content.decode()
    assert clerk.post("/counter/code/", {"code": "4711"}).status_code == 302
    begin(clerk, cast.mother)
    person = f"/counter/person/{cast.mother.uid}/"
    clerk.post(f"/counter/lock/?next={person}")
    assert clerk.get(person).status_code == 302
    assert clerk.post(f"/counter/lock/?next={person}", {"secret": "4711"}).headers["Location"] == person
    assert clerk.get(person).status_code == 200
    assert "4711" not in str(dict(clerk.session.items()))


def test_three_wrong_codes_sign_the_clerk_out(clerk: Client, cast: Cast) -> None:
    begin(clerk, cast.mother)
    clerk.post("/counter/lock/")
    answers = [clerk.post("/counter/lock/", {"secret": "1111"}).status_code for _ in range(3)]
    assert answers == [200, 200, 302]
    assert "/accounts/login/" in clerk.get("/counter/").headers["Location"]


def test_an_oral_statement_typed_before_the_lock_comes_back(clerk: Client, cast: Cast) -> None:
    begin(clerk, cast.mother)
    address = f"/counter/person/{cast.mother.uid}/oral/"
    clerk.post(f"/counter/lock/?next={address}&keep=1", {"statement": "Искам обяд у дома."})
    assert clerk.post(f"/counter/lock/?next={address}", {"secret": "demo-demo-demo-1"}).headers["Location"] == address
    assert "Искам обяд у дома." in clerk.get(address).content.decode()
    assert not Application.objects.exists()


def test_on_a_shared_computer_the_browser_keeps_no_answer(clerk: Client, cast: Cast) -> None:
    begin(clerk, cast.mother)
    pages_of(cast)
    draft = Application.objects.get(status="draft")
    page = clerk.get(f"/apply/draft/{draft.uid}/step/common.you/").content.decode()
    assert 'autocomplete="given-name"' not in page and page.count("autofocus") == 1
