"""The same service for the same person: what is open is offered first, an unchanged copy is refused kindly."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from applications.actions import attachments, drafts, submissions
from applications.models import Application, ServiceRequest
from applications.steps import Walk
from casework.models import Case
from people.models import Person
from portal.demo import answers as sampled
from services.models import Service
from tests.support.cast import Cast, Send, case_of

SLUG = "home-patronage"


def filled(cast: Cast, user: Any, slug: str = SLUG, applicant: Person | None = None, seed: int = 5) -> Application:
    """A whole draft, not sent: the mother's care asked for by somebody; the same seed gives the same answers."""
    from random import Random

    draft = drafts.start(user, [Service.objects.get(slug=slug)], by=user)
    known = {
        "capacity": "attorney", "answer_by": "portal", "other_channels": ["letter"],
        **sampled.of_person(applicant or cast.daughter), **sampled.of_person(cast.mother, "other_"),
    }  # fmt: skip
    random = Random(seed)
    for scope, form in draft.forms():
        for key, part in sampled.sample(random, form, known if scope == "common" else {}).items():
            drafts.save_step(draft, f"{scope}.{key}", part, by=user)
    for slot in Walk(draft).slots:
        attachments.answer_without_file(draft, slot.key, "later", by=user)
    return draft


def check(draft: Application) -> str:
    return f"/apply/draft/{draft.uid}/check/"


@pytest.mark.django_db
def test_the_open_one_is_offered_before_beginning_and_before_sending(cast: Cast, daughter: Client, send: Send) -> None:
    sent = send(SLUG)
    assert sent.dated_number in daughter.get(f"/apply/{SLUG}/").content.decode()
    draft = filled(cast, cast.citizen)
    page = daughter.get(check(draft)).content.decode()
    assert sent.dated_number in page
    assert f"/my/{sent.uid}/" in page
    assert "Защо Ви е нужна още веднъж?" in page
    refused = daughter.post(check(draft), {"versions": Walk(draft).stamp, "why": ""})
    assert "Грешка:" in refused.content.decode()
    assert Application.objects.get(pk=draft.pk).is_draft


@pytest.mark.django_db
def test_a_second_need_is_told_in_a_sentence_and_the_officer_reads_it(cast: Cast, daughter: Client, send: Send) -> None:
    first = case_of(send(SLUG))
    draft = filled(cast, cast.citizen)
    daughter.post(check(draft), {"versions": Walk(draft).stamp, "why": "Счупи си и другия крак."})
    second = case_of(Application.objects.get(pk=draft.pk))
    officer = Client()
    officer.force_login(cast.officer)
    page = officer.get(f"/desk/{second.uid}/").content.decode()
    assert "Счупи си и другия крак." in page
    assert first.number in page


@pytest.mark.django_db
def test_the_same_again_is_refused_kindly_until_something_differs(cast: Cast, daughter: Client) -> None:
    first = filled(cast, cast.citizen)
    submissions.submit(first, by=cast.citizen)
    copy = filled(cast, cast.citizen)
    page = daughter.get(check(copy)).content.decode()
    assert "Това заявление вече е при нас" in page
    assert 'name="versions"' not in page
    daughter.post(check(copy), {"versions": Walk(copy).stamp, "why": "Просто така."})
    assert Application.objects.get(pk=copy.pk).is_draft
    attachments.answer_without_file(copy, "telk", "none", by=cast.citizen)
    assert "Това заявление вече е при нас" not in daughter.get(check(copy)).content.decode()


@pytest.mark.django_db
def test_a_stranger_learns_nothing_and_the_officer_sees_both(cast: Cast, send: Send) -> None:
    """ADR 4: who types the mother's number is not told that she has applied."""
    hers = send(SLUG)
    stranger = Client()
    stranger.force_login(cast.citizen2)
    draft = filled(cast, cast.citizen2, applicant=cast.mother)
    page = stranger.get(check(draft)).content.decode()
    assert str(hers.number) not in page
    assert "още веднъж" not in page
    stranger.post(check(draft), {"versions": Walk(draft).stamp})
    assert not Application.objects.get(pk=draft.pk).is_draft
    request = ServiceRequest.objects.get(application=draft)
    assert request.repeats == ServiceRequest.objects.get(application=hers)


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["withdrawn", "closed", "other service"])
def test_what_is_finished_or_another_service_is_no_duplicate(
    cast: Cast, daughter: Client, send: Send, end: str
) -> None:
    sent = send("parking-card" if end == "other service" else SLUG)
    if end == "withdrawn":
        daughter.post(f"/apply/withdraw/{sent.uid}/")
    elif end == "closed":
        Case.objects.filter(request__application=sent).update(status="closed")
    draft = filled(cast, cast.citizen)
    assert str(sent.number) not in daughter.get(check(draft)).content.decode()
    daughter.post(check(draft), {"versions": Walk(draft).stamp})
    assert not Application.objects.get(pk=draft.pk).is_draft


@pytest.mark.django_db(transaction=True)
def test_two_drafts_sent_at_once_are_not_two_applications(cast: Cast) -> None:
    waiting = [filled(cast, cast.citizen, seed=seed) for seed in range(4)]

    def send_one(draft: Application) -> bool:
        try:
            submissions.submit(draft, by=cast.citizen, here=Application.objects.visible_to(cast.citizen))
        except submissions.DuplicateOpen:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send_one, waiting)) == 1
