"""Places at one moment: the answer and the end of the term, a link pressed twice, two officers and the last place."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.test import Client

from casework.actions import lapses, places, referrals
from casework.models import Case, PlaceHold
from people.models import Organisation
from records.workflow import WrongStatus
from services.models import Offer
from tests.casework.test_place_link import link_in, mails
from tests.support.cast import Cast, Send, assess, case_of, hold
from tests.support.locks import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_yes_at_the_very_end_of_the_term_counts_or_comes_too_late(send: Send, cast: Cast, freeze: Any) -> None:
    freeze("2026-11-02 10:00+02:00")
    held = hold(case_of(send("home-patronage")), cast)
    late = date(2026, 12, 1)
    answer, expired = at_once(partial(places.accept, held, by=cast.provider), partial(lapses.expire_due, late))
    held.refresh_from_db()
    status = Case.objects.get(pk=held.case_id).status
    if answer is None:
        assert (expired, held.status, status) == (0, "accepted", "place_confirmed")
    else:
        assert isinstance(answer, WrongStatus)
        assert (expired, held.status, status) == (1, "expired", "waiting")


def test_a_link_pressed_twice_at_one_moment_answers_once(send: Send, cast: Cast, freeze: Any) -> None:
    freeze("2026-11-02 10:00+02:00")
    Organisation.objects.filter(kind="provider").update(email="doma@example.bg")
    held = hold(case_of(send("home-patronage")), cast)
    address = link_in(mails()[0])
    answers = at_once(*(partial(Client().post, address, {"accept": "1"}) for _twice in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 410]
    held.refresh_from_db()
    assert held.status == "accepted"


@pytest.fixture
def last_place(transactional_db: None) -> Iterator[Offer]:
    """In tests that commit the catalogue is kept: the offer has its places back afterwards."""
    offer = Offer.objects.filter(service__slug="home-patronage").earliest("pk")
    Offer.objects.filter(pk=offer.pk).update(capacity=1)
    yield offer
    Offer.objects.filter(pk=offer.pk).update(capacity=offer.capacity)


def test_two_officers_refer_to_the_last_place_at_one_moment(send: Send, cast: Cast, last_place: Offer) -> None:
    offer = last_place
    found = [case_of(send("home-patronage")), case_of(send("home-patronage", by=cast.clerk))]
    for case in found:
        assess(case, cast)
    chosen = {"offers": [offer], "consent": True}
    at_once(
        *(
            partial(referrals.begin, case, by=by, **chosen)
            for case, by in zip(found, (cast.officer, cast.head), strict=True)
        )
    )
    assert PlaceHold.objects.active().count() == 1
    assert sorted(Case.objects.filter(pk__in=[case.pk for case in found]).values_list("status", flat=True)) == [
        "place_held", "waiting",
    ]  # fmt: skip
