"""Seasons, programmes and quotas: what the page says, and what sending does about it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from applications.actions import drafts, oral, submissions
from applications.models import Application, StepAnswers
from applications.steps import Walk
from services import admission
from services.admission import State, Window
from services.models import Admission, Service
from tests.support.cast import Cast, Send, begin

SEASON = Window(date(2026, 11, 1), date(2027, 3, 31))
NEXT = Window(date(2027, 11, 1), date(2028, 3, 31))
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("windows", "valid", "day", "state", "on"),
    [
        ([], (None, None), "2026-11-23", State.OPEN, None),
        ([SEASON], (None, None), "2026-10-31", State.OPENS, "2026-11-01"),
        ([SEASON], (None, None), "2026-11-01", State.OPEN, "2027-03-31"),
        ([SEASON], (None, None), "2027-03-31", State.OPEN, "2027-03-31"),
        ([SEASON], (None, None), "2027-04-01", State.CLOSED, "2027-03-31"),
        ([SEASON, NEXT], (None, None), "2027-04-01", State.OPENS, "2027-11-01"),
        ([], (None, "2026-09-30"), "2026-09-30", State.OPEN, "2026-09-30"),
        ([], (None, "2026-09-30"), "2026-10-01", State.CLOSED, "2026-09-30"),
        ([SEASON], ("2026-12-01", None), "2026-11-23", State.OPENS, "2026-12-01"),
        ([SEASON], (None, "2026-12-31"), "2026-11-23", State.OPEN, "2026-12-31"),
    ],
)
def test_the_state_of_a_service_on_a_day(windows: Any, valid: Any, day: str, state: State, on: str | None) -> None:
    first, last = (date.fromisoformat(one) if one else None for one in valid)
    found = admission.standing(Service(valid_from=first, valid_to=last), windows, date.fromisoformat(day))
    assert (found.state, found.on) == (state, date.fromisoformat(on) if on else None)


@pytest.fixture
def one_place() -> Service:
    """A service for which one application is taken this season."""
    service = Service.objects.get(slug="parking-card")
    Admission.objects.create(service=service, opens_on="2026-11-01", closes_on="2027-03-31", quota=1)
    Admission.objects.create(service=service, opens_on="2027-11-01")
    return service


def test_the_quota_counts_what_was_sent_and_stands(one_place: Service, send: Send, cast: Cast, freeze: Any) -> None:
    from applications.actions import withdrawals

    freeze("2026-11-23 10:00+02:00")
    drafts.start(cast.citizen, [one_place], by=cast.citizen)
    first = send("parking-card")
    with pytest.raises(admission.NotOpen) as refused:
        send("parking-card")
    assert refused.value.closed[0][1] == admission.Standing(State.FULL, date(2027, 11, 1))
    withdrawals.withdraw(first, by=cast.citizen)
    assert send("parking-card").number
    freeze("2027-11-02 10:00+02:00")
    assert send("parking-card").number


def complete(cast: Cast, send: Send, slugs: list[str]) -> Application:
    """A draft that lacks nothing: everything is answered as the demo's people would."""
    from tests.lab.test_races import complete_draft

    draft = complete_draft(cast, 1)
    for position, slug in enumerate(slugs, 1):
        draft.requests.create(service=Service.objects.get(slug=slug), position=position)
    from applications.actions import attachments
    from applications.models import AttachmentKind

    draft = Application.objects.get(pk=draft.pk)
    for slot in Walk(draft).slots:
        attachments.answer_without_file(draft, slot.key, AttachmentKind.LATER, by=cast.citizen)
    return draft


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_closed_meanwhile_is_explained_and_the_rest_still_goes(
    cast: Cast, send: Send, client: Client, freeze: Any, prefix: str
) -> None:
    freeze("2026-11-23 10:00+02:00")
    draft = complete(cast, send, ["child-kitchen"])
    typed = StepAnswers.objects.filter(application=draft).count()
    Service.objects.filter(slug="parking-card").update(valid_to="2026-11-22")
    client.force_login(cast.citizen)
    address = f"{prefix}/apply/draft/{draft.uid}/check/"
    response = client.post(address, follow=True)
    body = response.content.decode()
    assert ("Всичко написано е запазено" if not prefix else "Everything that you wrote is kept") in body
    assert 'name="leave_out" value="parking-card"' in body
    draft.refresh_from_db()
    assert draft.is_draft and StepAnswers.objects.filter(application=draft).count() == typed
    client.post(address, {"leave_out": "parking-card"})
    assert client.post(address).headers["Location"].endswith("/sent/")
    assert [row.service.slug for row in draft.requests.all()] == ["child-kitchen"]


