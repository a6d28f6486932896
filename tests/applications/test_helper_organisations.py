"""Mediators help their own people, who allowed it, are told, stay the applicants, and end it at any time."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.actions import mediating, submissions
from applications.models import Application
from people.models import HelperMandate, Organisation, Person, User
from records.models import AuditEvent, Message
from services.models import Service
from tests.support.cast import Cast, answer_all, begin, signed_in

pytestmark = pytest.mark.django_db


def allow(person: Person, by: User, *, scope: str = "apply", days: int = 30) -> HelperMandate:
    until = timezone.localdate() + timedelta(days=days)
    organisation = Organisation.objects.get(slug="foundation")
    return mediating.allow(person, organisation=organisation, scope=scope, proof="signed", valid_to=until, by=by)


def test_a_person_allows_it_at_the_counter_and_ends_it_there(cast: Cast) -> None:
    clerk, helper = signed_in(cast.clerk), signed_in(cast.helper)
    address = f"/counter/person/{cast.mother.uid}/helpers/"
    assert clerk.get(address).status_code == 404
    begin(clerk, cast.mother)
    sent = {"organisation": "foundation", "scope": "apply", "valid_to": "1.1.2020", "proof": "signed"}
    page = clerk.post(address, sent).content.decode()
    assert "Този ден е минал" in page and "1.1.2020" in page
    until = timezone.localdate() + timedelta(days=60)
    assert clerk.post(address, {**sent, "valid_to": f"{until:%d.%m.%Y}"}).status_code == 302
    assert "Пенка" in helper.get("/helper/").content.decode()
    assert Message.objects.get(kind="mandate_given").person_uid == cast.mother.uid
    mandate = HelperMandate.objects.get()
    assert clerk.post(f"/counter/helpers/{mandate.uid}/end/").status_code == 302
    assert "Пенка" not in helper.get("/helper/").content.decode()
    verbs = AuditEvent.objects.filter(subject_uid=cast.mother.uid, verb__startswith="mandate").order_by("id")
    assert [event.verb for event in verbs] == ["mandate_given", "mandate_ended"]


def test_a_person_with_a_checked_login_allows_it_and_ends_it_at_any_time(cast: Cast) -> None:
    citizen, helper = signed_in(cast.citizen), signed_in(cast.helper)
    until = timezone.localdate() + timedelta(days=60)
    sent = {"organisation": "foundation", "scope": "apply", "valid_to": f"{until:%d.%m.%Y}"}
    assert citizen.post("/my/helpers/", sent).status_code == 302
    mandate = HelperMandate.objects.get()
    assert (mandate.person, mandate.proof) == (cast.daughter, "login")
    assert helper.get(f"/helper/{mandate.uid}/").status_code == 200
    assert citizen.post(f"/my/helpers/{mandate.uid}/end/").status_code == 302
    assert helper.get(f"/helper/{mandate.uid}/").status_code == 404
    assert signed_in(cast.citizen2).post("/my/helpers/", sent).status_code == 403  # whose identity nobody has checked


def test_the_person_applies_through_the_helper_and_is_the_one_who_is_told(cast: Cast) -> None:
    mandate, helper = allow(cast.mother, cast.clerk), signed_in(cast.helper)
    begun = helper.post(f"/helper/{mandate.uid}/apply/", {"services": ["home-patronage"]})
    draft = Application.objects.get()
    assert begun.headers["Location"] == f"/apply/draft/{draft.uid}/"
    assert (draft.origin, draft.applicant, draft.applicant_user, draft.filed_by) == (
        "helper", cast.mother, None, cast.helper,
    )  # fmt: skip
    answer_all(draft, cast.mother, by=cast.helper)
    assert helper.post(f"/apply/draft/{draft.uid}/check/").headers["Location"] == f"/apply/draft/{draft.uid}/sent/"
    assert helper.get(f"/apply/draft/{draft.uid}/sent/").status_code == 200
    draft.refresh_from_db()
    assert (draft.applicant, draft.beneficiary) == (cast.mother, cast.mother)
    told = Message.objects.filter(kind__startswith="application_submitted")
    assert {(row.person_uid, row.user_uid) for row in told} == {(cast.mother.uid, None)}
    assert str(draft.number) in helper.get(f"/helper/{mandate.uid}/").content.decode()


def test_nothing_of_the_record_is_proposed_to_a_helper(cast: Cast) -> None:
    Person.objects.with_key().get(pk=cast.mother.pk)
    cast.mother.phone = "+359888555777"
    cast.mother.save()
    mandate, helper = allow(cast.mother, cast.clerk), signed_in(cast.helper)
    draft = mediating.begin(mandate, [Service.objects.get(slug="home-patronage")], by=cast.helper)
    page = helper.get(f"/apply/draft/{draft.uid}/step/common.contact/").content.decode()
    assert "888555777" not in page.replace(" ", "") and "888 555 777" not in page


def test_the_end_closes_what_was_begun_and_what_was_sent(cast: Cast) -> None:
    mandate, helper = allow(cast.mother, cast.clerk), signed_in(cast.helper)
    services = [Service.objects.get(slug="home-patronage")]
    draft, sent = (mediating.begin(mandate, services, by=cast.helper) for _ in range(2))
    answer_all(sent, cast.mother, by=cast.helper)
    submissions.submit(sent, by=cast.helper)
    pages = [
        f"/apply/draft/{draft.uid}/",
        f"/apply/draft/{sent.uid}/sent/",
        f"/helper/{mandate.uid}/",
        f"/apply/receipt/{sent.uid}/",
    ]
    assert {helper.get(page).status_code for page in pages} <= {200, 202}
    assert helper.post(f"/helper/{mandate.uid}/end/").status_code == 302
    assert {helper.get(page).status_code for page in pages} == {404}
    with pytest.raises(mediating.NotAllowed):
        mediating.begin(mandate, services, by=cast.helper)


def test_a_mandate_for_looking_only_begins_nothing_and_one_that_ran_out_shows_nothing(cast: Cast, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    mandate, helper = allow(cast.mother, cast.clerk, scope="follow", days=3), signed_in(cast.helper)
    address = f"/helper/{mandate.uid}/apply/"
    assert "не Ви е позволил" in helper.post(address, {"services": ["home-patronage"]}, follow=True).content.decode()
    assert not Application.objects.exists()
    freeze("2026-11-27 10:00+02:00")
    assert signed_in(cast.helper).get(f"/helper/{mandate.uid}/").status_code == 404


def test_a_helper_is_no_staff_and_sees_nobody_elses_people(cast: Cast) -> None:
    mandate = allow(cast.mother, cast.clerk)
    assert not cast.helper.is_staff and cast.helper.permissions == {"help_people"}
    cast.editor2.memberships.create(
        organisation=Organisation.objects.get(slug="day-centre"), role="helper", valid_from="2020-01-01"
    )
    other = signed_in(cast.editor2)
    assert other.get(f"/helper/{mandate.uid}/").status_code == 404
    assert "Пенка" not in other.get("/helper/").content.decode()
    for page in ("/counter/", "/desk/", f"/counter/person/{cast.mother.uid}/"):
        assert signed_in(cast.helper).get(page).status_code == 403


@pytest.mark.parametrize("count", [2, 6])
def test_the_roster_costs_the_same_and_is_read_page_by_page(
    cast: Cast, count: int, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    from applications.views import mediating as views
    from people.actions.persons import PersonFacts, register

    for number in range(count):
        facts = PersonFacts(
            given_name=f"Човек{number}", family_name="Подопечен", id_type="none", no_id_reason="no_papers"
        )
        allow(register(facts, by=None), cast.clerk)
    helper = signed_in(cast.helper)
    with django_assert_max_num_queries(6):
        assert helper.get("/helper/").content.decode().count("Подопечен") == count
    monkeypatch.setattr(views, "PAGE", count - 1)
    first = helper.get("/helper/").content.decode()
    following = first.split('href="?after=')[1].split('"')[0]
    assert helper.get(f"/helper/?after={following}").content.decode().count("Подопечен") == 1
