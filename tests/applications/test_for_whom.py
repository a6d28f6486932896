"""For whom one applies: what opens another's papers, what is asked only once, and who will be told, before sending."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from applications import audience
from applications.actions import attachments, drafts, submissions, withdrawals
from applications.models import Application
from applications.steps import PROOF, Walk
from people.actions import representations
from people.actions.persons import PersonFacts, register
from people.models import Capacity, Representation, User
from portal.demo import answers as sampled
from portal.demo import showcase
from records.models import Delivery, Message
from services.models import Service
from tests.journeys.words import a_number
from tests.support.cast import Cast, Send, case_of, signed_in

pytestmark = pytest.mark.django_db


def checked_stranger(cast: Cast) -> User:
    """A login whose own identity was checked at the counter, and nothing more."""
    facts = PersonFacts(given_name="Чужда", family_name="Жена", id_number=a_number(77))
    stranger = register(facts, by=None)
    User.objects.filter(pk=cast.citizen2.pk).update(person=stranger, identity_checked_at=timezone.now())
    return User.objects.get(pk=cast.citizen2.pk)


def test_a_mandate_that_nobody_checked_opens_nothing_of_the_other_person(send: Send, cast: Cast) -> None:
    hers = send("home-patronage")
    stranger = checked_stranger(cast)
    theirs = showcase.apply(Random(9), stranger, ["parking-card"], stranger.person, cast.mother)  # type: ignore[arg-type]
    client = signed_in(stranger)
    assert client.get(f"/my/{theirs.uid}/").status_code == 200
    assert client.get(f"/my/{hers.uid}/").status_code == 404
    mandate = Representation.objects.get(representative=stranger.person)
    representations.confirm(mandate, seen="пълномощно № 7", valid_to=None, by=cast.officer)
    assert client.get(f"/my/{hers.uid}/").status_code == 200
    representations.end(mandate, by=cast.officer)
    assert client.get(f"/my/{hers.uid}/").status_code == 404


def test_the_officer_checks_the_proof_and_it_is_not_asked_for_again(send: Send, cast: Cast) -> None:
    case = case_of(send("home-patronage"))
    officer = signed_in(cast.officer)
    assert "доказателството още не е проверено" in officer.get(f"/desk/{case.uid}/").content.decode()
    address = f"/desk/{case.uid}/mandate/"
    assert "Запишете вида и номера" in officer.post(address, {"is_right": "yes"}).content.decode()
    until = timezone.localdate() + timedelta(days=400)
    right = {"is_right": "yes", "seen": "пълномощно № 412", "valid_to": f"{until:%d.%m.%Y}"}
    assert officer.post(address, right).status_code == 302
    mandate = Representation.objects.get()
    assert (mandate.checked_by, mandate.valid_to) == (cast.officer, until)
    again = showcase.apply(Random(5), cast.citizen, ["parking-card"], cast.daughter, cast.mother)
    assert Representation.objects.count() == 1
    assert not again.attachments.filter(slot=PROOF).exists()


@pytest.mark.parametrize("capacity", ["attorney", "parent"])
def test_each_capacity_asks_for_its_own_proof(cast: Cast, capacity: str) -> None:
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="parking-card")], by=cast.citizen)
    drafts.save_step(draft, "common.for-whom", {"capacity": capacity}, by=cast.citizen)
    page = signed_in(cast.citizen).get(f"/apply/draft/{draft.uid}/documents/").content.decode()
    name = {"attorney": "Пълномощно", "parent": "Удостоверение за раждане"}[capacity]
    assert name in page
    assert (f'name="how_{PROOF}" value="official"' in page) == (capacity == "parent")


def test_a_power_of_attorney_that_has_ended_sends_nothing(cast: Cast) -> None:
    draft = filled(cast, mandate_until=(timezone.localdate() - timedelta(days=1)).isoformat())
    page = signed_in(cast.citizen).get(f"/apply/draft/{draft.uid}/check/").content.decode()
    assert "вече не важи" in page
    with pytest.raises(submissions.Incomplete):
        submissions.submit(draft, by=cast.citizen)


def filled(cast: Cast, **more: Any) -> Application:
    """The daughter's whole draft for her mother, not sent."""
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="home-patronage")], by=cast.citizen)
    known = {"capacity": "attorney", "answer_by": "portal", **sampled.of_person(cast.daughter)}
    known |= {**sampled.of_person(cast.mother, "other_"), "other_channels": ["letter"], "mandate_until": "", **more}
    for scope, form in draft.forms():
        for key, answers in sampled.sample(Random(1), form, known if scope == "common" else {}).items():
            drafts.save_step(draft, f"{scope}.{key}", answers, by=cast.citizen)
    for slot in Walk(draft).slots:
        attachments.answer_without_file(draft, slot.key, "later", by=cast.citizen)
    return draft


