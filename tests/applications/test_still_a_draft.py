"""While somebody sends a draft, another window writes in it: what came too late is said, and changes nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.test import Client

from applications.actions import attachments, drafts, submissions
from applications.held import Gone
from applications.models import Application, StepAnswers
from services.models import Service
from tests.journeys.words import a_pdf
from tests.support.cast import Cast, answer_all
from tests.support.locks import others_wait

CONTACT = {"phone": "0888 999 999", "address_settlement": "99019", "address_line": "ул. Втора 2", "answer_by": "portal"}


def whole(cast: Cast) -> Application:
    services = [Service.objects.get(slug=slug) for slug in ("home-patronage", "one-off-aid")]
    draft = drafts.start(cast.citizen, services, by=cast.citizen)
    answer_all(draft, cast.daughter, by=cast.citizen)
    return Application.objects.with_steps().get(pk=draft.pk)


WRITINGS: dict[str, Callable[[Application, Cast], object]] = {
    "an answer": lambda draft, cast: drafts.save_step(draft, "common.new", {"phone": "1"}, by=cast.citizen),
    "a file": lambda draft, cast: attachments.add(
        draft, "epicrisis", SimpleUploadedFile("page.pdf", a_pdf()), by=cast.citizen
    ),
    "no file": lambda draft, cast: attachments.answer_without_file(draft, "epicrisis", "none", by=cast.citizen),
    "one service less": lambda draft, cast: drafts.leave_out(draft, "one-off-aid", by=cast.citizen),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", WRITINGS)
@pytest.mark.parametrize("end", [submissions.submit, drafts.discard])
def test_what_was_sent_or_deleted_is_not_written_in(cast: Cast, what: str, end: Callable[..., object]) -> None:
    draft = whole(cast)
    end(Application.objects.get(pk=draft.pk), by=cast.citizen)
    before = counted(draft)
    with pytest.raises(Gone):
        WRITINGS[what](draft, cast)
    assert counted(draft) == before


def counted(draft: Application) -> tuple[int, int, int]:
    return (
        StepAnswers.objects.filter(application=draft.pk).count(),
        draft.attachments.count(),
        draft.requests.count(),
    )


@pytest.mark.django_db(transaction=True)
def test_who_writes_while_it_is_sent_hears_that_it_came_too_late(cast: Cast) -> None:
    draft = whole(cast)
    other = Client()
    other.force_login(cast.citizen)
    address = f"/apply/draft/{draft.uid}/step/common.contact/"
    other.get(address)

    def write() -> str:
        try:
            return other.post(address, CONTACT, follow=True).content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            submissions.submit(draft, by=cast.citizen)
            writing = pool.submit(write)
            while not others_wait():
                assert not writing.done(), writing.result()
        page = writing.result()
    assert "вече беше изпратено" in page
    assert str(Application.objects.get(pk=draft.pk).number) in page
    assert not StepAnswers.objects.filter(application=draft).exists()
