"""Two people who apply for each other at the same moment wait for each other; neither stops the other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from applications.actions import drafts, submissions
from applications.models import Application
from people.models import Person, User
from portal.demo.answers import of_person
from services.models import Service
from tests.support.cast import Cast, answer_all
from tests.support.locks import others_wait


def for_the_other(applicant: Person, other: Person, user: User) -> Application:
    draft = drafts.start(user, [Service.objects.get(slug="home-patronage")], by=user)
    facts = {"capacity": "attorney", "other_channels": ["letter"], **of_person(other, "other_")}
    answer_all(draft, applicant, by=user, **facts)
    return draft


@pytest.mark.django_db(transaction=True)
def test_two_who_apply_for_each_other_do_not_stop_each_other(cast: Cast) -> None:
    first, second = sorted([cast.daughter, cast.mother], key=lambda person: person.pk)
    draft = for_the_other(second, first, cast.citizen2)

    def send() -> Application:
        try:
            return submissions.submit(draft, by=cast.citizen2)
        finally:
            connections.close_all()

    rows = Person.objects.select_for_update(no_key=True, nowait=True)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            rows.get(pk=first.pk)
            sending = pool.submit(send)
            while not others_wait():
                assert not sending.done(), sending.result()
            # Whoever waits for the first holds nothing of the second, which this transaction takes next.
            rows.get(pk=second.pk)
        sent = sending.result()
    assert (sent.applicant, sent.beneficiary) == (second, first)
