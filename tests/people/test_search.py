"""A clerk finds people however they are typed; protected people by number alone, and only who has served them."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from applications.actions import drafts, tracking
from applications.finding import find
from people.actions.persons import PersonFacts, register
from people.identifiers import is_egn, is_lnch
from people.models import Person, User
from people.names import fold
from people.search import SHOWN, one_letter_wrong
from people.sounds import sound, sounds_of
from portal.demo import names
from records.models import AccessLog, AuditEvent, DataKey
from services.models import Service
from tests.support.cast import Cast, Send

pytestmark = pytest.mark.django_db


def person(given: str, family: str, *, by: User | None = None, **more: Any) -> Person:
    number = {} if "id_number" in more else {"id_type": "none", "no_id_reason": "no_papers"}
    return register(PersonFacts(given_name=given, family_name=family, **number, **more), by=by)


def found(cast: Cast, text: str) -> list[Person]:
    return find(text, by=cast.clerk).people


@pytest.fixture
def georgi(cast: Cast) -> Person:
    return person("Георги", "Щърбанов-Цонев", middle_name="Иванов", phone="+359888777666", email="doma@example.bg")


@pytest.mark.parametrize(
    "typed",
    [
        "Щърбанов", "георги щърбанов", "Щърбанов-Цонев Георги", "ГЕОРГИ ЦОНЕВ", "Георги Щърбаноф", "Щрабанов", "Щърбнов",
        "Щърбановв", "shtarbanov", "6turbanov", "Sturbanoff georgi", "Tsonev", "conev g", "0888777666", "0888 777 666",
        "+359888777666", "00359888777666", "DOMA@example.bg",
    ],
)  # fmt: skip
def test_found_however_it_is_typed(cast: Cast, georgi: Person, typed: str, django_assert_max_num_queries: Any) -> None:
    register(PersonFacts(given_name="Мария", family_name="Георгиева", id_type="none", no_id_reason="unknown"), by=None)
    with django_assert_max_num_queries(3):
        assert found(cast, typed) == [georgi]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Живко", "Zhivko jivko Zivko"), ("Йорданка", "Yordanka Jordanka iordanka"), ("Мария", "Maria mariya mariq"),
        ("Цветанка", "tsvetanka cvetanka 4vetanka"), ("Яна", "yana qna iana jana"), ("Георги", "georgi georgy"),
        ("Николай", "nikolay nikolai nikolaj"), ("Христо", "hristo xristo christo"), ("Юлия", "yulia iulia julia"),
        ("Джамбазов", "dzhambazov djambazoff"), ("Първанов", "parvanov purvanov pyrvanov"), ("Щерю", "shteryu 6teriu"),
        ("Александър", "alexandar aleksandar aleksandyr"), ("Величка", "veli4ka velichka"), ("Боньо", "bonyo bonio"),
    ],
)  # fmt: skip
def test_both_alphabets_and_every_habit_of_typing_sound_the_same(name: str, typed: str) -> None:
    for word in typed.split():
        assert sound(name).strip() in sounds_of(word), word


def test_a_year_beside_the_name_narrows(cast: Cast) -> None:
    from datetime import date

    older = person("Иванка", "Добрева", birth_date=date(1948, 3, 2))
    younger = person("Иванка", "Добрева", birth_date=date(1971, 5, 6))
    assert found(cast, "Иванка Добрева") == [older, younger]
    assert found(cast, "Добрева 1971 г.") == [younger]
    assert found(cast, "1948 dobreva") == [older]


def test_found_by_number_exactly(cast: Cast) -> None:
    number = cast.mother.id_number
    assert found(cast, f"{number[:6]} {number[6:]}") == [cast.mother]
    assert cast.mother not in found(cast, number[:9] + str((int(number[9]) + 1) % 10))


def test_found_by_incoming_number_and_by_the_code_of_the_slip(cast: Cast, send: Send) -> None:
    application = send("home-patronage")
    code = tracking.issue_code(application, by=cast.clerk)
    for typed in (application.number, application.number.replace("СУ", "cy"), code, f"{code[:5].lower()} {code[5:]}"):
        assert found(cast, typed) == [cast.mother], typed


def test_whoever_shares_an_address_is_found_together(cast: Cast, georgi: Person) -> None:
    wife = person("Мария", "Щърбанова", email="doma@example.bg")
    assert found(cast, "doma@example.bg") == [georgi, wife]
    assert not find("doma@example.bg", by=cast.clerk).is_certain


@pytest.mark.parametrize("typed", ["а", "аб", "ив пе", "iv", "'; --", "1948"])
def test_too_little_is_refused_kindly(cast: Cast, georgi: Person, client: Client, typed: str) -> None:
    client.force_login(cast.clerk)
    assert "поне три букви" in client.post("/counter/", {"text": typed}).content.decode()


def test_what_nobody_is_called_breaks_nothing(cast: Cast) -> None:
    for typed in ("\x00", "ъ" * 500, "_" * 50, "x" * 100, "%ан%", "ju" * 40, "@", "СУ-2026-99999999"):
        assert found(cast, typed) == [], typed
    assert all(pattern.count("%") == 2 for pattern in one_letter_wrong("ivan"))


def test_the_next_page_begins_where_this_one_ended(cast: Cast, client: Client) -> None:
    many = [person(f"Недка{'абвгдежзиклмнопрстуфхцчшщюя'[at]}", "Многолюдова") for at in range(SHOWN + 3)]
    first = find("Многолюдова", by=cast.clerk)
    second = find("Многолюдова", by=cast.clerk, after=first.after)
    assert [*first.people, *second.people] == many
    assert second.after == ""
    client.force_login(cast.clerk)
    page = client.post("/counter/", {"text": "mnogolyudova", "after": find("mnogolyudova", by=cast.clerk).after})
    assert many[-1].full_name in page.content.decode()
    assert find("Многолюдова", by=cast.clerk, after="name.no-such").people == first.people


def test_a_certain_find_opens_the_person_and_is_in_the_access_log(cast: Cast, georgi: Person, client: Client) -> None:
    client.force_login(cast.clerk)
    answer = client.post("/counter/", {"text": cast.mother.id_number})
    assert answer["Location"] == f"/counter/person/{cast.mother.uid}/"
    client.post("/counter/", {"text": "Щърбанов"})
    assert [row.person_uids for row in AccessLog.objects.filter(kind="list").order_by("id")] == [
        [cast.mother.uid], [georgi.uid],
    ]  # fmt: skip


class TestProtected:
    """Somebody hides from somebody: nothing a stranger sees may say that they are here."""

    @pytest.fixture
    def hidden(self, cast: Cast) -> Person:
        number = names.egn(__import__("random").Random(5), "f", set())
        facts = {"id_number": number, "phone": "+359888111222", "email": "skrita@example.bg"}
        woman = person("Скрита", "Защитенова", **facts)
        woman.is_protected = True
        woman.save()
        return woman

    @pytest.mark.parametrize("typed", ["Защитенова", "zashtitenova", "Защитеноф", "0888111222", "skrita@example.bg"])
    def test_nobody_finds_her_by_anything_but_the_number(self, cast: Cast, hidden: Person, typed: str) -> None:
        drafts.start_at_counter(hidden, [Service.objects.get(slug="home-patronage")], by=cast.clerk, origin="counter")
        assert found(cast, typed) == []

    def test_a_stranger_is_answered_as_if_she_were_not_here_and_it_is_noted(
        self, cast: Cast, hidden: Person, client: Client
    ) -> None:
        client.force_login(cast.clerk)
        answers = {client.post("/counter/", {"text": typed}).content for typed in (hidden.id_number, "9952210006")}
        pages = {_without_what_was_typed(answer) for answer in answers}
        assert len(pages) == 1
        assert client.post(f"/counter/person/{hidden.uid}/begin/").status_code == 404
        sought = AuditEvent.objects.get(verb="protected_person_sought")
        assert (sought.subject_uid, sought.actor_uid) == (hidden.uid, cast.clerk.uid)

    def test_who_has_served_her_finds_her_by_the_number(self, cast: Cast, hidden: Person, client: Client) -> None:
        drafts.start_at_counter(hidden, [Service.objects.get(slug="home-patronage")], by=cast.clerk, origin="counter")
        assert found(cast, hidden.id_number) == [hidden]
        assert find(hidden.id_number, by=cast.counterhead).people == []

    def test_her_application_is_found_by_nobody_else_either(self, cast: Cast, send: Send) -> None:
        application = send("home-patronage")
        Person.objects.filter(pk=cast.mother.pk).update(is_protected=True)
        assert found(cast, application.number) == []

    def test_registering_her_number_does_not_tell_that_she_is_here(
        self, cast: Cast, hidden: Person, client: Client
    ) -> None:
        client.force_login(cast.clerk)
        typed = {"given_name": "Друга", "family_name": "Непозната", "id_type": "egn", "id_number": hidden.id_number}
        answer = client.post("/counter/person/new/", typed)
        assert answer.status_code == 302
        apart = Person.objects.get(family_name="Непозната")
        assert apart.is_apart
        assert found(cast, hidden.id_number) == [apart]
        again = client.post("/counter/person/new/", typed | {"given_name": "Трета", "family_name": "Трета"})
        assert "Вече има човек с този номер" in again.content.decode() or "alike" in str(again.context)
        apart.save()
        assert find(hidden.id_number, by=cast.clerk).people == [apart]


def _without_what_was_typed(page: bytes) -> str:
    import re

    return re.sub(r'value="[^"]*"', "", page.decode())


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_every_way_is_read_from_an_index_among_many(cast: Cast) -> None:
    """Rows as the generator of the demo names people, so many that the planner minds."""
    _many(60_000)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE people_person")
    rare = person("Ромеу", "Щриклев", phone="+359888000999", email="r@example.bg")
    for typed in ("Щриклев", "shtriklev romeu", "Щрилкев", "0888000999", "r@example.bg", "Щриклев 1948", "7501020018"):
        for statement in _asked(cast, typed):
            plan = _plan(statement)
            assert "Index Scan" in plan, (typed, statement)
            assert "Seq Scan on people_person" not in plan, (typed, statement)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '10s'")
    assert found(cast, "shtriklev romeu") == [rare]
    assert len(found(cast, "Иванова")) == SHOWN
    assert len(found(cast, "ivanova maria")) == SHOWN


def _asked(cast: Cast, typed: str) -> list[str]:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        find(typed, by=cast.clerk)
    return [query["sql"] for query in captured if "people_person" in query["sql"]]


def _plan(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())


def _many(count: int) -> None:
    """People of the generator's names, as wide as rows are, with nothing in what is encrypted."""
    import random

    chance = random.Random(7)
    pool = [names.name(chance) for _ in range(4000)]
    full = [f"{one.given} {one.middle} {one.family}" for one in pool]
    key = DataKey.objects.create_for("person", __import__("uuid").uuid4())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_person (uid, data_key_id, id_type, no_id_reason, given_name, middle_name, family_name, "
            "name_folded, name_sound, birth_year, sex, language, channels, is_protected, is_apart, created_at, "
            "birth_date, phone, address) "
            "SELECT gen_random_uuid(), %s, 'none', 'unknown', 'x', '', 'x', (%s::text[])[1 + n %% 4000], "
            "(%s::text[])[1 + n %% 4000], 1930 + n %% 80, 'f', 'bg', '[]', false, false, now(), "
            "decode(repeat('00', 38), 'hex'), decode(repeat('00', 41), 'hex'), decode(repeat('00', 60), 'hex') "
            "FROM generate_series(1, %s) AS n",
            [key.pk, [fold(one) for one in full], [sound(one) for one in full], count],
        )


def test_names_that_were_there_before_get_the_same_sound() -> None:
    migration = import_module("people.migrations.0004_names_by_sound")
    people = [
        person(given, family) for given in (*names.MEN, *names.WOMEN) for family in ("Щъркелов", "Йорданов-Тодев")
    ]
    kept = {one.pk: one.name_sound for one in people}
    Person.objects.update(name_sound="")
    with connection.cursor() as cursor:
        cursor.execute(migration.SOUND)
    assert dict(Person.objects.filter(pk__in=kept).values_list("pk", "name_sound")) == kept


def test_mixed_alphabets_fold_into_one() -> None:
    assert fold("Пeткa") == fold("Петка")  # the first has Latin e and a
    assert fold("Мария–Луиза  Ѝ") == "мария луиза и"


@pytest.mark.parametrize(
    ("number", "good"), [("7501020018", True), ("7501020019", False), ("9999999999", False), ("75010200", False)]
)
def test_egn_checksums(number: str, good: bool) -> None:
    from datetime import date

    assert is_egn(number, date(2026, 11, 23)) is good
    assert is_lnch("1234567890") in {True, False}
