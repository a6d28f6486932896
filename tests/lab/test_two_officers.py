"""Two officers at one decision: drafted once, signed once, numbered once; counted from the rows afterwards.

`LAB_RACES=500 make lab SCENARIO=two_officers` is the acceptance figure; every day runs thirty.
"""

import os
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from casework import refusals
from casework.models import Case, Delegation, Issuer
from people.models import Membership, User
from tests.support.cast import Cast, Send, assess, case_of, signed_in
from tests.support.locks import by_workers

pytestmark = [pytest.mark.lab, pytest.mark.django_db(transaction=True)]
RACES = int(os.environ.get("LAB_RACES", "30"))
# Both heads sign; the second half of the rounds one of them returns the text instead.
SIGNED, RETURNED = "approved", "draft"


@pytest.fixture
def colleagues(cast: Cast) -> dict[str, User]:
    """A second officer and a second head of the same unit, with an order of their own."""
    unit = cast.officer.memberships.get().organisation
    for login, role in (("officer3", "officer"), ("head2", "head")):
        user = User.objects.create(email=f"{login}@demo.invalid", name=login)
        Membership.objects.create(user=user, organisation=unit, role=role, valid_from="2020-01-01")
        cast.users[login] = user
    order = {"order_number": "РД-15-9", "order_date": "2026-01-02", "valid_from": "2026-01-02"}
    Delegation.objects.create(user=cast.head2, issuer=Issuer.MAYOR, **order)
    return cast.users


def page(user: User, path: str, typed: dict[str, Any]) -> Any:
    return signed_in(user).post(path, typed)


def race(case: Case, cast: Cast, number: int) -> tuple[list[Any], list[Any]]:
    """The answers to two drafts at once, and to two heads at once."""
    other = refusals.alternatives(Case.objects.with_parts().get(pk=case.pk))[0]
    typed = {"outcome": "refusal", "reasons": ["no-need"], "alternatives": [other.slug]}
    path = f"/desk/{case.uid}/decision/"
    drafts = by_workers(
        [
            lambda: page(cast.officer, path, {**typed, "findings": "Първият текст."}),
            lambda: page(cast.officer3, path, {**typed, "findings": "Вторият текст."}),
        ],
        2,
    )
    # Both read the same text before either answers.
    read = {"approve": "1", "read": signed_in(cast.head).get(f"{path}approval/").context["said"].mark}
    second = {"return": "1", "text": "Допълнете мотивите."} if number >= RACES // 2 else read
    heads = by_workers(
        [
            lambda: page(cast.head, f"{path}approval/", read),
            lambda: page(cast.head2, f"{path}approval/", second),
        ],
        2,
    )
    return drafts, heads


def counted(verb: str) -> list[tuple[int, int]]:
    """(how often, for how many cases) a verb was written into the history of a case, from the rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT times, count(*) FROM (SELECT count(*) AS times FROM records_statuschange "
            "WHERE verb = %s AND subject_kind = 'casework.case' GROUP BY subject_uid) AS each GROUP BY times",
            [verb],
        )
        return sorted(cursor.fetchall())


def decisions_a_case() -> list[tuple[int, int]]:
    """(decisions, cases that have so many), from the rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT decisions, count(*) FROM (SELECT count(*) AS decisions FROM casework_decision GROUP BY case_id) "
            "AS each GROUP BY decisions"
        )
        return sorted(cursor.fetchall())


def test_two_officers_make_one_decision_in_every_round(colleagues: Any, cast: Cast, send: Send) -> None:
    lost = 0
    for number in range(RACES):
        case = case_of(send("assistant-support"))
        assess(case, cast, is_eligible=False)
        drafts, heads = race(case, cast, number)
        assert sorted(answer.status_code for answer in drafts) == [200, 302], drafts
        (loser,) = (answer for answer in drafts if answer.status_code == 200)
        said = loser.content.decode()
        # Whoever was slower reads that somebody was quicker and what they wrote, and nothing they typed is gone.
        lost += not ("Първият текст." in said and "Вторият текст." in said and "вече е написал" in said)
        assert all(answer.status_code in (200, 302) for answer in heads), heads
    assert lost == 0
    assert decisions_a_case() == [(1, RACES)]
    assert counted("draft_decision") == [(1, RACES)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, number, document_uid IS NULL FROM casework_decision ORDER BY number")
        rows = cursor.fetchall()
        cursor.execute("SELECT count(*), count(DISTINCT subject_uid) FROM records_document WHERE kind = 'decision'")
        documents = cursor.fetchone()
    statuses = Counter(status for status, _number, _none in rows)
    assert set(statuses) <= {SIGNED, RETURNED} and statuses[SIGNED] >= RACES // 2
    numbers = [number for status, number, _none in rows if status == SIGNED]
    register = f"{numbers[0].partition('-')[0]}-{timezone.localdate().year}"
    assert numbers == [f"{register}-{number:05}" for number in range(1, statuses[SIGNED] + 1)]
    assert documents == (statuses[SIGNED], statuses[SIGNED])
    assert all((number is None) == (status == RETURNED) == no_document for status, number, no_document in rows)
    # A case is where its decision is: nothing is half signed and half returned.
    pairs = Counter(Case.objects.values_list("status", "decisions__status"))
    assert set(pairs) <= {("decision_approved", "approved"), ("decision_drafted", "draft")}, pairs
    print(f"\n{RACES} races of two officers: {statuses[SIGNED]} signed, {statuses[RETURNED]} returned, each once")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_without_lock_and_constraint_the_count_would_see_it(
    colleagues: Any, cast: Cast, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sabotage of both protections: the same count finds cases with two decisions."""
    from django.db import connections

    from casework.models import Decision

    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda self, *args, **kwargs: self)
    (constraint,) = [row for row in Decision._meta.constraints if row.name == "one_draft_a_case"]
    with connections["owner"].schema_editor() as editor:
        editor.remove_constraint(Decision, constraint)
    try:
        for number in range(10):
            case = case_of(send("assistant-support"))
            assess(case, cast, is_eligible=False)
            race(case, cast, number)
        assert max(decisions for decisions, _cases in decisions_a_case()) > 1
    finally:
        Decision.objects.update(status="revoked")
        with connections["owner"].schema_editor() as editor:
            editor.add_constraint(Decision, constraint)
