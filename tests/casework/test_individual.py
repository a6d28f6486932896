"""The provider's individual assessment: in its term, nothing lost, read by who plans and by the officer."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.actions import individual, places
from casework.models import Domain, IndividualAssessment, PlaceHold, RegisterEntry
from tests.support.cast import Cast, Send, case_of, hold, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(send: Send, cast: Cast) -> PlaceHold:
    held = hold(case_of(send("home-patronage")), cast)
    places.accept(held, by=cast.provider)
    return held


def whole(**said: Any) -> dict[str, Any]:
    levels = {f"{domain}_level": "1" for domain in Domain.values}
    return {
        **levels, "seen": "0", "held_on": "30.11.2026", "own_words": "Да готвя.", "who_1": "Мария Илиева",
        "role_1": "psychologist", "health_measured": "Индекс на Бартел: 65.", "conclusion": "Нужна е помощ.", **said,
    }  # fmt: skip


def test_written_kept_finished_and_read(held: PlaceHold, cast: Cast, django_assert_max_num_queries: Any) -> None:
    worker, address = signed_in(cast.provider), f"/provider/{held.uid}/assessment/"
    assert worker.get(address).context["form"].initial["daily_living_level"] == "1", "what the person let be shared"
    assert worker.post(address, {"seen": "0", "health_measured": "Бартел", "save": "1"}).status_code == 302
    assert "Бартел" in worker.get(address).content.decode()
    assert worker.post(address, {"seen": "0", "health_measured": "Мое", "save": "1"}).status_code == 409
    refused = worker.post(address, {"seen": "1", "conclusion": "Само това.", "finish": "1"})
    assert "Грешка:" in refused.content.decode() and "Само това." in refused.content.decode()
    assert worker.post(address, whole(seen="2", finish="1")).status_code == 302
    assert IndividualAssessment.objects.get().need_codes["health"] == "1"
    assert RegisterEntry.objects.filter(kind="provider_assessment").count() == 1
    officer = signed_in(cast.officer)
    for client, page in ((worker, f"{address}1/"), (officer, f"/desk/{held.case.uid}/individual/1/")):
        with django_assert_max_num_queries(15):
            assert "Индекс на Бартел: 65." in client.get(page).content.decode()
    assert f"/desk/{held.case.uid}/individual/1/" in officer.get(f"/desk/{held.case.uid}/plans/").content.decode()


def test_it_is_due_by_the_dated_term_from_the_day_of_the_yes(held: PlaceHold, cast: Cast) -> None:
    due = individual.due_on(held)
    assert timedelta(days=20) <= due - timezone.localdate() <= timedelta(days=31)
    assert signed_in(cast.provider).get(f"/provider/{held.uid}/").context["due_on"] == due


def test_nobody_else_reads_it(held: PlaceHold, cast: Cast) -> None:
    worker = signed_in(cast.provider)
    worker.post(f"/provider/{held.uid}/assessment/", whole(finish="1"))
    for login in ("provider2", "citizen", "clerk"):
        assert signed_in(getattr(cast, login)).get(f"/provider/{held.uid}/assessment/1/").status_code == 404
    places.release(held, by=cast.officer)
    assert worker.get(f"/provider/{held.uid}/assessment/1/").status_code == 302
