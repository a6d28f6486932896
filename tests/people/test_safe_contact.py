"""Somebody in danger is reached only as they said: by every message of the system, whoever sends it and whenever."""

import ast
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from applications import audience
from applications.actions import mediating, tracking
from people import inbox
from people.actions.contact import SafeRules, end_safe, set_safe
from people.actions.persons import PersonFacts, register
from people.contact import address_of
from people.models import Organisation, Person
from records import letters, messages
from records.channels import CHANNELS
from records.models import AuditEvent, DataKey, Delivery, Letter, Message
from records.tasks import render_document, send_delivery
from services.models import Service
from tests.support.cast import Cast, Send, begin, case_of

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
KINDS = [kind for kind in messages.known_kinds() if kind != "digest"]
# The secure delivery carries acts alone; tests/records/test_ssev.py stops it by the same rule.
EVERYTHING = tuple(channel for channel in CHANNELS if channel != "ssev")


@pytest.fixture
def vera(cast: Cast) -> Person:
    """Reachable in every way before she asks for safety."""
    facts = PersonFacts(
        given_name="Вяра", family_name="Тихова", id_type="none", no_id_reason="unwilling", phone="+359888111222",
        email="vera@demo.invalid", address={"line": "ул. „Тиха“ 3"}, channels=EVERYTHING,
    )  # fmt: skip
    return register(facts, by=cast.clerk)


def tell(kind: str, about: Person, **to: Any) -> Message:
    to = to or {"person_uid": about.uid}
    return messages.send(messages.notice(kind), subject=about, data_key=about.data_key, by=None, **to)


def left_the_house(mailoutbox: list[Any]) -> list[str]:
    return [*(mail.to[0] for mail in mailoutbox), *(path.name for path in settings.OUTBOX_DIR.glob("*/*.txt"))]


@pytest.fixture(autouse=True)
def _by_day_with_empty_folders(freeze: Callable[[Any], None]) -> None:
    freeze("2026-11-30 12:00+02:00")
    for path in settings.OUTBOX_DIR.glob("*/*.txt"):
        path.unlink()


def work() -> None:
    for pk in Delivery.objects.order_by("pk").values_list("pk", flat=True):
        send_delivery(pk)


