"""Stages of a service inside a legal status: the case says which one, and what of its checklist is done."""

from collections.abc import Callable
from typing import Any

import pytest

from casework.actions import cases
from casework.models import Case
from services.models import Service, Stage
from tests.support.cast import Cast, Send, assess, case_of, signed_in

pytestmark = pytest.mark.django_db
Freeze = Callable[[Any], None]


def stages_of(slug: str) -> None:
    service = Service.objects.get(slug=slug)
    names = {"service": service, "status": "in_progress", "checklist_en": []}
    Stage.objects.create(
        **names, slug="call", position=1, name_bg="Обаждане", name_en="Call", checklist_bg=["Уговорен час", "Адрес"]
    )
    Stage.objects.create(
        **names, slug="visit", position=2, name_bg="Посещение", name_en="Visit", checklist_bg=["Протокол"], due_days=5
    )


def test_an_officer_sees_the_stage_ticks_what_is_done_and_goes_to_the_next(
    send: Send, cast: Cast, freeze: Freeze
) -> None:
    freeze("2026-11-23 10:00+02:00")
    stages_of("home-patronage")
    case = case_of(send("home-patronage"))
    client = signed_in(cast.officer)
    assert "Етап:" not in client.get(f"/desk/{case.uid}/").content.decode()
    cases.take(case, by=cast.officer)
    assert "Етап: Обаждане" in client.get(f"/desk/{case.uid}/").content.decode()
    client.post(f"/desk/{case.uid}/stage/", {"stage": "call", "lines": "yes", "done": ["Адрес", "чуждо"]})
    page = client.get(f"/desk/{case.uid}/").content.decode()
    assert page.count("checked") == 1 and "Елена Димитрова" in page
    client.post(f"/desk/{case.uid}/stage/", {"stage": "visit"})
    page = client.get(f"/desk/{case.uid}/").content.decode()
    assert "Етап: Посещение" in page and "28.11.2026" in page
    client.post(f"/desk/{case.uid}/stage/", {"stage": "call"})
    assert client.get(f"/desk/{case.uid}/").content.decode().count("checked") == 1  # nothing ticked is lost
    client.post(f"/desk/{case.uid}/stage/", {"stage": "call", "lines": "yes"})
    assert client.get(f"/desk/{case.uid}/").content.decode().count("checked") == 0


def test_a_stage_of_another_status_is_refused_with_a_word(send: Send, cast: Cast) -> None:
    stages_of("home-patronage")
    case = case_of(send("home-patronage"))
    assess(case, cast)
    client = signed_in(cast.officer)
    answer = client.post(f"/desk/{case.uid}/stage/", {"stage": "visit"}, follow=True)
    assert "продължила" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).stage == ""
