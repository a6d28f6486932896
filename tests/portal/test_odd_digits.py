"""A sign that looks like a digit and is no number (²) is read like any other nonsense: nowhere does a page break."""

import pytest
from django.test import Client

from applications.models import Application
from tests.access.objects import make
from tests.support.cast import Cast, Send, begin

ODD = "²"


@pytest.mark.parametrize(
    ("login", "address"),
    [
        ("citizen", f"/my/?before=2026-11-30T10:00:00_{ODD}"),
        ("citizen", f"/my/shared/?before={ODD}"),
        ("officer", f"/desk/signals/?after={ODD}"),
        ("helper", f"/helper/?after={ODD}"),
    ],
)
def test_a_key_of_the_next_page(cast: Cast, login: str, address: str) -> None:
    client = Client()
    client.force_login(getattr(cast, login))
    assert client.get(address).status_code == 200


def test_the_shared_facts_at_the_counter(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.clerk)
    begin(client, cast.mother)
    assert client.get(f"/counter/person/{cast.mother.uid}/shared/?before={ODD}").status_code == 200


def test_the_versions_and_the_revision_of_a_step(cast: Cast, send: Send) -> None:
    draft = Application.objects.get(uid=make(cast, send)["draft_uid"])
    client = Client()
    client.force_login(cast.citizen)
    said = {"versions": ODD, "revision": ODD, "given_name": "Надежда", "family_name": "Колева"}
    answer = client.post(f"/apply/draft/{draft.uid}/step/common.you/", said)
    assert answer.status_code == 200 and "Надежда" in answer.content.decode()
