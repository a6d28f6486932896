"""While an officer is away somebody else answers for the work, sees whose it is, and never approves the own draft."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.absences import receiver
from casework.actions import absences, assignments, cases, decisions
from casework.models import Absence, Case
from people import inbox
from people.models import Membership, Organisation, User
from tests.support.cast import Cast, Send, case_of, drafted, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(cast: Cast) -> User:
    return somebody("Мария Иванова", "unit-centre")


def somebody(name: str, unit: str) -> User:
    user = User.objects.create_user(f"{unit}-{len(name)}@demo.invalid", name=name)
    where, since = Organisation.objects.get(slug=unit), timezone.localdate() - timedelta(days=9)
    Membership.objects.create(user=user, organisation=where, role="officer", valid_from=since)
    return user


def away(user: User, substitute: User, days: int = 3, by: User | None = None) -> Absence:
    today = timezone.localdate()
    last = today + timedelta(days=days)
    return absences.announce(user, substitute=substitute, starts_on=today, ends_on=last, by=by or user)


def waiting(client: Any) -> dict[str, str]:
    return {row.number: row.officer for row in client.get("/desk/?tab=mine").context["page"].rows}


def test_what_waited_for_the_one_who_is_away_waits_for_the_substitute_who_is_told(
    send: Send, cast: Cast, colleague: User
) -> None:
    case = case_of(send("parking-card"))
    cases.take(case, by=cast.officer)
    client, today = signed_in(cast.officer), timezone.localdate()
    said = {
        "substitute": str(colleague.uid), "starts_on": f"{today:%d.%m.%Y}",
        "ends_on": f"{today + timedelta(days=3):%d.%m.%Y}",
    }  # fmt: skip
    assert client.post("/desk/absences/", said).status_code == 302
    stands_in = signed_in(colleague)
    assert waiting(stands_in) == {case.number: "замествате Елена Димитрова"}
    page = stands_in.get("/desk/")
    assert "замествате Елена Димитрова: и тези преписки" in page.content.decode()
    assert {tab: number for tab, _label, number in page.context["tabs"]}["mine"] == "1"
    assert "Отсъствате до" in client.get("/desk/").content.decode()
    [letter] = inbox.of(colleague)
    assert "Елена Димитрова" in inbox.text_of(letter)
    assert waiting(signed_in(cast.officer2)) == {}
    absence = Absence.objects.get()
    assert stands_in.post(f"/desk/absences/{absence.uid}/cancel/").status_code == 403
    client.post(f"/desk/absences/{absence.uid}/cancel/")
    assert waiting(stands_in) == {}


def test_a_new_assignment_warns_and_goes_to_the_substitute(send: Send, cast: Cast, colleague: User) -> None:
    case = case_of(send("parking-card"))
    away(cast.officer, colleague, by=cast.head)
    head = signed_in(cast.head)
    asked = head.get(f"/desk/{case.uid}/assignment/").content.decode()
    assert "отива при Мария Иванова" in asked
    sent = {"officer": str(cast.officer.uid), "reason": "workload"}
    page = head.post(f"/desk/{case.uid}/assignment/", sent, follow=True).content.decode()
    assert "Елена Димитрова отсъства" in page
    assert Case.objects.get(pk=case.pk).assignee == colleague
    assert inbox.of(cast.officer).filter(kind="away").exists()


def test_whoever_stands_in_never_approves_what_they_drafted_themselves(send: Send, cast: Cast, colleague: User) -> None:
    """The head stands in for the officer: may approve the officer's draft, and not the own one for that case."""
    own = drafted(case_of(send("home-patronage")), cast)
    away(cast.officer, cast.head)
    head = signed_in(cast.head)
    assert own.case.number in waiting(head)
    own.drafted_by = cast.head
    own.save()
    assert own.case.number not in waiting(head)
    with pytest.raises(decisions.SamePerson):
        decisions.approve(own, by=cast.head)


def test_only_who_works_there_and_is_present_stands_in(cast: Cast, colleague: User) -> None:
    with pytest.raises(absences.CannotStandIn):
        away(cast.officer, cast.officer2)
    away(colleague, cast.officer)
    with pytest.raises(absences.CannotStandIn):
        away(cast.officer, colleague)
    with pytest.raises(absences.Overlaps):
        away(colleague, cast.head)
    today = timezone.localdate()
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            user=colleague, substitute=cast.head, set_by=cast.head, starts_on=today, ends_on=today
        )  # fmt: skip
    assert receiver(colleague, today) == cast.officer
    assert receiver(colleague, today + timedelta(days=4)) == colleague


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(cast: Cast, colleague: User) -> None:
    client = signed_in(cast.officer)
    said = {"substitute": str(colleague.uid), "starts_on": "12.01.2031", "ends_on": "11.01.2031"}
    page = client.post("/desk/absences/", said).content.decode()
    assert "Грешка: " in page
    assert 'value="11.01.2031"' in page
    other = {**said, "user": str(colleague.uid), "ends_on": "13.01.2031", "substitute": str(cast.head.uid)}
    client.post("/desk/absences/", other)
    assert Absence.objects.get().user == cast.officer  # an officer writes down the own absence alone


def test_a_chain_ends_with_somebody_who_is_present(send: Send, cast: Cast, colleague: User) -> None:
    third, today = somebody("Трети Човек", "unit-centre"), timezone.localdate()
    away(cast.officer, colleague)
    Absence.objects.create(user=colleague, substitute=third, set_by=third, starts_on=today, ends_on=today)
    assert receiver(cast.officer, today) == third
    case = case_of(send("parking-card"))
    assert assignments.assign([case.uid], to=cast.officer, reason="absence", by=cast.head) == (1, third)
