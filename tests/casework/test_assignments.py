"""Assignment means responsibility: one name, told to the officer, seen by the citizen; hundreds at once or none."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.actions import assignments
from casework.models import Case
from people import inbox
from people.models import Organisation, User
from records.models import AuditEvent, StatusChange
from tests.support.cast import Cast, Send, case_of, refused, signed_in

pytestmark = pytest.mark.django_db


def several(send: Send, number: int) -> list[Case]:
    return [case_of(send("parking-card")) for _ in range(number)]


def sent(found: list[Case], officer: User, **more: str) -> dict[str, Any]:
    uids = " ".join(str(case.uid) for case in found)
    return {"cases": uids, "officer": str(officer.uid), "reason": "workload", "sure": "1", **more}


def test_the_head_assigns_chosen_cases_and_everybody_knows_who_answers_for_them(send: Send, cast: Cast) -> None:
    found = several(send, 3)
    head = signed_in(cast.head)
    asked = head.post("/desk/chosen/assignment/", {"case": [str(case.uid) for case in found], "list": "tab=new"})
    assert "Възложете 3 преписки" in asked.content.decode()
    assert not Case.objects.filter(assignee=cast.officer).exists()
    done = head.post("/desk/chosen/assignment/", sent(found, cast.officer, list="tab=new"), follow=True)
    assert done.redirect_chain[-1][0] == "/desk/?tab=new"
    assert "3 преписки са възложени на Елена Димитрова." in done.content.decode()
    assert set(Case.objects.filter(assignee=cast.officer, status="new")) == set(found)
    change = StatusChange.objects.filter(subject_uid=found[0].uid).latest("id")
    assert (change.verb, change.from_status, change.to_status) == ("assign", "new", "new")
    assert change.facts == {"officer": str(cast.officer.uid), "reason": "workload"}
    [letter] = inbox.of(cast.officer)
    assert all(case.number in inbox.text_of(letter) for case in found)
    desk = signed_in(cast.officer).get("/desk/?tab=mine").content.decode()
    assert all(case.number in desk for case in found)
    application = found[0].request.application
    assert "Елена Димитрова" in signed_in(cast.citizen).get(f"/my/{application.uid}/").content.decode()


def test_whoever_is_named_can_begin(send: Send, cast: Cast) -> None:
    [case] = several(send, 1)
    assignments.assign([case.uid], to=cast.officer, reason="knows", by=cast.head)
    client = signed_in(cast.officer)
    assert f'action="/desk/{case.uid}/take/"' in client.get(f"/desk/{case.uid}/").content.decode()
    client.post(f"/desk/{case.uid}/take/")
    case.refresh_from_db()
    assert (case.status, case.assignee) == ("in_progress", cast.officer)


def test_all_or_none_and_it_says_which(send: Send, cast: Cast) -> None:
    found = several(send, 2)
    Case.objects.filter(pk=found[1].pk).update(status="decided")
    page = signed_in(cast.head).post("/desk/chosen/assignment/", sent(found, cast.officer), follow=True)
    words = page.content.decode()
    assert "Нито една не е възложена" in words
    assert "решена: 1" in words
    assert found[1].number in words
    assert not Case.objects.filter(assignee=cast.officer).exists()


def test_the_same_page_sent_twice_does_nothing_twice(send: Send, cast: Cast) -> None:
    found = several(send, 2)
    head = signed_in(cast.head)
    head.post("/desk/chosen/assignment/", sent(found, cast.officer))
    history, told = StatusChange.objects.count(), inbox.unread(cast.officer)
    page = head.post("/desk/chosen/assignment/", sent(found, cast.officer), follow=True)
    assert "Нищо не се промени" in page.content.decode()
    assert (StatusChange.objects.count(), inbox.unread(cast.officer)) == (history, told)


def test_one_foreign_case_among_them_changes_nothing_and_is_audited(send: Send, cast: Cast) -> None:
    found = several(send, 2)
    Case.objects.filter(pk=found[0].pk).update(unit=cast.officer2.organisations_as("officer")[0])
    User.objects.get(pk=cast.head.pk).memberships.filter(organisation__slug="unit-villages").delete()
    answer = signed_in(User.objects.get(pk=cast.head.pk)).post("/desk/chosen/assignment/", sent(found, cast.officer))
    assert answer.status_code == 404
    assert not Case.objects.filter(assignee=cast.officer).exists()
    assert AuditEvent.objects.filter(verb="denied:assign_case", actor_uid=cast.head.uid).count() == 1
    missing = {"case": [str(uuid4())]}
    assert signed_in(cast.head).post("/desk/chosen/assignment/", missing).status_code == 404
    assert signed_in(cast.head).post("/desk/chosen/assignment/", {"case": ["x"]}).status_code == 404


def test_nobody_is_offered_or_given_cases_of_a_unit_where_they_do_not_work(send: Send, cast: Cast) -> None:
    found = several(send, 1)
    page = signed_in(cast.head).post("/desk/chosen/assignment/", {"case": [str(found[0].uid)]}).content.decode()
    assert "Елена Димитрова" in page
    assert "Борис Вълчев" not in page
    with pytest.raises(assignments.NotInUnit):
        assignments.assign([found[0].uid], to=cast.officer2, reason="wish", by=cast.head)
    words = signed_in(cast.head).post("/desk/chosen/assignment/", sent(found, cast.officer2)).content.decode()
    assert "Грешка: " in words


def test_of_cases_of_two_units_it_is_said_why_so_few_can_be_chosen(send: Send, cast: Cast) -> None:
    found = several(send, 2)
    Case.objects.filter(pk=found[1].pk).update(unit=Organisation.objects.get(slug="unit-villages"))
    chosen = {"case": [str(case.uid) for case in found]}
    page = signed_in(cast.head).post("/desk/chosen/assignment/", chosen).content.decode()
    assert "Преписките са от различни звена" in page


def test_the_statements_do_not_grow_with_the_cases(send: Send, cast: Cast) -> None:
    counted = []
    for number in (2, 6):
        found = [case.uid for case in several(send, number)]
        with CaptureQueriesContext(connection) as asked:
            assert assignments.assign(found, to=cast.officer, reason="workload", by=cast.head) == (number, cast.officer)
        counted.append(len(asked))
    # The first also makes the officer's key.
    assert counted[1] <= counted[0] <= 14


def test_a_case_is_given_to_another_officer_from_its_own_page(send: Send, cast: Cast) -> None:
    decision = refused(case_of(send("home-patronage")), cast)
    case = decision.case
    head = signed_in(cast.head)
    assert f"/desk/{case.uid}/assignment/" in head.get(f"/desk/{case.uid}/").content.decode()
    assert "Грешка: " in head.post(f"/desk/{case.uid}/assignment/", {"reason": "conflict"}).content.decode()
    head.post(f"/desk/{case.uid}/assignment/", {"officer": str(cast.head.uid), "reason": "conflict"})
    case.refresh_from_db()
    assert (case.assignee, case.status) == (cast.head, "decision_drafted")
    assert f"/desk/{case.uid}/assignment/" not in signed_in(cast.officer).get(f"/desk/{case.uid}/").content.decode()


def test_nothing_chosen_is_said(cast: Cast) -> None:
    page = signed_in(cast.head).post("/desk/chosen/assignment/", {"list": "tab=new"}, follow=True)
    assert page.redirect_chain[-1][0] == "/desk/?tab=new"
    assert "Отметнете първо преписките" in page.content.decode()