def test_the_only_service_stays_in_the_draft(cast: Cast, send: Send, client: Client, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    draft = complete(cast, send, [])
    Service.objects.filter(slug="parking-card").update(valid_to="2026-11-22")
    client.force_login(cast.citizen)
    page = client.post(f"/apply/draft/{draft.uid}/check/", follow=True).content.decode()
    assert "leave_out" not in page and "се приемаха до 22.11.2026" in page
    client.post(f"/apply/draft/{draft.uid}/check/", {"leave_out": "parking-card"})
    assert draft.requests.count() == 1
    with pytest.raises(admission.NotOpen):
        submissions.submit(draft, by=cast.citizen)


def test_applying_begins_only_while_it_is_open(cast: Cast, client: Client, freeze: Any) -> None:
    freeze("2026-10-20 10:00+02:00")
    page = client.get("/services/public-canteen/").content.decode()
    assert "Заявления се приемат от 01.11.2026" in page and "/apply/public-canteen/" not in page
    client.force_login(cast.citizen)
    for response in (client.get("/apply/public-canteen/"), client.post("/apply/public-canteen/")):
        assert response.status_code == 200 and "Заявления се приемат от 01.11.2026" in response.content.decode()
    assert not Application.objects.filter(requests__service__slug="public-canteen").exists()
    freeze("2026-11-23 10:00+02:00")
    assert "Заявления се приемат до 31.03.2027" in client.get("/services/public-canteen/?b").content.decode()
    client.force_login(cast.citizen)  # a month later the visit of October is over
    begun = client.post("/apply/public-canteen/", {"begin": "1"})
    assert begun.status_code == 302 and begun.headers["Location"].startswith("/apply/draft/")


def test_a_programme_that_ended_says_so(client: Client, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    page = client.get("/services/hot-lunch/").content.decode()
    assert "се приемаха до 30.09.2026" in page and "Очаква се ново финансиране" in page
    assert "/apply/hot-lunch/" not in page and "Свободни места" not in page


def test_the_counter_is_told_too(cast: Cast, client: Client, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    client.force_login(cast.clerk)
    begin(client, cast.mother)
    data = {"services": ["hot-lunch"], "statement": "Искам обяд.", "read_back": "on"}
    for page in ("oral", "application"):
        response = client.post(f"/counter/person/{cast.mother.uid}/{page}/", data)
        assert "се приемаха до 30.09.2026" in response.content.decode()
    assert not Application.objects.exists()
    with pytest.raises(admission.NotOpen):
        oral.write_up(cast.mother, [Service.objects.get(slug="hot-lunch")], "Обяд.", counter="", by=cast.clerk)
    assert not Application.objects.exists()


def test_the_page_says_at_once_that_the_last_place_is_taken(
    one_place: Service, client: Client, send: Send, freeze: Any, django_capture_on_commit_callbacks: Any
) -> None:
    freeze("2026-11-23 10:00+02:00")
    assert "/apply/parking-card/" in client.get("/services/parking-card/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        send("parking-card")
    page = client.get("/services/parking-card/").content.decode()
    assert "са заети" in page and "01.11.2027" in page and "/apply/parking-card/" not in page
