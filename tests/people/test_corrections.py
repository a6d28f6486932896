"""A clerk mends what a clerk mistyped; the person hears of it; an account becomes theirs at the counter alone."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from applications.models import Application
from casework.actions import cases
from casework.actions import corrections as asked
from people.actions import corrections, identity
from people.actions.persons import PersonFacts, register
from people.models import IdentityCheck, Person, PersonCorrection, User
from portal.demo import names
from records.messages import notice_of
from records.models import AuditEvent, Document, Message
from tests.support.cast import Cast, Send, begin, case_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(cast: Cast, client: Client) -> Client:
    client.force_login(cast.clerk)
    begin(client, cast.mother)
    return client


@pytest.fixture
def head(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.counterhead)
    begin(client, cast.mother)
    return client


def number() -> str:
    from random import Random

    return names.egn(Random(77), "f", set())


def typed(person: Person, **changes: Any) -> dict[str, Any]:
    """The form as it stands on the page, and what the clerk writes over it."""
    now = {
        "given_name": person.given_name, "middle_name": person.middle_name, "family_name": person.family_name,
        "id_type": person.id_type, "id_number": "", "no_id_reason": person.no_id_reason, "phone": person.phone or "",
        "birth_date": person.birth_date, "settlement": "99019", "address": (person.address or {}).get("line", ""),
        "proof": "identity_card", "reason": "Сгрешена буква", "seen": "0",
    }  # fmt: skip
    return now | changes


def test_the_record_stands_on_the_page_as_people_write_it(cast: Cast, clerk: Client) -> None:
    cast.mother.birth_date = "1947-03-12"
    cast.mother.save()
    page = clerk.get(f"/counter/person/{cast.mother.uid}/correct/").content.decode()
    assert 'value="12.03.1947"' in page and "Поправете</button>" in page
    for part in ("correct", "identity"):  # what narrows a list of services has no place where there is none
        assert "data-filter" not in clerk.get(f"/counter/person/{cast.mother.uid}/{part}/").content.decode()
    assert "data-filter" in clerk.get(f"/counter/person/{cast.mother.uid}/application/").content.decode()


def text_of(message: Message) -> str:
    return notice_of(message).text(message, "bg")


def test_a_mistyped_name_is_mended_and_the_person_is_told(cast: Cast, clerk: Client, send: Send, head: Client) -> None:
    application = send("home-patronage")
    address = f"/counter/person/{cast.mother.uid}/correct/"
    assert 'value="Колева"' in clerk.get(address).content.decode()
    answer = clerk.post(address, typed(cast.mother, family_name="Колевска"), follow=True)
    page = answer.content.decode()
    assert "Колевска" in page and "Сгрешена буква" in page
    row = PersonCorrection.objects.select_related("data_key").get()
    assert (row.before, row.after) == ({"family_name": "Колева"}, {"family_name": "Колевска"})
    event = AuditEvent.objects.get(verb="person_corrected")
    assert event.facts["fields"] == ["family_name"] and "Кол" not in str(event.facts)
    message = Message.objects.select_related("data_key").get(kind="person_corrected")
    assert message.person_uid == cast.mother.uid
    assert "фамилия" in text_of(message) and "Колев" not in text_of(message)
    receipt = Document.objects.select_related("data_key").get(uid=application.receipt_uid)
    assert "Колева" in str(receipt.context) and "Колевска" not in str(receipt.context)
    assert "undo" not in page
    undone = head.post(f"/counter/person/{cast.mother.uid}/correct/{row.uid}/undo/", follow=True)
    assert "Отменено" in undone.content.decode()
    cast.mother.refresh_from_db()
    assert cast.mother.family_name == "Колева"
    with pytest.raises(corrections.ChangedSince):
        corrections.undo(row, by=cast.counterhead)


def test_a_number_is_changed_by_a_document_alone(cast: Cast, clerk: Client) -> None:
    address, fresh = f"/counter/person/{cast.mother.uid}/correct/", number()
    refused = clerk.post(address, typed(cast.mother, id_number=fresh, proof="word")).content.decode()
    assert "Номер се поправя само по документ" in refused and f'value="{fresh}"' in refused
    assert clerk.post(address, typed(cast.mother, id_number=fresh)).status_code == 302
    mother = Person.objects.with_key().with_number("egn", fresh).get()
    assert mother == cast.mother
    assert fresh not in clerk.get(f"/counter/person/{mother.uid}/").content.decode()


def test_the_number_of_another_is_not_taken_and_of_a_protected_one_nothing_is_said(cast: Cast, clerk: Client) -> None:
    address, fresh = f"/counter/person/{cast.mother.uid}/correct/", number()
    hidden = register(PersonFacts(given_name="Скрита", family_name="Жена", id_number=fresh), by=None)
    known = clerk.post(address, typed(cast.mother, id_number=cast.daughter.id_number)).content.decode()
    assert "Друг запис е с този номер" in known
    hidden.is_protected = True
    hidden.save()
    assert clerk.post(address, typed(cast.mother, id_number=fresh)).status_code == 302
    cast.mother.refresh_from_db()
    assert cast.mother.is_apart


def test_two_clerks_do_not_overwrite_each_other(cast: Cast, clerk: Client) -> None:
    corrections.correct(cast.mother, {"phone": "+359888111111"}, reason="x", proof="word", seen=0, by=cast.counterhead)
    address = f"/counter/person/{cast.mother.uid}/correct/"
    late = clerk.post(address, typed(cast.mother, middle_name="Петрова")).content.decode()
    assert "Колега току-що поправи този запис" in late and 'value="Петрова"' in late
    nothing = typed(Person.objects.with_key().get(pk=cast.mother.pk), seen=str(corrections.last_of(cast.mother)))
    assert "Нищо не е променено" in clerk.post(address, nothing).content.decode()
    assert PersonCorrection.objects.count() == 1


def declared(cast: Cast, email: str) -> User:
    """Somebody who signed up and typed the mother's number."""
    user = User.objects.create_user(email, "four-words-that-nobody-joins", person=cast.mother)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_a_document_seen_joins_the_account_and_shows_what_was_asked_for_before(
    cast: Cast, clerk: Client, send: Send, head: Client
) -> None:
    application = send("home-patronage")
    user = declared(cast, "penka@example.bg")
    citizen = Client()
    citizen.force_login(user)
    assert citizen.get(f"/my/{application.uid}/").status_code == 404
    address = f"/counter/person/{cast.mother.uid}/identity/"
    assert "Този отговор е нужен" in clerk.post(address, {"email": ""}).content.decode()
    assert clerk.post(address, {"proof": "passport", "email": "Penka@example.bg"}).status_code == 302
    citizen.force_login(User.objects.get(pk=user.pk))
    assert application in Application.objects.visible_to(User.objects.get(pk=user.pk))
    told = Message.objects.filter(kind="identity_checked").values_list("person_uid", "user_uid")
    assert set(told) == {(cast.mother.uid, user.uid), (cast.mother.uid, None)}
    check = IdentityCheck.objects.get()
    assert clerk.post(f"{address}{check.uid}/undo/").status_code == 403
    assert head.post(f"{address}{check.uid}/undo/").status_code == 302
    assert not Application.objects.visible_to(User.objects.get(pk=user.pk)).exists()
    assert Message.objects.filter(kind="identity_unlinked", user_uid=user.uid).exists()


