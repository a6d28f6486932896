"""Times on the public pages, against the same counted by hand; too few cases say nothing."""

import math
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from casework import tasks
from casework.models import Case, PlaceHold, Placement, WaitingEntry
from services.models import Offer, PlaceSnapshot, ProcessingTime, Service
from tests.support.cast import Cast, Send, case_of, hold

pytestmark = pytest.mark.django_db


def at_rank(values: list[int], part: float) -> int:
    """The smallest value that this part of all does not exceed."""
    return sorted(values)[math.ceil(part * len(values)) - 1]


def decided(case: Case, sent: datetime, end: datetime, field: str = "decided_at") -> None:
    type(case.request.application).objects.filter(pk=case.request.application_id).update(submitted_at=sent)
    Case.objects.filter(pk=case.pk).update(status="decided", **{field: end})


def test_days_from_sending_to_the_answer(send: Send, client: Client, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    random, now, took = Random(3), timezone.now(), []
    for number in range(9):
        days = random.randint(0, 40)
        end = now - timedelta(days=random.randint(1, 300))
        sent = (end - timedelta(days=days)).replace(hour=random.choice((6, 12, 20)))
        took.append((timezone.localdate(end) - timezone.localdate(sent)).days)
        decided(case_of(send("parking-card")), sent, end, "closed_at" if number % 3 == 0 else "decided_at")
    old, withdrawn = case_of(send("parking-card")), case_of(send("parking-card"))
    decided(old, now - timedelta(days=700), now - timedelta(days=366))
    decided(withdrawn, now - timedelta(days=300), now, "closed_at")
    Case.objects.filter(pk=withdrawn.pk).update(status="withdrawn")
    for _ in range(4):
        decided(case_of(send("child-kitchen")), now - timedelta(days=5), now)
    tasks.count_processing_times()
    row = ProcessingTime.objects.get()
    assert row.service.slug == "parking-card"
    assert (row.cases, row.p50, row.p90) == (9, at_rank(took, 0.5), at_rank(took, 0.9))
    assert f"обикновено до {row.p50} дни" in client.get("/services/parking-card/").content.decode()
    assert f"within {row.p90} days" in client.get("/en/services/parking-card/").content.decode()
    assert "Още няма достатъчно случаи" in client.get("/services/child-kitchen/").content.decode()


def test_counting_again_moves_the_row_and_forgets_what_is_too_old(send: Send, freeze: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    now = timezone.now()
    for days in (3, 4, 5, 6, 7):
        decided(case_of(send("parking-card")), now - timedelta(days=days), now)
    tasks.count_processing_times()
    tasks.count_processing_times()
    assert ProcessingTime.objects.get().p50 == 5
    freeze("2027-11-24 10:00+02:00")
    tasks.count_processing_times()
    assert not ProcessingTime.objects.exists()


def waited(cast: Cast, send: Send, days: int, *, placed: bool = True) -> None:
    """A person who waited so long and then was offered a place."""
    held: PlaceHold = hold(case_of(send("home-patronage")), cast)
    now = timezone.now()
    WaitingEntry.objects.create(
        case=held.case, service=held.case.service, since=now - timedelta(days=days), ended_at=now
    )
    if placed:
        Placement.objects.create(case=held.case, offer=held.offer, hold=held, starts_on=timezone.localdate())


def test_the_usual_wait_is_of_those_who_waited_and_got_a_place(
    cast: Cast, send: Send, client: Client, freeze: Any
) -> None:
    freeze("2026-11-23 10:00+02:00")
    for days in (10, 30, 20, 50):
        waited(cast, send, days)
    waited(cast, send, 400, placed=False)
    tasks.snapshot_places()
    assert PlaceSnapshot.objects.get(offer__service__slug="home-patronage").wait_days is None
    waited(cast, send, 90)
    WaitingEntry.objects.create(case=case_of(send("home-patronage")),
                                service=Service.objects.get(slug="home-patronage"), since=timezone.now())  # fmt: skip
    tasks.snapshot_places()
    row = PlaceSnapshot.objects.get(offer__service__slug="home-patronage")
    assert (row.wait_days, row.waiting) == (30, 1)
    assert row.free == Offer.objects.get(service__slug="home-patronage").capacity - 6
    page = client.get("/services/home-patronage/").content.decode()
    assert "до 30 дни" in page and "1 човек чака" in page and "към 23.11.2026 г., 10:00 ч." in page


def test_an_old_count_promises_nothing(client: Client, freeze: Any, settings: Any) -> None:
    freeze("2026-11-23 10:00+02:00")
    tasks.snapshot_places()
    assert "140 свободни от 140" in client.get("/services/home-patronage/?a").content.decode()
    freeze("2026-11-24 10:01+02:00")
    page = client.get("/services/home-patronage/?a").content.decode()
    assert "140 свободни" not in page and "обадете се да попитате" in page and "23.11.2026 г., 10:00 ч." in page
    settings.SNAPSHOT_STALE_HOURS = 48
    assert "140 свободни от 140" in client.get("/services/home-patronage/?a").content.decode()
