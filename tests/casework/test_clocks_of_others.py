"""Clocks of those whom we ask: a provider's while a place is held, another body's while its opinion is awaited."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.actions import cases, lapses, opinions, places, warnings
from casework.models import Absence, Case, Deadline, PlaceHold, Reason, RegisterEntry
from records.models import Message
from tests.support.cast import Cast, Send, case_of, drafted, hold, published, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(send: Send, cast: Cast) -> Case:
    return case_of(send("home-patronage"))


def running(case: Case) -> list[str]:
    return list(case.deadlines.filter(met_on__isnull=True).order_by("pk").values_list("rule__code", flat=True))


def test_a_held_place_has_a_clock_until_the_provider_answers(case: Case, cast: Cast) -> None:
    held = hold(case, cast)
    assert running(case) == ["assessment", "hold"]
    assert Deadline.objects.get(case=case, rule__code="hold").due_on == held.held_until
    page = signed_in(cast.officer).get(f"/desk/{case.uid}/terms/").content.decode()
    assert f"{held.held_until:%d.%m.%Y}" in page
    places.accept(held, by=cast.provider)
    assert running(case) == ["assessment"]


@pytest.mark.parametrize("how", ["declines", "is silent", "is not waited for"])
def test_the_next_provider_has_a_clock_of_its_own(how: str, case: Case, cast: Cast) -> None:
    held = hold(case, cast)
    if how == "declines":
        places.decline(held, Reason.objects.filter(kind="decline").earliest("pk"), by=cast.provider)
    elif how == "is silent":
        PlaceHold.objects.update(held_until=timezone.localdate() - timedelta(days=1))
        lapses.expire_due(timezone.localdate())
    else:
        places.release(held, by=cast.officer)
    assert Deadline.objects.get(case=case, rule__code="hold").met_on == timezone.localdate()
    assert running(case) == ["assessment"]


def ask(case: Case, cast: Cast) -> Any:
    day = opinions.last_day(timezone.localdate())
    said: dict[str, Any] = {"body": "ЛКК", "email": "a@example.org", "question": "?", "facts": [], "document_uids": []}
    return opinions.ask(case, **said, due_on=day, stops_clock=False, by=cast.officer)[0]


def test_an_opinion_has_a_clock_until_the_last_one_has_come(case: Case, cast: Cast) -> None:
    first, second = ask(case, cast), ask(case, cast)
    assert running(case) == ["assessment", "opinion"]
    opinions.answer(first, signed_as="д-р", text="Да.", upload=None)
    assert running(case) == ["assessment", "opinion"]
    opinions.withdraw(second, by=cast.officer)
    assert running(case) == ["assessment"]


def test_stopping_is_offered_only_where_a_clock_runs(case: Case, cast: Cast) -> None:
    officer, address = signed_in(cast.officer), f"/desk/{case.uid}/terms/"
    assert "Спрете срока" in officer.get(address).content.decode()
    officer.post(f"{address}stop/", {"ground": "guardianship"})
    assert "Спрете срока" not in officer.get(address).content.decode()
    officer.post(f"{address}go-on/", {"ground": "guardianship"})
    decided = published(drafted(case, cast), cast)
    assert running(decided) == []
    assert "Спрете срока" not in officer.get(address).content.decode()


def test_a_decision_is_in_the_register_by_who_made_it(case: Case, cast: Cast) -> None:
    published(drafted(case, cast), cast)
    entry = RegisterEntry.objects.get(case=case, kind="decision")
    assert (entry.actor_uid, entry.actor_label) == (cast.head.uid, cast.head.label)


def test_who_stands_in_is_warned_too(case: Case, cast: Cast) -> None:
    cases.take(case, by=cast.officer)
    today = timezone.localdate()
    Absence.objects.create(
        user=cast.officer, substitute=cast.head, starts_on=today, ends_on=today + timedelta(days=5), set_by=cast.head
    )  # fmt: skip
    Deadline.objects.update(due_on=today + timedelta(days=2))
    warnings.warn(today)
    told = set(Message.objects.filter(kind="terms_near").values_list("user_uid", flat=True))
    assert told == {cast.officer.uid, cast.head.uid}