def test_who_typed_the_number_of_another_loses_it_to_the_document(cast: Cast, clerk: Client) -> None:
    stranger = declared(cast, "stranger@example.bg")
    EmailAddress.objects.filter(user=cast.citizen2).update(verified=True)
    address = f"/counter/person/{cast.mother.uid}/identity/"
    assert clerk.post(address, {"proof": "passport", "email": cast.citizen2.email}).status_code == 302
    stranger.refresh_from_db()
    assert stranger.person is None
    assert User.objects.get(pk=cast.citizen2.pk).checked_person_id == cast.mother.pk
    taken = clerk.post(address, {"proof": "passport", "email": stranger.email}).content.decode()
    assert "вече са свързани" in taken


@pytest.mark.parametrize("email", ["nobody@example.bg", "officer@demo.invalid"])
def test_only_a_citizens_confirmed_account_can_be_joined(cast: Cast, clerk: Client, email: str) -> None:
    answer = clerk.post(f"/counter/person/{cast.mother.uid}/identity/", {"proof": "passport", "email": email})
    assert "Няма профил на гражданин с такъв потвърден имейл" in answer.content.decode()
    assert not IdentityCheck.objects.exists()


def test_an_account_checked_for_somebody_is_not_joined_to_another(cast: Cast) -> None:
    with pytest.raises(identity.Taken):
        identity.check(cast.mother, proof="passport", account=cast.citizen, by=cast.clerk)


def test_the_clerk_reads_of_the_person_not_of_the_clerk(cast: Cast, clerk: Client, send: Send) -> None:
    case = case_of(send("home-patronage"))
    cases.take(case, by=cast.officer)
    asked.ask(case, fields=["common.contact:phone"], reason="Телефон?", by=cast.officer)
    for page in (f"/counter/person/{cast.mother.uid}/", f"/counter/case/{case.uid}/"):
        shown = clerk.get(page).content.decode()
        assert "Чакаме нещо от човека" in shown and "Чакаме нещо от Вас" not in shown


def test_one_screen_says_all_that_the_counter_may_know(
    cast: Cast, clerk: Client, send: Send, django_assert_max_num_queries: Any
) -> None:
    send("home-patronage")
    send("assistant-support")
    with django_assert_max_num_queries(16):  # the row of the access log is one of them
        page = clerk.get(f"/counter/person/{cast.mother.uid}/").content.decode()
    for words in ("Заявления", "Какво сме писали", "Какво може да се казва", "Кой от чие име", "Самоличност"):
        assert words in page, words
    assert "Надежда" in page
