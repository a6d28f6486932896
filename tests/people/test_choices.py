"""What people want to be written to about, and when."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from people.actions.contact import Choices, SafeRules, choose, set_safe
from people.contact import address_of
from people.models import ContactChoice, User
from records import messages
from records.models import Message, QuietHours
from records.notices import CHOSEN_TOPICS, Topic
from tests.support.cast import Cast, begin

pytestmark = pytest.mark.django_db
EVERYTHING = [topic.value for topic in CHOSEN_TOPICS]


def tell(cast: Cast, kind: str, **to: Any) -> Message:
    to = to or {"person_uid": cast.daughter.uid, "user_uid": cast.citizen.uid}
    notice, key = messages.notice(kind), cast.daughter.data_key
    return messages.send(notice, subject=cast.daughter, data_key=key, by=None, **to)


def test_a_citizen_chooses_and_the_law_still_speaks(cast: Cast, client: Client) -> None:
    client.force_login(cast.citizen)
    page = client.get("/my/contact/").content.decode()
    assert page.count('name="topics"') == page.count("checked") - 1 == len(EVERYTHING)
    assert "не могат да бъдат изключени" in page
    answer = client.post("/my/contact/", {"topics": ["reminder"], "daily": "0", "hours_from": "20"}, follow=True)
    assert "Напишете и двата часа" in answer.content.decode()
    given = {"topics": ["reminder"], "daily": "0", "hours_from": "20", "hours_until": "9.30"}
    assert "Записано" in client.post("/my/contact/", given, follow=True).content.decode()
    assert not tell(cast, "application_submitted").deliveries.exists()
    assert tell(cast, "decision_published").deliveries.count() == 1
    assert Message.objects.count() == 2  # in the profile both
    row = ContactChoice.objects.get()
    assert (row.person, row.quiet_from, row.quiet_until) == (cast.daughter, time(20), time(9, 30))


def test_a_login_without_a_person_chooses_too_and_keeps_it_when_it_gets_one(cast: Cast) -> None:
    choose(Choices(topics_off=("application",)), user=cast.citizen2, by=cast.citizen2)
    assert address_of(None, cast.citizen2.uid).topics_off == ("application",)
    User.objects.filter(pk=cast.citizen2.pk).update(person=cast.mother, identity_checked_at=timezone.now())
    assert address_of(cast.mother.uid, cast.citizen2.uid).topics_off == ("application",)
    choose(Choices(is_daily=True), person=cast.mother, by=cast.clerk)
    assert ContactChoice.objects.count() == 1
    assert address_of(cast.mother.uid, cast.citizen2.uid).topics_off == ()


def test_the_clerk_writes_down_what_the_person_says(cast: Cast, client: Client) -> None:
    client.force_login(cast.clerk)
    begin(client, cast.mother)
    given = {"topics": EVERYTHING, "daily": "0", "channels": ["sms"], "hours_from": "", "hours_until": ""}
    client.post(f"/counter/person/{cast.mother.uid}/contact/", given)
    assert address_of(cast.mother.uid).channels == ["sms"]


@pytest.mark.parametrize(
    ("channel", "expected"),
    [("sms", "2026-12-01T08:00"), ("email", "2026-11-30T22:15"), ("letter", "2026-11-30T22:15")],
)
def test_the_house_rings_at_nobody_by_night(
    cast: Cast, freeze: Callable[[Any], None], channel: str, expected: str
) -> None:
    type(cast.mother).objects.filter(pk=cast.mother.pk).update(channels=["sms", "email", "letter"])
    freeze("2026-11-30 22:15+02:00")
    row = tell(cast, "decision_published", person_uid=cast.mother.uid).deliveries.get(channel=channel)
    assert timezone.localtime(row.next_try_at).isoformat()[:16] == expected


def test_own_hours_hold_for_mail_and_the_urgent_goes_at_once_but_never_past_safe_hours(
    cast: Cast, freeze: Callable[[Any], None]
) -> None:
    urgent = messages.Notice("urgent_once", "x", "x", Topic.LEGAL, is_urgent=True)
    to = {"person_uid": cast.daughter.uid, "user_uid": cast.citizen.uid}

    def leaves(notice: messages.Notice) -> str:
        message = messages.send(notice, subject=cast.daughter, data_key=cast.daughter.data_key, by=None, **to)
        return timezone.localtime(message.deliveries.get().next_try_at).isoformat()[:16]

    choose(Choices(quiet=(time(20), time(9, 30))), person=cast.daughter, by=cast.clerk)
    freeze("2026-11-30 23:00+02:00")
    assert leaves(messages.notice("decision_published")) == "2026-12-01T09:30"
    assert leaves(urgent) == "2026-11-30T23:00"
    set_safe(cast.daughter, SafeRules(channels=("email",), hours=(time(11), time(12))), by=cast.clerk)
    assert leaves(urgent) == "2026-12-01T11:00"


def test_the_houses_hours_are_dated(cast: Cast, freeze: Callable[[Any], None]) -> None:
    freeze("2026-11-30 22:15+02:00")
    QuietHours.objects.create(begins=time(23), ends=time(6), digest_at=time(12), valid_from="2026-11-01")
    QuietHours.objects.create(begins=time(1), ends=time(2), digest_at=time(12), valid_from="2026-12-01")
    assert address_of(cast.mother.uid).house_hours == (time(6), time(23))


def test_the_address_costs_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        address_of(None, cast.citizen2.uid, cast.mother.uid)
