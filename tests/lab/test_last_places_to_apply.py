"""The last two applications of a quota, asked for by everybody at once: two are taken, counted from the rows."""

from typing import Any

import pytest
from django.utils import timezone

from applications.actions import submissions
from applications.models import Application, ApplicationStatus
from services import admission
from services.models import Admission, Service
from tests.lab.test_races import complete_draft
from tests.support.cast import Cast
from tests.support.locks import by_workers

pytestmark = [pytest.mark.lab, pytest.mark.django_db(transaction=True)]
DRAFTS, QUOTA = 12, 2


@pytest.fixture
def two_left() -> Any:
    service = Service.objects.get(slug="parking-card")
    row = Admission.objects.create(service=service, opens_on=timezone.localdate(), quota=QUOTA)
    yield service
    row.delete()


def race(cast: Cast) -> list[Any]:
    waiting = [complete_draft(cast, number) for number in range(DRAFTS)]
    return by_workers([lambda draft=draft: submissions.submit(draft, by=cast.citizen) for draft in waiting], DRAFTS)


def test_two_last_places_are_given_to_two(cast: Cast, two_left: Service) -> None:
    answers = race(cast)
    refused = [answer for answer in answers if isinstance(answer, admission.NotOpen)]
    assert len(refused) == DRAFTS - QUOTA, answers
    sent = Application.objects.filter(status=ApplicationStatus.SUBMITTED, requests__service=two_left)
    assert sent.count() == QUOTA
    drafts = Application.objects.filter(status=ApplicationStatus.DRAFT)
    assert all(draft.step_answers.exists() for draft in drafts) and drafts.count() == DRAFTS - QUOTA


def test_without_the_lock_more_would_be_given(cast: Cast, two_left: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sabotage: the count above would be wrong without the queue."""
    from django.db.models import QuerySet

    waits = admission.standing

    def slowly(*asked: Any) -> Any:
        import time

        found = waits(*asked)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    monkeypatch.setattr(admission, "standing", slowly)
    race(cast)
    assert Application.objects.filter(status=ApplicationStatus.SUBMITTED).count() > QUOTA