def test_there_are_events_of_every_room() -> None:
    assert {"application_submitted", "decision_published", "correction_asked", "entries_to_review"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_no_event_leaves_by_a_way_that_is_not_allowed(kind: str, cast: Cast, vera: Person, mailoutbox: Any) -> None:
    for channel in EVERYTHING:
        before = tell(kind, vera)  # waiting already when she asks
        assert set(before.deliveries.values_list("channel", flat=True)) == set(EVERYTHING)
        set_safe(vera, SafeRules(channels=()), by=cast.clerk)
        after = tell(kind, vera)
        work()
        assert not after.deliveries.exists()
        assert set(before.deliveries.values_list("status", flat=True)) == {"not_allowed"}, channel
        end_safe(vera, by=cast.clerk)
    assert left_the_house(mailoutbox) == []
    assert set(Message.objects.values_list("person_uid", flat=True)) == {vera.uid}  # in the portal all the same


@pytest.mark.parametrize("kind", KINDS)
def test_no_event_reaches_somebody_she_is_hidden_from(kind: str, cast: Cast, vera: Person, mailoutbox: Any) -> None:
    """Neither the login nor the person behind it: not by a message written before, not in the profile."""
    readers = ({"user_uid": cast.citizen.uid}, {"person_uid": cast.daughter.uid})
    Person.objects.filter(pk=cast.daughter.pk).update(channels=["sms", "email", "letter"])
    early = [tell(kind, vera, **reader) for reader in readers]
    assert inbox.of(cast.citizen).count() == 2
    set_safe(vera, SafeRules(hidden_from=("citizen@demo.invalid", str(cast.daughter.id_number))), by=cast.clerk)
    late = [tell(kind, vera, **reader) for reader in readers]
    work()
    assert left_the_house(mailoutbox) == []
    assert [message.deliveries.count() for message in late] == [0, 0]
    assert not Delivery.objects.filter(message__in=early).exclude(status="not_allowed").exists()
    assert list(inbox.of(cast.citizen)) == []
    assert AuditEvent.objects.filter(verb=f"message_withheld:{kind}").count() == 2
    end_safe(vera, by=cast.clerk)
    assert set(inbox.of(cast.citizen)) == set(early)  # what was kept away stays away


def test_nobody_else_learns_anything_where_she_asks_so(cast: Cast, vera: Person, mailoutbox: Any) -> None:
    set_safe(vera, SafeRules(channels=("sms",), hide_from_others=True), by=cast.clerk)
    tell("decision_published", vera, user_uid=cast.citizen.uid, person_uid=cast.daughter.uid)
    own = tell("decision_published", vera)
    work()
    assert left_the_house(mailoutbox) == [f"{own.uid}.sms@belorechie.invalid.txt"]
    assert list(inbox.of(cast.citizen)) == []


def test_her_own_login_is_no_way_round(cast: Cast, mailoutbox: Any) -> None:
    set_safe(cast.daughter, SafeRules(channels=()), by=cast.clerk)
    tell("decision_published", cast.daughter, user_uid=cast.citizen.uid, person_uid=cast.daughter.uid)
    tell("application_submitted_for_you", cast.mother, user_uid=cast.citizen.uid)
    work()
    assert left_the_house(mailoutbox) == []
    assert inbox.of(cast.citizen).count() == 2


def test_it_waits_for_her_hours(cast: Cast, vera: Person, freeze: Callable[[Any], None], mailoutbox: Any) -> None:
    set_safe(vera, SafeRules(channels=("sms", "letter"), hours=(time(10), time(12))), by=cast.clerk)
    freeze("2026-11-30 20:00+02:00")
    sms = tell("decision_published", vera).deliveries.get(channel="sms")
    assert timezone.localtime(sms.next_try_at).isoformat() == "2026-12-01T10:00:00+02:00"
    send_delivery(sms.pk)  # the relay came early, or the hours were changed
    sms.refresh_from_db()
    assert (sms.status, sms.tries, left_the_house(mailoutbox)) == ("queued", 0, [])
    freeze("2026-12-01 10:00+02:00")
    send_delivery(sms.pk)
    sms.refresh_from_db()
    assert (sms.status, len(left_the_house(mailoutbox))) == ("sent", 1)


def test_files_about_her_vanish_from_the_account(cast: Cast, send: Send, client: Client) -> None:
    application = send("home-patronage")
    client.force_login(cast.citizen)
    pages = [f"/my/{application.uid}/", f"/my/{application.uid}/sent/", f"/apply/receipt/{application.uid}/"]
    assert {client.get(page).status_code for page in pages} <= {200, 202}
    assert application.number in client.get("/my/").content.decode()
    set_safe(cast.mother, SafeRules(hidden_from=("citizen@demo.invalid",)), by=cast.clerk)
    assert {client.get(page).status_code for page in pages} == {404}
    shown = client.get("/my/").content.decode()
    assert application.number not in shown
    assert "Пенка" not in shown
    assert case_of(application).status == "new"  # the office goes on


def test_the_clerk_sets_it_and_staff_see_it(cast: Cast, vera: Person, client: Client) -> None:
    client.force_login(cast.clerk)
    begin(client, vera)
    page = f"/counter/person/{vera.uid}/safe-contact/"
    given = {
        "channels": ["sms"], "hours_from": "10", "hours_until": "", "code_phrase": "Обаждам се от библиотеката",
        "never_leave_messages": "on", "hidden_from": "Mag@Demo.invalid\n123", "spoke_alone": "",
    }  # fmt: skip
    answer = client.post(page, given).content.decode()
    for words in ("Напишете и двата часа", "„123“ не е", "Първо поговорете", "Обаждам се от библиотеката"):
        assert words in answer
    given |= {"hours_until": "12.30 ч.", "hidden_from": "Mag@Demo.invalid", "spoke_alone": "on"}
    shown = client.post(page, given, follow=True).content.decode()
    for words in ("Безопасна връзка", "10:00", "12:30", "Обаждам се от библиотеката", "Никога не оставяйте"):
        assert words in shown
    rule = vera.safe_contact
    assert (rule.channels, rule.hidden_list, rule.hidden_from.count()) == (["sms"], "mag@demo.invalid", 1)
    assert "библиотеката" not in str(AuditEvent.objects.get(verb="safe_contact_set").facts)
    assert client.post(page, {**given, "end": "on"}, follow=True).status_code == 200
    assert not Person.objects.filter(pk=vera.pk, safe_contact__isnull=False).exists()


def test_there_is_one_door() -> None:
    """Whoever wrote a delivery elsewhere, or handed one over elsewhere, would go past all of this."""
    found: dict[str, set[str]] = {"written": set(), "handed over": set()}
    for room in ("portal", "casework", "applications", "services", "people", "records"):
        for path in (ROOT / room).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            for node in ast.walk(ast.parse(path.read_text())):
                text = ast.unparse(node) if isinstance(node, ast.Call | ast.Subscript) else ""
                if text.startswith(("Delivery(", "Delivery.objects.create", "Message(", "Message.objects.create")):
                    found["written"].add(name)
                if text.startswith("CHANNELS["):
                    found["handed over"].add(name)
    # The outbox reads rows back; a digest is asked again for each of its parts; another channel that the office chooses
    # is asked before it leaves, as all are.
    files = ("messages", "outbox", "digests", "deliveries")
    assert found["written"] == {f"records/{name}.py" for name in files}
    assert found["handed over"] == {"records/tasks.py"}


def test_a_personal_subject_must_say_whom_it_is_about(vera: Person) -> None:
    """A new kind of message cannot forget it: without it nobody's rule would be asked."""
    document = Delivery._meta.get_field("message").related_model(data_key=DataKey())
    with pytest.raises(TypeError, match="concerns"):
        messages.send(messages.notice("decision_published"), subject=document, data_key=vera.data_key, by=None)


def test_a_letter_that_waits_for_the_printer_stays(cast: Cast, vera: Person) -> None:
    row = tell("identity_checked", vera).deliveries.get(channel="letter")
    send_delivery(row.pk)
    render_document(Letter.objects.get().document_id)
    set_safe(vera, SafeRules(channels=("sms",)), by=cast.clerk)
    assert letters.print_batch(by=cast.clerk) is None
    row.refresh_from_db()
    assert row.status == "not_allowed"


def test_a_slip_in_another_hand_opens_nothing(cast: Cast, send: Send) -> None:
    application = send("home-patronage")
    code = tracking.issue_code(application, by=cast.clerk)
    assert tracking.find(str(application.number), code) == application
    set_safe(cast.mother, SafeRules(hidden_from=("somebody@demo.invalid",)), by=cast.clerk)
    assert tracking.find(str(application.number), code) is None


def test_no_page_tells_by_which_ways(cast: Cast, client: Client) -> None:
    """The account may be in another's hands: not even the last digits of a safe phone."""
    set_safe(cast.daughter, SafeRules(channels=("sms",)), by=cast.clerk)
    Person.objects.filter(pk=cast.daughter.pk).update(channels=["sms"])
    assert audience._ways(address_of(cast.daughter.uid, cast.citizen.uid)) == ["както сте се уговорили с нас"]


def test_the_counter_tells_nothing_to_the_one_she_is_hidden_from(cast: Cast, send: Send, client: Client) -> None:
    """The daughter applied for her mother; the mother now wishes that nobody else learns anything."""
    application = send("home-patronage")
    case, clerk = case_of(application), client
    clerk.force_login(cast.clerk)
    begin(clerk, cast.daughter)
    pages = [f"/counter/slip/{application.uid}/", f"/counter/case/{case.uid}/", f"/apply/receipt/{application.uid}/"]
    person = f"/counter/person/{cast.daughter.uid}/"
    assert application.number in clerk.get(person).content.decode()
    assert {clerk.get(page).status_code for page in pages[:2]} == {200}
    set_safe(cast.mother, SafeRules(hide_from_others=True), by=cast.clerk)
    shown = clerk.get(person).content.decode()
    assert application.number not in shown and "Пенка" not in shown
    assert {clerk.get(page).status_code for page in pages} == {404}
    begin(clerk, cast.mother)
    assert application.number in clerk.get(f"/counter/person/{cast.mother.uid}/").content.decode()
    assert clerk.get(pages[0]).status_code == 200


def test_a_helper_organisation_loses_whoever_hides(cast: Cast, client: Client) -> None:
    organisation = Organisation.objects.get(slug="foundation")
    until = timezone.localdate() + timedelta(days=30)
    mandate = mediating.allow(
        cast.mother, organisation=organisation, scope="apply", proof="signed", valid_to=until, by=cast.clerk
    )
    draft = mediating.begin(mandate, [Service.objects.get(slug="parking-card")], by=cast.helper)
    client.force_login(cast.helper)
    pages = ["/helper/", f"/helper/{mandate.uid}/", f"/apply/draft/{draft.uid}/"]
    assert "Пенка" in client.get(pages[0]).content.decode()
    assert {client.get(page).status_code for page in pages} == {200}
    set_safe(cast.mother, SafeRules(hide_from_others=True), by=cast.clerk)
    assert "Пенка" not in client.get(pages[0]).content.decode()
    assert {client.get(page).status_code for page in pages[1:]} == {404}


def test_the_officer_sees_it_on_the_case(cast: Cast, send: Send, client: Client) -> None:
    case = case_of(send("home-patronage"))
    set_safe(cast.mother, SafeRules(code_phrase="Обаждам се от библиотеката"), by=cast.clerk)
    client.force_login(cast.officer)
    assert "Обаждам се от библиотеката" in client.get(f"/desk/{case.uid}/").content.decode()
