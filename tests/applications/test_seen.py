"""What a clerk saw on a document stands beside what was told, with the day, and nothing inherits it."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from applications.actions import drafts
from people.actions import identity
from people.models import HouseholdMember
from records.models import AuditEvent
from services.models import Service
from tests.people.homes import lives_with, somebody
from tests.support.cast import Cast, begin

pytestmark = pytest.mark.django_db
GEORGI, IVA = somebody("Георги Колев"), somebody("Ива Колева", "grandchild", "2015")


@pytest.fixture
def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.clerk)
    begin(client, cast.mother)
    return client


def page_of(cast: Cast) -> str:
    return f"/counter/person/{cast.mother.uid}/household/"


def test_the_document_stands_beside_the_member_whom_it_shows(clerk: Client, cast: Cast) -> None:
    lives_with(cast.mother, GEORGI, IVA)
    sent = {"member_0": "marriage", "member_1": "", "day": "3.11.2026"}
    assert clerk.post(page_of(cast), sent).status_code == 302
    georgi, iva = HouseholdMember.objects.order_by("pk")
    assert (georgi.seen, georgi.seen_on, georgi.seen_by_uid) == ("marriage", date(2026, 11, 3), cast.clerk.uid)
    assert not iva.seen
    page = clerk.get(f"/counter/person/{cast.mother.uid}/").content.decode()
    assert len(re.findall("видяно на гишето на 03.11.2026 г.: удостоверение за брак", page)) == 1
    draft = drafts.start_at_counter(
        cast.mother, [Service.objects.get(slug="home-patronage")], by=cast.clerk, origin="counter"
    )
    for key, said in (("for-whom", {"capacity": "self"}), ("home", {"lives": "with_family"})):
        drafts.save_step(draft, f"common.{key}", said, by=cast.clerk)
    step = clerk.get(f"/apply/draft/{draft.uid}/step/common.household/").content.decode()
    assert "Георги Колев: видяно на гишето на 03.11.2026 г.: удостоверение за брак" in step
    assert AuditEvent.objects.filter(verb="household_seen", subject_uid=cast.mother.uid).count() == 1


def test_who_is_told_differently_later_was_not_seen(clerk: Client, cast: Cast) -> None:
    lives_with(cast.mother, GEORGI)
    clerk.post(page_of(cast), {"member_0": "marriage", "day": "3.11.2026"})
    lives_with(cast.mother, {**GEORGI, "year": "1950"})
    assert not HouseholdMember.objects.current().get().seen


def test_nothing_shown_and_a_day_to_come_are_asked_about(clerk: Client, cast: Cast) -> None:
    assert clerk.get(page_of(cast)).status_code == 404
    lives_with(cast.mother, GEORGI)
    page = clerk.post(page_of(cast), {"day": "3.11.2099"}).content.decode()
    assert "Изберете документа, който е показан" in page
    assert 'href="#id_day"' in page
    assert "3.11.2099" in page
    assert not HouseholdMember.objects.get().seen


def test_who_the_person_is_was_seen_on_a_document(clerk: Client, cast: Cast) -> None:
    identity.check(cast.mother, proof="identity_card", account=None, by=cast.clerk)
    draft = drafts.start_at_counter(
        cast.mother, [Service.objects.get(slug="home-patronage")], by=cast.clerk, origin="counter"
    )
    draft.step_answers.all().delete()
    page = clerk.get(f"/apply/draft/{draft.uid}/step/common.you/").content.decode()
    assert f"видяно на гишето на {timezone.localdate():%d.%m.%Y} г.: лична карта" in page
