"""Two records of one human being become one, with a second look; everything goes along, and comes back when undone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from applications.actions import inviting, oral
from applications.finding import find
from people import merging, reference
from people.actions import merges
from people.actions.persons import PersonFacts, find_or_register, register
from people.models import MergeStatus, Person, PersonMerge, Representation, User
from records.models import AuditEvent, Message
from services.models import Service
from tests.support.cast import Cast, Send, begin
from tests.support.locks import others_wait

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(cast: Cast) -> Person:
    """The mother, written down again from what she said by telephone."""
    facts = PersonFacts(
        given_name="Пенка", family_name="Коларова", id_type="none", no_id_reason="unknown", phone="+359888999000"
    )
    return register(facts, by=cast.clerk)


@pytest.fixture(autouse=True)
def _rules(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("db")
    reference.load()


def columns() -> Iterator[str]:
    """Every column that names a person: a link, or a uid that may be a person's."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            concrete = getattr(field, "concrete", False)
            if (concrete and getattr(field, "related_model", None) is Person) or (
                concrete and field.name in {"person_uid", "person_uids", "about_uid", "owner_uid", "subject_uid"}
            ):
                yield f"{model._meta.label_lower}.{field.name}"


# Named by kind and uid, and never a person by the way they are written.
OTHERS = {"records.message.subject_uid", "records.document.subject_uid", "records.notification.subject_uid"}


def test_every_column_that_names_a_person_has_a_rule() -> None:
    """A new one gets its line in the `merging.py` of its room: does it go along, or stay?"""
    assert {name for name in columns() if name not in OTHERS} <= set(merging.RULES)


def test_the_head_joins_two_records_and_parts_them_again(cast: Cast, double: Person, send: Send) -> None:
    service = [Service.objects.get(slug="parking-card")]
    application = oral.write_up(double, service, "Моля за карта.", counter="x", by=cast.clerk)
    Representation.objects.create(
        representative=cast.daughter, represented=double, capacity="attorney", valid_from="2026-01-01"
    )
    mother = cast.mother
    merge = merges.propose(mother, double, reason="Една и съща жена", by=cast.counterhead)
    assert merge.status == MergeStatus.DONE
    application.refresh_from_db()
    assert application.beneficiary == mother
    assert application.requests.get().case.beneficiary == mother
    assert mother.representations.filter(representative=cast.daughter).exists()
    mother = Person.objects.with_key().get(pk=mother.pk)
    assert (mother.family_name, mother.phone) == ("Колева", "+359888999000")
    assert find("Коларова", by=cast.clerk).people == []
    assert find("0888999000", by=cast.clerk).people == [mother]
    assert merging.uids_of(mother) == [mother.uid, double.uid]
    assert Message.objects.filter(kind="person_merged", person_uid=mother.uid).exists()
    later = send("assistant-support")
    merges.undo(merge, by=cast.counterhead)
    application.refresh_from_db()
    later.refresh_from_db()
    assert (application.beneficiary, later.beneficiary) == (double, mother)
    assert Person.objects.with_key().get(pk=mother.pk).phone is None
    assert find("Коларова", by=cast.clerk).people == [double]
    audited = AuditEvent.objects.filter(subject_uid=merge.uid).order_by("pk")
    assert list(audited.values_list("verb", flat=True)) == ["merge", "undo"]


def test_a_number_goes_to_the_record_that_stays_and_back(cast: Cast, double: Person) -> None:
    number = cast.mother.id_number
    merge = merges.propose(double, cast.mother, reason="x", by=cast.counterhead)
    assert find(number, by=cast.clerk).people == [double]
    known = PersonFacts(given_name="П", family_name="К", id_number=number)
    assert find_or_register(known, by=None) == double
    merges.undo(merge, by=cast.counterhead)
    assert find(number, by=cast.clerk).people == [cast.mother]


def test_two_clerks_are_needed_where_there_is_no_head(cast: Cast, double: Person) -> None:
    merge = merges.propose(cast.mother, double, reason="x", by=cast.clerk)
    assert merge.status == MergeStatus.PROPOSED
    assert Person.objects.get(pk=double.pk).merged_into is None
    with pytest.raises(merges.SecondLook):
        merges.confirm(merge, by=cast.clerk)
    cast.editor.memberships.create(organisation=cast.clerk.counter, role="clerk", valid_from="2020-01-01")
    merges.confirm(merge, by=User.objects.get(pk=cast.editor.pk))
    assert Person.objects.get(pk=double.pk).merged_into == cast.mother


def test_who_cannot_be_one_human_being_is_not_joined(cast: Cast, send: Send) -> None:
    send("home-patronage")  # the daughter's, for her mother
    with pytest.raises(merges.CannotMerge, match="двама различни"):
        merges.propose(cast.mother, cast.daughter, reason="x", by=cast.counterhead)
    other = register(PersonFacts(given_name="Пенка", family_name="Колева", id_number="7501020018"), by=None)
    with pytest.raises(merges.CannotMerge, match="различни номера"):
        merges.propose(cast.mother, other, reason="x", by=cast.counterhead)
    assert not PersonMerge.objects.exists()


