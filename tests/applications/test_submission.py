"""Sending: once, with a number, a case for each service and a message for each person."""

from random import Random

import pytest
from django.test import Client
from django.utils import timezone

from applications.actions import drafts, submissions
from applications.models import Application, StepAnswers
from casework.models import Case
from people.actions.persons import PersonFacts, register
from people.models import Person, Representation, User
from portal.demo import showcase
from records.models import AuditEvent, Delivery, Document, Message, StatusChange
from services.models import Service
from tests.support.cast import Cast, Send

pytestmark = pytest.mark.django_db


def test_one_application_for_two_services_opens_two_cases(send: Send, cast: Cast) -> None:
    application = send("home-patronage", "assistant-support")
    cases = Case.objects.filter(request__application=application).order_by("number")
    assert [case.number for case in cases] == [f"{application.number}-1", f"{application.number}-2"]
    assert {case.unit.slug for case in cases} == {"unit-centre"}
    assert application.dated_number == f"{application.number}/{timezone.localdate():%d.%m.%Y} г."
    assert Representation.objects.filter(representative=cast.daughter, represented=cast.mother).count() == 1
    assert StatusChange.objects.filter(subject_uid=application.uid).count() == 1
    assert AuditEvent.objects.filter(subject_uid=application.uid, verb="submit").count() == 1
    assert Document.objects.filter(subject_uid=application.uid, kind="receipt").count() == 1


def test_sending_again_changes_nothing(send: Send, cast: Cast) -> None:
    application = send("home-patronage")
    counts = [model.objects.count() for model in (Application, Case, Message, Document, Person, StatusChange)]
    again = submissions.submit(application, by=cast.citizen)
    assert again.number == application.number
    assert counts == [model.objects.count() for model in (Application, Case, Message, Document, Person, StatusChange)]


def test_both_women_are_told_as_each_allows(send: Send, cast: Cast) -> None:
    application = send("home-patronage")
    channels = {
        (message.kind, delivery.channel)
        for message in Message.objects.filter(subject_uid=application.uid)
        for delivery in Delivery.objects.filter(message=message)
    }
    assert channels == {("application_submitted", "email"), ("application_submitted_for_you", "letter")}


def test_the_answers_become_one_encrypted_whole_and_the_steps_go(send: Send) -> None:
    application = send("home-patronage")
    assert not StepAnswers.objects.filter(application=application).exists()
    again = Application.objects.get(pk=application.pk)
    assert again.answers["common.you"]["given_name"] == "Надежда"
    assert again.coded["common.capacity"] == "attorney"
    assert "given_name" not in str(again.coded)


def test_an_incomplete_draft_is_not_sent(cast: Cast) -> None:
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="home-patronage")], by=cast.citizen)
    with pytest.raises(submissions.Incomplete):
        submissions.submit(draft, by=cast.citizen)
    assert not Application.objects.get(pk=draft.pk).number


def test_a_place_from_nowhere_goes_to_the_default_unit(cast: Cast) -> None:
    """Routing never blocks a citizen."""
    Person.objects.filter(pk=cast.mother.pk).update(settlement=None)
    cast.mother.refresh_from_db()
    application = showcase.apply(Random(3), cast.citizen, ["parking-card"], cast.daughter, cast.mother)
    assert Case.objects.get(request__application=application).unit.is_default_unit


def test_villages_are_routed_to_their_own_unit(cast: Cast) -> None:
    from people.models import Settlement

    cast.mother.settlement = Settlement.objects.get(ekatte="99036")
    cast.mother.save()
    application = showcase.apply(Random(3), cast.citizen, ["parking-card"], cast.daughter, cast.mother)
    assert Case.objects.get(request__application=application).unit.slug == "unit-villages"


def test_a_declared_number_opens_nothing_of_its_owner(cast: Cast, send: Send) -> None:
    """A stranger who types the mother's number sees the own application and nothing of hers."""
    hers = send("home-patronage")
    stranger = cast.citizen2
    theirs = showcase.apply(Random(9), stranger, ["parking-card"], cast.mother, cast.mother)
    client = Client()
    client.force_login(stranger)
    assert client.get(f"/my/{theirs.uid}/").status_code == 200
    assert client.get(f"/my/{hers.uid}/").status_code == 404
    assert hers.number not in client.get("/my/").content.decode()


class TestWithoutANumber:
    """Who has no number is one person in this office all the same: their login says who they are."""

    FACTS = PersonFacts(given_name="Амина", family_name="Назари", id_type="none", no_id_reason="foreigner")

    @pytest.fixture
    def amina(self, cast: Cast) -> Person:
        return register(self.FACTS, by=cast.clerk)

    @pytest.fixture
    def checked(self, cast: Cast, amina: Person) -> User:
        User.objects.filter(pk=cast.citizen2.pk).update(person=amina, identity_checked_at=timezone.now())
        return User.objects.get(pk=cast.citizen2.pk)

    def test_a_checked_login_is_the_same_person_each_time(self, amina: Person, checked: User) -> None:
        for slug in ("home-patronage", "parking-card"):
            assert showcase.apply(Random(slug), checked, [slug], amina, amina).applicant == amina
        assert Person.objects.filter(family_name="Назари").count() == 1

    def test_a_number_that_nobody_has_yet_does_not_make_a_second_person(self, amina: Person, checked: User) -> None:
        said = {"identity_type": "egn", "identity_number": "7501020018"}
        sent = showcase.apply(Random(1), checked, ["home-patronage"], amina, amina, **said)
        assert sent.applicant == amina
        assert Person.objects.with_key().get(pk=amina.pk).id_number is None, "a typed number proves nothing"

    def test_another_name_is_somebody_else(self, amina: Person, checked: User) -> None:
        said = {"given_name": "Рахим"}
        assert showcase.apply(Random(2), checked, ["home-patronage"], amina, amina, **said).applicant != amina

    def test_a_login_that_only_declared_who_it_is_stays_one_person_too(self, cast: Cast, amina: Person) -> None:
        first, second = (
            showcase.apply(Random(slug), User.objects.get(pk=cast.citizen2.pk), [slug], amina, amina)
            for slug in ("home-patronage", "parking-card")
        )
        assert first.applicant == second.applicant != amina
        assert User.objects.get(pk=cast.citizen2.pk).checked_person_id is None

    def test_a_claimed_record_with_a_number_takes_nothing_that_names_another(self, cast: Cast) -> None:
        """Only a document proves a number: an application without one is not put to its owner's record."""
        User.objects.filter(pk=cast.citizen2.pk).update(person=cast.mother)
        said = {"identity_type": "none", "identity_number": "", "identity_reason": "unknown"}
        claimed = User.objects.get(pk=cast.citizen2.pk)
        sent = showcase.apply(Random(3), claimed, ["home-patronage"], cast.mother, cast.mother, **said)
        assert sent.applicant != cast.mother
