"""The catalogue stays true: whoever keeps an entry is reminded, and says that it was looked through."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from people.models import Membership, Organisation
from records.messages import notice_of
from records.models import Message
from services.actions import reviews
from services.entries import history, stale
from services.models import Revision, Service
from services.tasks import remind_stale
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
Reads = Callable[[], AbstractContextManager[None]]
ADDRESS = "/catalogue-editor/to-review/"


def checked(slug: str, day: str, **facts: Any) -> None:
    Service.objects.filter(slug=slug).update(reviewed_on=day, **facts)


def due(day: date) -> list[str]:
    return [service.slug for service in stale.due_by(day)]


@pytest.mark.parametrize(
    ("months", "last", "first_due"),
    [(12, "2025-11-24", "2026-11-24"), (1, "2026-01-31", "2026-02-28"), (6, "2026-05-01", "2026-11-01")],
)
def test_an_entry_is_due_when_its_months_are_over(months: int, last: str, first_due: str) -> None:
    checked("hot-lunch", last, review_months=months)
    day = date.fromisoformat(first_due)
    assert "hot-lunch" in due(day)
    assert "hot-lunch" not in due(day - timedelta(days=1))


def test_what_was_never_checked_counts_from_its_first_revision() -> None:
    made = Revision.objects.get(kind="service", slug="hot-lunch", number=1).at
    day = timezone.localtime(made).date()
    assert "hot-lunch" not in due(day + timedelta(days=360))
    assert "hot-lunch" in due(day + timedelta(days=367))
    Service.objects.filter(slug="hot-lunch").update(is_published=False)
    assert "hot-lunch" not in due(day + timedelta(days=367))


def test_the_owners_editors_are_reminded_once_a_month(cast: Cast) -> None:
    centre = Organisation.objects.get(slug="unit-centre")
    Membership.objects.create(user=cast.head, organisation=centre, role="catalogue_editor", valid_from="2020-01-01")
    today = timezone.localdate()
    checked("hot-lunch", "2020-01-01", owner=centre)
    checked("home-patronage", "2020-01-01")
    # The head for the centre; for what nobody owns everybody who may edit, the head among them.
    assert reviews.remind(today) == 5
    told = Message.objects.filter(kind="entries_to_review")
    assert {message.user_uid for message in told} == {cast.head.uid, cast.editor.uid, cast.editor2.uid, cast.admin.uid}
    mine = told.get(user_uid=cast.head.uid, subject_uid=centre.uid)
    assert "Топъл обяд" in notice_of(mine).text(mine, "bg")
    assert "Hot lunch" in notice_of(mine).text(mine, "en")
    for days in (0, 1, 29):
        assert reviews.remind(today + timedelta(days=days)) == 0
    assert reviews.remind(today + timedelta(days=30)) == 5


def test_a_new_stale_entry_is_told_without_the_old_ones(cast: Cast) -> None:
    today = timezone.localdate()
    checked("hot-lunch", "2020-01-01")
    reviews.remind(today)
    checked("public-canteen", "2020-01-01")
    reviews.remind(today + timedelta(days=1))
    message = Message.objects.filter(kind="entries_to_review", user_uid=cast.editor.uid).latest("pk")
    assert message.context["number"] == 1 and message.context["names_en"] == ["Public soup kitchen"]


def test_the_task_can_run_twice(cast: Cast) -> None:
    checked("hot-lunch", "2020-01-01")
    remind_stale()
    remind_stale()
    assert Message.objects.filter(kind="entries_to_review").count() == 3  # two editors and the administrator


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_editor_sees_the_list_and_says_that_all_is_true(
    client: Client, cast: Cast, prefix: str, get_never_writes: Reads, django_assert_max_num_queries: Any
) -> None:
    checked("hot-lunch", "2020-01-01")
    client.force_login(cast.editor)
    with get_never_writes(), django_assert_max_num_queries(15):
        page = client.get(prefix + ADDRESS).content.decode()
    assert f'action="{prefix}{ADDRESS}hot-lunch/"' in page
    done = client.post(f"{prefix}{ADDRESS}hot-lunch/", follow=True).content.decode()
    assert f'action="{prefix}{ADDRESS}hot-lunch/"' not in done
    assert Service.objects.get(slug="hot-lunch").reviewed_on == timezone.localdate()
    number = history.last_number("service", "hot-lunch")
    assert Revision.objects.get(kind="service", slug="hot-lunch", number=number).actor_uid == cast.editor.uid
    client.post(f"{prefix}{ADDRESS}hot-lunch/")
    assert history.last_number("service", "hot-lunch") == number, "a double click is one check"


def test_what_does_not_exist_cannot_be_checked(client: Client, cast: Cast) -> None:
    client.force_login(cast.editor)
    assert client.post(f"{ADDRESS}no-such/").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_overview_names_the_same_entries_as_the_page_of_what_is_to_be_checked(
    client: Client, cast: Cast, prefix: str
) -> None:
    client.force_login(cast.editor)
    heading = "Not checked in time" if prefix else "Непроверени навреме"
    overview = f"{prefix}/catalogue-editor/"
    assert heading not in client.get(overview).content.decode(), "the catalogue has just been loaded"
    checked("hot-lunch", "2020-01-01")
    page = client.get(overview).content.decode()
    assert heading in page and page.count("/entries/service/hot-lunch/") == 1
    assert f"{prefix}/services/hot-lunch/" in client.get(prefix + ADDRESS).content.decode()
    Service.objects.update(reviewed_on="2020-01-01")
    many = "See all 40 to be checked" if prefix else "Вижте всички 40 за проверка"
    assert many in client.get(overview).content.decode()