def test_who_will_be_told_is_said_before_sending_and_comes_true(cast: Cast) -> None:
    """The lines of the page and the deliveries afterwards come from one list."""
    cast.mother.address, cast.mother.channels = {"line": "ул. „Липите“ 8"}, ["letter"]
    cast.mother.save()
    draft = filled(cast, other_address_line="ул. „Липите“ 8")
    page = signed_in(cast.citizen).get(f"/apply/draft/{draft.uid}/check/").content.decode()
    assert "по имейл на c…@demo.invalid" in page
    assert "citizen@demo.invalid" not in page
    assert "Пенка Колева" in page
    assert "с писмо по пощата" in page
    promised = audience.planned(Walk(draft))
    sent = submissions.submit(draft, by=cast.citizen)
    told = {
        message.person_uid: [row.channel for row in Delivery.objects.filter(message=message)]
        for message in Message.objects.filter(subject_uid=sent.uid)
    }
    assert told == {cast.daughter.uid: ["email"], cast.mother.uid: ["letter"]}
    # „In “My applications”“ is the row itself; every other way is a delivery.
    assert [len(line.ways) for line in promised[:2]] == [1 + len(told[cast.daughter.uid]), len(told[cast.mother.uid])]


def test_the_page_does_not_tell_whether_the_other_person_is_known(cast: Cast) -> None:
    """The mother's record forbids letters; the page may not say so to whoever types her number."""
    cast.mother.channels = []
    cast.mother.save()
    draft = filled(cast)
    known = audience.planned(Walk(draft))[1]
    drafts.save_step(
        draft,
        "common.other-person",
        {**Walk(draft).stored("common.other-person"), "other_identity_number": "7501010018"},
        by=cast.citizen,
    )
    assert audience.planned(Walk(draft))[1] == known


def test_who_decides_elsewhere_is_named(cast: Cast) -> None:
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="home-elderly")], by=cast.citizen)
    page = signed_in(cast.citizen).get(f"/apply/draft/{draft.uid}/check/").content.decode()
    assert "защото по закон решават те" in page


def test_the_mother_hears_that_the_application_was_withdrawn(send: Send, cast: Cast) -> None:
    application = send("home-patronage")
    withdrawals.withdraw(application, by=cast.citizen)
    kinds = Message.objects.filter(person_uid=cast.mother.uid).values_list("kind", flat=True)
    assert set(kinds) == {"application_submitted_for_you", "application_withdrawn_for_you"}


def test_the_person_ends_what_somebody_may_do_for_them(send: Send, cast: Cast) -> None:
    send("home-patronage")
    mandate = Representation.objects.get()
    User.objects.filter(pk=cast.citizen2.pk).update(person=cast.mother, identity_checked_at=timezone.now())
    mother = signed_in(User.objects.get(pk=cast.citizen2.pk))
    assert "Надежда Колева" in mother.get("/my/people/").content.decode()
    assert signed_in(cast.officer).get(f"/my/people/{mandate.uid}/end/").status_code == 404
    assert mother.post(f"/my/people/{mandate.uid}/end/").status_code == 302
    mandate.refresh_from_db()
    assert mandate.revoked_at is not None
    assert "Надежда" not in mother.get("/my/people/").content.decode()


def test_whom_i_may_act_for_is_filled_in_by_one_press(send: Send, cast: Cast) -> None:
    send("home-patronage")
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="parking-card")], by=cast.citizen)
    drafts.save_step(draft, "common.for-whom", {"capacity": Capacity.ATTORNEY}, by=cast.citizen)
    address = f"/apply/draft/{draft.uid}/step/common.other-person/"
    client = signed_in(cast.citizen)
    assert "?person=" not in client.get(address).content.decode()
    representations.confirm(Representation.objects.get(), seen="№ 1", valid_to=None, by=cast.officer)
    assert f"?person={cast.mother.uid}" in client.get(address).content.decode()
    assert str(cast.mother.id_number) in client.get(f"{address}?person={cast.mother.uid}").content.decode()
    assert str(cast.daughter.id_number) not in client.get(f"{address}?person={cast.daughter.uid}").content.decode()


def test_a_neighbour_is_shown_the_way_without_an_application(cast: Cast) -> None:
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="parking-card")], by=cast.citizen)
    page = signed_in(cast.citizen).get(f"/apply/draft/{draft.uid}/step/common.for-whom/").content.decode()
    assert 'href="/signal/"' in page