def test_two_open_invitations_to_one_service_are_sorted_out_first(cast: Cast, double: Person) -> None:
    service, until = Service.objects.get(slug="parking-card"), timezone.localdate() + timedelta(days=9)
    rows = [inviting.invite(person, service, until=until, by=cast.head) for person in (cast.mother, double)]
    with pytest.raises(merges.CannotMerge, match="покана"):
        merges.propose(cast.mother, double, reason="x", by=cast.counterhead)
    inviting.withdraw(rows[0], by=cast.head)
    merges.propose(cast.mother, double, reason="x", by=cast.counterhead)
    rows[1].refresh_from_db()
    assert rows[1].person == cast.mother


def test_the_days_in_which_it_can_be_undone_are_a_rule(cast: Cast, double: Person, freeze: Any) -> None:
    freeze("2026-11-30 10:00+02:00")
    merge = merges.propose(cast.mother, double, reason="x", by=cast.counterhead)
    freeze("2026-12-31 10:00+02:00")
    with pytest.raises(merges.TooLate):
        merges.undo(merge, by=cast.counterhead)


def test_the_pages_show_what_goes_where_and_lose_nothing(
    cast: Cast, double: Person, client: Client, send: Send
) -> None:
    Person.objects.filter(pk=double.pk).update(
        family_name="Колева", name_sound=cast.mother.name_sound, name_folded=cast.mother.name_folded
    )
    client.force_login(cast.clerk)
    begin(client, cast.mother)
    home = f"/counter/person/{cast.mother.uid}"
    assert f"{home}/merge/{double.uid}/" in client.get(f"{home}/same/").content.decode()
    assert f"{home}/merge/{double.uid}/" in client.post(f"{home}/same/", {"text": "0888999000"}).content.decode()
    page = client.get(f"{home}/merge/{double.uid}/").content.decode()
    assert "0888999000" in page.replace(" ", "").replace("+359", "0") and "взема се" in page
    assert "Този отговор е нужен" in client.post(f"{home}/merge/{double.uid}/", {"reason": ""}).content.decode()
    client.post(f"{home}/merge/{double.uid}/", {"reason": "Една жена"})
    merge = PersonMerge.objects.get()
    assert client.post(f"/counter/merges/{merge.uid}/merge/", follow=True).content.decode().count("втори поглед")
    assert client.post(f"/counter/merges/{merge.uid}/undo/").status_code == 403
    client.force_login(cast.counterhead)
    assert str(merge.uid) in client.get("/counter/merges/").content.decode()
    for verb in ("merge", "merge", "undo", "undo", "no-such"):
        assert client.post(f"/counter/merges/{merge.uid}/{verb}/", follow=True).status_code == 200
    merge.refresh_from_db()
    assert merge.status == MergeStatus.UNDONE


def test_the_protected_are_offered_to_nobody(cast: Cast, double: Person, client: Client) -> None:
    Person.objects.filter(pk=double.pk).update(is_protected=True)
    client.force_login(cast.counterhead)
    begin(client, cast.mother)
    assert client.get(f"/counter/person/{cast.mother.uid}/merge/{double.uid}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_join_the_same_records_at_once_make_one_merge(cast: Cast, double: Person) -> None:
    mother, head = cast.mother, cast.counterhead

    def join(pair: tuple[Person, Person]) -> str:
        try:
            return str(merges.propose(*pair, reason="x", by=head).status)
        except Exception as error:  # noqa: BLE001 - a race returns what each thread met
            return type(error).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        met = list(pool.map(join, [(mother, double), (double, mother)] * 2))
    assert sorted(met) == ["CannotMerge"] * 3 + ["done"]
    assert PersonMerge.objects.filter(status=MergeStatus.DONE).count() == 1


@pytest.fixture
def foreign(cast: Cast) -> Person:
    """The mother, written down under the number she had before she became a citizen."""
    facts = PersonFacts(given_name="Пенка", family_name="Колева", id_type="lnch", id_number="7001010009")
    return register(facts, by=cast.clerk)


def test_the_other_kind_of_number_leads_to_the_record_that_stays(cast: Cast, foreign: Person, client: Client) -> None:
    known = PersonFacts(given_name="П", family_name="К", id_type="lnch", id_number="7001010009")
    merge = merges.propose(cast.mother, foreign, reason="x", by=cast.counterhead)
    assert find(known.id_number, by=cast.clerk).people == [cast.mother]
    assert find_or_register(known, by=None) == cast.mother
    client.force_login(cast.clerk)
    typed = {"given_name": "Ана", "family_name": "Друга", "id_type": "lnch", "id_number": known.id_number}
    assert client.post("/counter/person/new/", typed | {"other_person": "1"}).status_code == 200
    assert not Person.objects.filter(family_name="Друга").exists()
    merges.undo(merge, by=cast.counterhead)
    assert find(known.id_number, by=cast.clerk).people == [foreign]


@pytest.mark.django_db(transaction=True)
def test_who_applies_while_the_records_are_joined_is_one_person(cast: Cast, foreign: Person) -> None:
    """The double is asked for by its number in the very moment in which it is joined to the other record."""
    known = PersonFacts(given_name="Пенка", family_name="Колева", id_type="lnch", id_number="7001010009")

    def at_once() -> Any:
        try:
            return find_or_register(known, by=None)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            merges.propose(cast.mother, foreign, reason="x", by=cast.counterhead)
            asking = pool.submit(at_once)
            while not others_wait():
                assert not asking.done(), asking.result()
        assert asking.result() == cast.mother
    assert Person.objects.filter(given_name="Пенка", merged_into=None).count() == 1
