"""Nobody approves what they wrote: random runs of drafting, redrafting, returning and approving (faults B13).

`RUNS=500` is the acceptance figure; every day does twenty-five.
"""

import os
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from casework.actions import decisions
from casework.models import Absence, Case, Decision, Delegation, Issuer
from people.models import Membership, User
from records.workflow import WrongStatus
from tests.support.cast import Cast, Send, case_of, refused, signed_in

pytestmark = pytest.mark.django_db
RUNS = int(os.environ.get("RUNS", "25"))
STEPS = 8


@pytest.fixture
def heads(cast: Cast) -> list[User]:
    """Three heads of the unit who may write as well as sign; one of them stands in for another."""
    unit = cast.officer.memberships.get().organisation
    found = [cast.head]
    for number in (2, 3):
        user = User.objects.create(email=f"head{number}@demo.invalid", name=f"head {number}")
        Membership.objects.create(user=user, organisation=unit, role="head", valid_from="2020-01-01")
        order = {"order_number": f"РД-{number}", "order_date": "2026-01-02", "valid_from": "2026-01-02"}
        Delegation.objects.create(user=user, issuer=Issuer.MAYOR, **order)
        found.append(user)
    today = timezone.localdate()
    Absence.objects.create(user=found[0], substitute=found[1], starts_on=today, ends_on=today, set_by=found[0])
    return found


def whole(pk: int) -> Decision:
    rows = Decision.objects.select_related("data_key", "template", "changes", "case__data_key", "case__service")
    return rows.get(pk=pk)


def run(case: Case, cast: Cast, heads: list[User], random: Random) -> tuple[Decision, set[int]]:
    """The decision after some random steps, and everybody who wrote in it."""
    first = random.choice(heads)
    cast.users["officer"], kept = first, cast.users["officer"]
    decision = refused(case, cast)
    cast.users["officer"] = kept
    authors = {first.pk}
    for _ in range(STEPS):
        who, step = random.choice(heads), random.choice(("redraft", "return", "approve", "approve"))
        try:
            if step == "redraft":
                decisions.redraft(whole(decision.pk), findings=f"Текст {random.random()}", by=who)
                authors.add(who.pk)
            elif step == "return":
                decisions.return_draft(whole(decision.pk), "Още веднъж.", by=who)
            else:
                decisions.approve(whole(decision.pk), by=who)
        except (decisions.SamePerson, PermissionDenied, WrongStatus):
            continue
    return whole(decision.pk), authors


def test_no_run_ends_with_an_own_text_approved(send: Send, cast: Cast, heads: list[User]) -> None:
    approved, own = 0, []
    for seed in range(RUNS):
        decision, authors = run(case_of(send("assistant-support")), cast, heads, Random(seed))
        approved += decision.approved_by_id is not None
        if decision.approved_by_id in authors:
            own.append(seed)
    assert own == []
    assert approved > RUNS // 4  # the runs are not empty


def test_whoever_wrote_the_first_text_does_not_sign_the_improved_one(send: Send, cast: Cast, heads: Any) -> None:
    """Also over the page; a third person can."""
    first, second, third = heads
    cast.users["officer"], kept = first, cast.users["officer"]
    decision = refused(case_of(send("assistant-support")), cast)
    cast.users["officer"] = kept
    decisions.redraft(whole(decision.pk), findings="Друг текст.", by=second)
    path = f"/desk/{decision.case.uid}/decision/approval/"
    assert signed_in(first).post(path).status_code == 403
    assert signed_in(second).post(path).status_code == 403
    assert whole(decision.pk).number is None
    signing = signed_in(third)
    read = {"approve": "1", "read": signing.get(path).context["said"].mark}
    assert signing.post(path, read).status_code == 302
    assert whole(decision.pk).approved_by == third


def test_nobody_signs_words_that_they_did_not_read(send: Send, cast: Cast) -> None:
    """The drafter improves the text while the head has it open."""
    decision = refused(case_of(send("assistant-support")), cast)
    path, head = f"/desk/{decision.case.uid}/decision/approval/", signed_in(cast.head)
    read = {"approve": "1", "read": head.get(path).context["said"].mark}
    decisions.redraft(whole(decision.pk), findings="Друг текст.", by=cast.officer)
    page = head.post(path, read, follow=True).content.decode()
    assert "Текстът беше променен, след като го отворихте." in page and "Друг текст." in page
    assert whole(decision.pk).number is None
