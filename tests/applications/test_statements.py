"""How many statements sending takes: the register's counter and the queue for it are held that long."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.actions import drafts
from applications.models import Application
from casework.models import Case
from people.models import Representation
from portal.demo import answers
from services.models import Service
from tests.support.cast import Cast, answer_all

pytestmark = pytest.mark.django_db
# Of the register, and of the transaction itself, which a test wraps in one of its own.
BESIDES = re.compile(r"records_registercounter|^(RELEASE )?SAVEPOINT")


def statements_of(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(address)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"].endswith("/sent/")
    return [query["sql"] for query in asked if not BESIDES.search(query["sql"].strip())]


# However many services are asked for: units, terms and cases are asked for and written for all of them at once.
@pytest.mark.parametrize("slugs", [["home-patronage"], ["home-patronage", "assistant-support", "parking-card"]])
def test_sending_for_oneself(cast: Cast, slugs: list[str]) -> None:
    services = list(Service.objects.filter(slug__in=slugs))
    draft = drafts.start(cast.citizen, services, by=cast.citizen)
    answer_all(draft, cast.daughter, by=cast.citizen)
    client = Client()
    client.force_login(cast.citizen)
    # As a person does; what the catalogue says is kept from here on.
    client.get(f"/apply/draft/{draft.uid}/check/")
    found = statements_of(client, f"/apply/draft/{draft.uid}/check/")
    assert Application.objects.get(pk=draft.pk).number
    assert Case.objects.filter(request__application=draft).count() == len(slugs)
    assert len(found) <= 15, "\n".join(found)


def test_sending_for_another(cast: Cast) -> None:
    """A second person, what one is to the other, and a second message: three statements more."""
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="home-patronage")], by=cast.citizen)
    other = {"capacity": "attorney", "other_channels": ["letter"], **answers.of_person(cast.mother, "other_")}
    answer_all(draft, cast.daughter, by=cast.citizen, **other)
    client = Client()
    client.force_login(cast.citizen)
    client.get(f"/apply/draft/{draft.uid}/check/")
    found = statements_of(client, f"/apply/draft/{draft.uid}/check/")
    assert Application.objects.get(pk=draft.pk).beneficiary == cast.mother
    assert Representation.objects.get(represented=cast.mother).representative == cast.daughter
    assert len(found) <= 18, "\n".join(found)


def test_the_check_page(cast: Cast) -> None:
    """A whole draft: what is asked for beside it (the same service again, who is told, what is closed) is in it."""
    draft = drafts.start(cast.citizen, [Service.objects.get(slug="home-patronage")], by=cast.citizen)
    answer_all(draft, cast.daughter, by=cast.citizen)
    client = Client()
    client.force_login(cast.citizen)
    client.get(f"/apply/draft/{draft.uid}/check/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/apply/draft/{draft.uid}/check/").status_code == 200
    assert len(asked) <= 15, "\n".join(query["sql"] for query in asked)
