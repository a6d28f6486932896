"""The demo's readers tell something, and the public list of changes answers them."""

import pytest
from django.test import Client

from portal.demo import readers
from services.models import CatalogueChange, Feedback
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_readers_told_us_is_answered_by_changes(client: Client, cast: Cast, prefix: str) -> None:
    readers.tell(cast.users)
    page = client.get(f"{prefix}/changes/").content.decode()
    for _slug, _name, _added, told in readers.CHANGES:
        assert told[1 if prefix else 0] in page
    assert page.count("because you told us" if prefix else "защото Вие ни казахте") == 1
    service = client.get(f"{prefix}/services/home-patronage/").content.decode()
    assert ("brought on Friday" if prefix else "донесена в петък") in service
    assert {(row.status, row.author.email, row.approver.email) for row in CatalogueChange.objects.all()} == {
        ("published", "editor@demo.invalid", "editor2@demo.invalid")
    }
    client.force_login(cast.editor)
    assert readers.ASKED in client.get("/catalogue-editor/voices/?what=feedback").content.decode()
    assert Feedback.objects.filter(handled_at__isnull=True).count() == 2
