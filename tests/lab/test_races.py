"""Two hundred applications and a hundred last places, everybody at once; counted from the rows afterwards."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from applications.actions import attachments, drafts, submissions
from applications.models import Application, AttachmentKind
from applications.steps import Walk
from casework.actions import places
from casework.models import Case, PlaceHold, Referral
from portal.demo import answers as sampled
from records import numbers
from records.workflow import WrongStatus
from services.models import Offer, Service
from tests.support.cast import Cast, Send, assess, case_of
from tests.support.locks import by_workers

pytestmark = [pytest.mark.lab, pytest.mark.django_db(transaction=True)]
DRAFTS, SUBMITS = 200, 8
ROUNDS, REQUESTS = 100, 20


def complete_draft(cast: Cast, number: int) -> Application:
    random = Random(number)
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="parking-card")], by=cast.citizen)
    # Each for somebody of their own, and not under the name of the login's own record: applications for one person
    # wait for each other before they come to the numbers.
    somebody = {"identity_type": "none", "identity_number": "", "identity_reason": "foreigner", "given_name": "Чужда"}
    known = {"capacity": "self", "answer_by": "counter", **sampled.of_person(cast.daughter), **somebody}
    for key, answers in sampled.sample(random, draft.forms()[0][1], known).items():
        drafts.save_step(draft, f"common.{key}", answers, by=cast.citizen)
    for slot in Walk(draft).slots:
        attachments.answer_without_file(draft, slot.key, AttachmentKind.LATER, by=cast.citizen)
    return draft


def submit_all(cast: Cast, waiting: list[Application], times: int) -> list[Any]:
    calls = [
        lambda draft=draft: submissions.submit(draft, by=cast.citizen).number for draft in waiting for _ in range(times)
    ]
    Random(1).shuffle(calls)
    return by_workers(calls, SUBMITS)


def test_every_draft_becomes_one_application_with_a_number_and_no_gap(cast: Cast) -> None:
    waiting = [complete_draft(cast, number) for number in range(DRAFTS)]
    answers = submit_all(cast, waiting, SUBMITS)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM applications_application WHERE status = 'submitted' ORDER BY number")
        rows = [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT count(*), count(DISTINCT request_id) FROM casework_case")
        cases = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM records_document WHERE kind = 'receipt'")
        (receipts,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM records_message WHERE kind = 'application_submitted'")
        (messages,) = cursor.fetchone()
    year = timezone.localdate().year
    assert rows == [f"СУ-{year}-{number:05d}" for number in range(1, DRAFTS + 1)]
    assert (*cases, receipts, messages) == (DRAFTS, DRAFTS, DRAFTS, DRAFTS)
    assert set(Counter(answers).values()) == {SUBMITS}


def test_without_the_counters_lock_numbers_collide(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sabotage: the count above falls short when the protection is taken away."""
    sloppy = (
        "WITH seen AS (SELECT coalesce(max(last), 0) + 1 AS next, pg_sleep(0.05) FROM records_registercounter "
        "WHERE register = %s AND year = %s) INSERT INTO records_registercounter (register, year, last) "
        "SELECT 'СУ', 2026, next FROM seen ON CONFLICT (register, year) DO UPDATE SET last = excluded.last RETURNING last"
    )
    monkeypatch.setattr(numbers, "NEXT", sloppy)
    waiting = [complete_draft(cast, number) for number in range(16)]
    answers = submit_all(cast, waiting, 1)
    collisions = [answer for answer in answers if isinstance(answer, IntegrityError)]
    assert collisions


@pytest.fixture
def last_place(cast: Cast, send: Send) -> tuple[Offer, list[Case]]:
    """An offer with one place, and twenty cases that are referred to it."""
    offer = Offer.objects.filter(service__slug="home-patronage").earliest("pk")
    kept = offer.capacity
    Offer.objects.filter(pk=offer.pk).update(capacity=1)
    first = case_of(send("home-patronage"))
    assess(first, cast)
    cases = [first]
    for _ in range(REQUESTS - 1):
        case = case_of(send("home-patronage"))
        assess(case, cast)
        cases.append(case)
    from casework.actions import referrals

    for case in cases:
        referrals.refer(case, offers=[offer], consent=True, by=cast.officer)
    yield offer, cases
    Offer.objects.filter(pk=offer.pk).update(capacity=kept)


def test_the_last_place_is_given_once_in_every_round(last_place: tuple[Offer, list[Case]], cast: Cast) -> None:
    offer, cases = last_place
    given = []
    for _ in range(ROUNDS):
        answers = by_workers(
            [lambda case=case: places.hold(Case.objects.get(pk=case.pk), offer, by=cast.officer) for case in cases],
            REQUESTS,
        )
        winners = [answer for answer in answers if isinstance(answer, PlaceHold)]
        refused = [answer for answer in answers if isinstance(answer, places.NoFreePlace)]
        assert len(winners) + len(refused) == REQUESTS, answers
        given.append(_active(offer))
        with transaction.atomic():
            places.release(winners[0], by=cast.officer)
    assert given == [1] * ROUNDS


def _active(offer: Offer) -> int:
    """Units given away, from the rows themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(upper(part) - lower(part)), 0) FROM casework_placehold, unnest(units) AS part "
            "WHERE offer_id = %s AND status IN ('held', 'accepted', 'taken')",
            [offer.pk],
        )
        return int(cursor.fetchone()[0])


def test_hours_are_never_given_beyond_what_there_is(last_place: tuple[Offer, list[Case]], cast: Cast) -> None:
    """Ten hours; everybody asks for three: three people each round, and one hour is left."""
    offer, cases = last_place
    Offer.objects.filter(pk=offer.pk).update(capacity=10)
    Referral.objects.update(amount=3)
    given = []
    for _ in range(ROUNDS // 4):
        answers = by_workers(
            [lambda case=case: places.hold(Case.objects.get(pk=case.pk), offer, by=cast.officer) for case in cases],
            REQUESTS,
        )
        given.append(_active(offer))
        for winner in (answer for answer in answers if isinstance(answer, PlaceHold)):
            places.release(winner, by=cast.officer)
    assert given == [9] * (ROUNDS // 4)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_without_lock_and_constraint_the_count_would_see_it(
    last_place: tuple[Offer, list[Case]], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sabotage of both protections: the same count then finds more than there is."""
    offer, cases = last_place
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda self, *args, **kwargs: self)
    (constraint,) = [row for row in PlaceHold._meta.constraints if row.name == "a_unit_is_given_once_a_day"]
    with connections["owner"].schema_editor() as editor:
        editor.remove_constraint(PlaceHold, constraint)
    try:
        by_workers(
            [lambda case=case: places.hold(Case.objects.get(pk=case.pk), offer, by=cast.officer) for case in cases],
            REQUESTS,
        )
        assert _active(offer) > 1
    finally:
        PlaceHold.objects.update(status="released")
        with connections["owner"].schema_editor() as editor:
            editor.add_constraint(PlaceHold, constraint)


def test_even_without_the_queue_the_database_gives_a_place_once(
    last_place: tuple[Offer, list[Case]], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sabotage: no row lock. The constraint is the last word; the losers see an error instead of a sentence."""
    offer, cases = last_place
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda self, *args, **kwargs: self)
    answers = by_workers(
        [lambda case=case: places.hold(Case.objects.get(pk=case.pk), offer, by=cast.officer) for case in cases], 10
    )
    assert _active(offer) == 1
    assert any(isinstance(answer, IntegrityError | WrongStatus | places.NoFreePlace) for answer in answers)
