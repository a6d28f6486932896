"""Everything that was told is in the profile: by pages, unread ones marked, opened by a press."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from records import messages
from records.models import AuditEvent, Message
from tests.support.cast import Cast, Send

pytestmark = pytest.mark.django_db


def tell(cast: Cast, number: int) -> Message:
    return messages.send(
        messages.notice("application_withdrawn"), subject=cast.daughter, data_key=cast.daughter.data_key, by=None,
        user_uid=cast.citizen.uid, person_uid=cast.daughter.uid, context={"number": f"СУ-{number}"},
    )  # fmt: skip


def test_pages_of_twenty_newest_first(cast: Cast, client: Client, get_never_writes: Any) -> None:
    rows = [tell(cast, number) for number in range(45)]
    client.force_login(cast.citizen)
    seen: list[str] = []
    address: str | None = "/my/messages/"
    while address:
        with get_never_writes():
            page = client.get(address)
        seen += [str(line.uid) for line in page.context["lines"]]
        address = f"/my/messages/?before={page.context['following']}" if page.context["following"] else None
    assert seen == [str(row.uid) for row in reversed(rows)]
    assert client.get("/my/messages/?before=x").status_code == 200


def test_opening_marks_it_once(cast: Cast, client: Client) -> None:
    row = tell(cast, 7)
    client.force_login(cast.citizen)
    assert "1 съобщение не е прочетено" in client.get("/my/messages/").content.decode()
    for _twice in range(2):
        page = client.post(f"/my/messages/{row.uid}/open/", follow=True).content.decode()
    assert "СУ-7" in page
    assert "Всичко е прочетено" in client.get("/my/messages/").content.decode()
    assert AuditEvent.objects.filter(verb="message_opened").count() == 1
    client.force_login(cast.citizen2)
    for address in (f"/my/messages/{row.uid}/", f"/my/messages/{uuid4()}/"):
        assert client.get(address).status_code == 404


def test_a_long_list_asks_no_more_than_a_short_one(cast: Cast, client: Client) -> None:
    client.force_login(cast.citizen)
    counts = []
    for number in (2, 5):
        for one in range(number):
            tell(cast, one)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/my/messages/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


def test_both_hear_each_in_the_own_words(cast: Cast, send: Send, client: Client) -> None:
    """The mother by her own channel, the daughter with the mother's name first (complaint: helped people heard nothing)."""
    application = send("home-patronage")
    client.force_login(cast.citizen)
    client.post(f"/apply/withdraw/{application.uid}/")
    kinds = Message.objects.filter(subject_uid=application.uid).values_list("kind", "person_uid", "user_uid")
    assert set(kinds) == {
        ("application_submitted", cast.daughter.uid, cast.citizen.uid),
        ("application_submitted_for_you", cast.mother.uid, None),
        ("application_withdrawn", cast.daughter.uid, cast.citizen.uid),
        ("application_withdrawn_for_you", cast.mother.uid, None),
    }
    rows = {row.kind: row for row in Message.objects.select_related("data_key").filter(subject_uid=application.uid)}
    text = messages.notice_of(rows["application_withdrawn"]).text(rows["application_withdrawn"], "bg")
    assert text.startswith("Отнася се за Пенка Колева.")
    own = rows["application_withdrawn_for_you"]
    assert not messages.notice_of(own).text(own, "bg").startswith("Отнася се")
