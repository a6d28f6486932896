"""An assessment signed on paper: its scan is kept with the version, scanned, encrypted, and read by who reads it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from casework.models import PlaceHold, RegisterEntry, SignedPaper
from casework.tasks import scan_signed_paper
from records import scanning
from records.models import AuditEvent, Message
from tests.casework.test_individual import whole
from tests.journeys.words import a_pdf
from tests.support.cast import Cast, signed_in
from tests.support.eicar import pdf

pytestmark = pytest.mark.django_db
DAY = "30.11.2026"


@pytest.fixture(autouse=True)
def scanner(settings: Any, clamd_socket: str) -> Iterator[None]:
    """A real clamd."""
    settings.ANTIVIRUS = clamd_socket
    yield
    cache.delete(scanning.AWAY)


def scan(words: str = "подписано") -> SimpleUploadedFile:
    return SimpleUploadedFile("оценка.pdf", a_pdf(words))


def test_the_officer_keeps_the_signed_paper_that_proves_the_referral(
    held: PlaceHold, worker: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    officer, address = signed_in(cast.officer), f"/desk/{held.case.uid}/assessment/1/"
    assert "подписана на хартия" not in worker.get(f"/provider/{held.uid}/").content.decode()
    assert officer.post(f"{address}signed/", {"file": scan(), "signed_on": DAY}).status_code == 302
    paper = SignedPaper.objects.get()
    with default_storage.open(paper.storage_key) as stored:
        assert b"%PDF" not in stored.read(), "encrypted"
    assert officer.get(f"{address}signed/file/").status_code == 202, "nobody opens it before it is scanned"
    scan_signed_paper(paper.pk)
    assert b"%PDF" in officer.get(f"{address}signed/file/").content
    for page in (address, f"/desk/{held.case.uid}/"):
        with django_assert_max_num_queries(15):
            assert "подписан на хартия, 30.11.2026 г." in officer.get(page).content.decode()
    seen = worker.get(f"/provider/{held.uid}/").content.decode()
    assert "Насочването се доказва с предварителната оценка, версия 1" in seen and "подписан на хартия" in seen
    assert RegisterEntry.objects.filter(kind="signed_paper").count() == 1
    assert AuditEvent.objects.filter(verb="signed_paper_kept").count() == 1
    for stranger in (cast.citizen, cast.officer2, cast.provider, cast.provider2):
        assert signed_in(stranger).get(f"{address}signed/file/").status_code == 404
        assert signed_in(stranger).post(f"{address}signed/", {"file": scan(), "signed_on": DAY}).status_code == 404


def test_a_newer_scan_takes_the_place_of_the_former(held: PlaceHold, cast: Cast) -> None:
    officer, address = signed_in(cast.officer), f"/desk/{held.case.uid}/assessment/1/signed/"
    for words in ("първо", "второ"):
        officer.post(address, {"file": scan(words), "signed_on": DAY})
    assert SignedPaper.objects.count() == 2 and SignedPaper.objects.standing().count() == 1
    with pytest.raises(IntegrityError, match="one_signed_paper_an_assessment"), transaction.atomic():
        SignedPaper.objects.update(replaced_at=None)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"signed_on": DAY}, "Този отговор е нужен"),
        ({"signed_on": "1.1.2020", "file": "good"}, "Срещата е била по-късно"),
        ({"signed_on": "1.1.2099", "file": "good"}, "Тази дата"),
        ({"signed_on": DAY, "file": "bad"}, "Файлът е повреден"),
    ],
)
def test_what_cannot_be_kept_says_why_and_keeps_the_day(
    held: PlaceHold, cast: Cast, sent: dict[str, str], said: str
) -> None:
    files = {"good": scan(), "bad": SimpleUploadedFile("оценка.pdf", b"MZ no pdf")}
    data = {name: files.get(value, value) if name == "file" else value for name, value in sent.items()}
    page = signed_in(cast.officer).post(f"/desk/{held.case.uid}/assessment/1/signed/", data).content.decode()
    assert "Има нещо за поправяне" in page and said in page and f'value="{sent["signed_on"]}"' in page
    assert not SignedPaper.objects.exists()


def test_an_infected_scan_is_opened_by_nobody_and_whoever_kept_it_hears(held: PlaceHold, cast: Cast) -> None:
    officer, address = signed_in(cast.officer), f"/desk/{held.case.uid}/assessment/1/signed/"
    infected = SimpleUploadedFile("оценка.pdf", pdf())
    officer.post(address, {"file": infected, "signed_on": DAY})
    scan_signed_paper(SignedPaper.objects.get().pk)
    assert officer.get(f"{address}file/").status_code == 403
    assert Message.objects.filter(kind="file_locked", user_uid=cast.officer.uid).count() == 1


def test_the_provider_keeps_the_paper_of_its_own_assessment(held: PlaceHold, worker: Client, cast: Cast) -> None:
    worker.post(f"/provider/{held.uid}/assessment/", whole(finish="1"))
    address = f"/provider/{held.uid}/assessment/1/"
    assert f"{address}signed/" in worker.get(address).content.decode()
    assert worker.post(f"{address}signed/", {"file": scan(), "signed_on": DAY}).status_code == 302
    scan_signed_paper(SignedPaper.objects.get().pk)
    officer, office = signed_in(cast.officer), f"/desk/{held.case.uid}/individual/1/"
    for client, page in ((worker, address), (officer, office)):
        assert "подписан на хартия, 30.11.2026 г." in client.get(page).content.decode()
        assert b"%PDF" in client.get(f"{page}signed/file/").content
    assert signed_in(cast.provider2).get(f"{address}signed/file/").status_code == 404
    assert signed_in(cast.officer2).get(f"{office}signed/file/").status_code == 404
