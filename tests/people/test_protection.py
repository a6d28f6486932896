"""Somebody hides: nobody who has no business with them learns that they are here, not even from the database."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from applications.finding import find
from people.actions import merges, protection
from people.actions.corrections import correct
from people.actions.persons import PersonFacts, register
from people.contact import address_of
from people.models import Person, Protection
from records.models import AccessLog, AuditEvent
from tests.support.cast import Cast, Send, begin, case_of

pytestmark = pytest.mark.django_db


def woman(family: str = "Щриклева", **more: Any) -> Person:
    facts = {"id_type": "none", "no_id_reason": "unknown", "middle_name": "Иванова", **more}
    return register(PersonFacts(given_name="Ромена", family_name=family, **facts), by=None)


def stored() -> str:
    """Every plain word that the tables of people hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(people_person::text, ' ') FROM people_person")
        rows = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(people_nameword::text, ' ') FROM people_nameword")
        return f"{rows} {cursor.fetchone()[0]}".lower()


def fresh(person: Person) -> Person:
    return Person.objects.with_key().get(pk=person.pk)


def test_the_head_protects_and_nobody_else_finds_her(cast: Cast, client: Client) -> None:
    hidden = woman(phone="+359888111222")
    client.force_login(cast.counterhead)
    begin(client, hidden)
    home = f"/counter/person/{hidden.uid}/"
    assert f"{home}protect/" in client.get(home).content.decode()
    page = client.get(f"{home}protect/").content.decode()
    assert "„Защитено лице“" in page
    answer = client.post(f"{home}protect/", {"reason": "Тя го поиска, в опасност е"}, follow=True)
    assert "Ромена Иванова Щриклева" in answer.content.decode(), "who protected her goes on serving her"
    for typed in ("Щриклева", "Щрилкева", "0888111222", "shtrikleva"):
        assert find(typed, by=cast.clerk).people == []
        assert find(typed, by=cast.counterhead).people == []
    client.force_login(cast.clerk)
    assert client.post(f"{home}begin/").status_code == 404
    event = AuditEvent.objects.get(verb="protection_set")
    assert (event.subject_uid, event.actor_uid) == (hidden.uid, cast.counterhead.uid)
    assert "опасност" not in str(event.facts)


def test_her_name_is_nowhere_in_plain(cast: Cast) -> None:
    hidden = woman()
    double = woman(family="Щриклевич")
    merges.propose(hidden, double, reason="x", by=cast.counterhead)
    assert "щриклев" in stored()
    protection.protect(hidden, reason="Щриклева се крие", by=cast.counterhead)
    assert "щриклев" not in stored()
    assert "ромена" not in stored()
    assert fresh(hidden).full_name == "Ромена Иванова Щриклева"
    assert fresh(double).family_name == "Щриклевич"


def test_the_end_brings_everything_back(cast: Cast, client: Client) -> None:
    hidden = woman()
    row = protection.protect(hidden, reason="Крие се", by=cast.counterhead)
    client.force_login(cast.counterhead)
    listed = client.get("/counter/protected/").content.decode()
    assert "Ромена Иванова Щриклева" in listed and "Крие се" in listed
    assert AccessLog.objects.filter(kind="list", person_uids__contains=[hidden.uid]).exists()
    assert "Този отговор е нужен" in client.post(f"/counter/protected/{row.uid}/end/", {"reason": ""}).content.decode()
    assert fresh(hidden).is_protected
    client.post(f"/counter/protected/{row.uid}/end/", {"reason": "Вече е в безопасност"})
    assert find("Щрилкева", by=cast.clerk).people == [hidden]
    again = fresh(hidden)
    assert (again.sealed_name, again.given_name, again.name_folded) == (None, "Ромена", "ромена иванова щриклева")
    assert Protection.objects.get().ended_by == cast.counterhead
    assert client.get(f"/counter/protected/{row.uid}/end/").status_code == 404
    assert client.get("/counter/protected/?before=no-such").status_code == 200


def test_lists_say_that_somebody_is_protected_and_the_officer_of_the_case_reads_the_name(
    cast: Cast, send: Send, client: Client
) -> None:
    case = case_of(send("home-patronage"))
    protection.protect(cast.mother, reason="Крие се", by=cast.counterhead)
    client.force_login(cast.officer)
    listed = client.get("/desk/?tab=all").content.decode()
    assert case.number in listed and "Защитено лице" in listed and "Пенка" not in listed
    assert case.number not in client.get("/desk/", {"q": "Пенка"}).content.decode()
    assert "Пенка Колева" in client.get(f"/desk/{case.uid}/").content.decode()


def test_what_is_sent_to_her_bears_her_name(cast: Cast) -> None:
    Person.objects.filter(pk=cast.mother.pk).update(channels=["letter"])
    mother = fresh(cast.mother)
    mother.address = {"line": "ул. „Липите“ 8"}
    mother.save()
    before = address_of(mother.uid)
    protection.protect(mother, reason="Крие се", by=cast.counterhead)
    assert address_of(mother.uid) == before
    assert "Пенка Колева" in str(before)


def test_a_name_that_is_corrected_stays_hidden(cast: Cast) -> None:
    hidden = woman()
    protection.protect(hidden, reason="Крие се", by=cast.counterhead)
    correct(
        hidden, {"family_name": "Строева", "middle_name": ""}, reason="x", proof="word", seen=0, by=cast.counterhead
    )
    assert fresh(hidden).full_name == "Ромена Строева"
    assert "строева" not in stored()


def test_twice_is_once(cast: Cast) -> None:
    hidden = woman()
    rows = {protection.protect(hidden, reason="Крие се", by=cast.counterhead) for _ in range(2)}
    (row,) = rows
    for _ in range(2):
        protection.lift(row, reason="Край", by=cast.counterhead)
    assert list(AuditEvent.objects.filter(subject_uid=hidden.uid, verb__startswith="protection").values_list("verb", flat=True)) == [
        "protection_set", "protection_lifted",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_heads_at_once_protect_once(cast: Cast) -> None:
    hidden, head = woman(), cast.counterhead

    def protect(_number: int) -> Protection:
        try:
            return protection.protect(hidden, reason="Крие се", by=head)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(protect, range(4)))) == 1


def test_the_list_asks_as_often_for_many_as_for_few(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.counterhead)
    for number in range(42):
        protection.protect(woman(), reason=f"Причина {number}", by=cast.counterhead)
    with django_assert_max_num_queries(8):
        page = client.get("/counter/protected/")
    assert len(page.context["rows"]) == 40
    rest = client.get("/counter/protected/", {"before": page.context["more"]})
    assert [row.reason for row in rest.context["rows"]] == ["Причина 1", "Причина 0"]
