"""Every file is scanned before anybody opens it: by a real clamd, through the doors that people use."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from applications.actions import attachments
from applications.models import Application, Attachment
from applications.tasks import scan_attachment
from casework.actions import cases, opinions, talk
from casework.models import Case, Opinion, Side
from casework.tasks import scan_opinion
from records import health, messages, scanning
from records.models import AuditEvent, Message, ScanStatus
from records.notices import notice
from tests.journeys.words import a_pdf
from tests.records.test_clamd import FAULTS, peer
from tests.support.cast import Cast, Send, case_of, signed_in
from tests.support.eicar import CARRIERS, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanner(settings: Any, clamd_socket: str) -> Iterator[str]:
    settings.ANTIVIRUS = clamd_socket
    yield clamd_socket
    cache.delete(scanning.AWAY)


@pytest.fixture
def case(send: Send, cast: Cast) -> Case:
    case = case_of(send("home-patronage"))
    cases.take(case, by=cast.officer)
    return case


def attach(application: Application, cast: Cast, content: bytes = b"", name: str = "телк.pdf") -> Attachment:
    return attachments.add(application, "telk", SimpleUploadedFile(name, content or a_pdf()), by=cast.citizen)


def claimed() -> list[int]:
    statement = scanning.claims({"applications.scan_attachment": Attachment})["applications.scan_attachment"]
    with connection.cursor() as cursor:
        cursor.execute(statement, [200])
        return [row for row, queue in cursor.fetchall() if queue == "files"]


def scan_due() -> None:
    """The database's clock stands still in the transaction of a test: what was stored since is not due by it."""
    Attachment.objects.update(next_scan_at=timezone.now() - timedelta(minutes=1))
    for pk in claimed():
        scan_attachment(pk)


def addresses(case: Case, row: Attachment, cast: Cast) -> list[tuple[Any, str]]:
    mine, desk = f"/apply/attachment/{row.uid}/", f"/desk/{case.uid}/attachment/{row.uid}/"
    return [(signed_in(cast.citizen), mine), (signed_in(cast.officer), desk), (signed_in(cast.head), desk)]


def told(kind: str) -> list[str]:
    rows = Message.objects.filter(kind=kind).select_related("data_key")
    return [notice(kind).text(row, "bg") for row in rows]


def test_a_file_is_opened_by_nobody_until_it_is_found_clean(scanner: str, case: Case, cast: Cast) -> None:
    row = attach(case.request.application, cast)
    for client, address in addresses(case, row, cast):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (202, "text/html; charset=utf-8")
    assert "проверява се за вируси" in signed_in(cast.officer).get(f"/desk/{case.uid}/").content.decode()
    scan_due()
    for client, address in addresses(case, row, cast):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (200, a_pdf())
    assert claimed() == []


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_virus_is_locked_away_and_both_sides_are_told(carrier: str, scanner: str, case: Case, cast: Cast) -> None:
    """The doors let only a PDF or a picture in; what got past them some other way is locked away all the same."""
    application = case.request.application
    row = attach(application, cast)
    stored = scanning.keep(row, "attachments", CARRIERS[carrier])
    Attachment.objects.filter(pk=row.pk).update(**stored)
    scan_due()
    row.refresh_from_db()
    assert (row.scan_status, row.scan_finding) == (ScanStatus.QUARANTINED, "Eicar-Test-File.UNOFFICIAL")
    for client, address in addresses(case, row, cast):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "вирус" in answer.content.decode()
    [words] = [text for text in told("file_refused") if "телк.pdf" in text][:1]
    assert application.number in words
    [staff] = told("file_locked")
    assert case.number in staff
    assert "има вирус" in signed_in(cast.officer).get(f"/desk/{case.uid}/").content.decode()
    assert AuditEvent.objects.filter(verb="file_quarantined", subject_uid=row.uid).count() == 1


def test_a_pdf_with_a_virus_inside_passes_the_door_and_no_further(scanner: str, draft: Application, cast: Cast) -> None:
    row = attach(draft, cast, pdf())
    scan_due()
    daughter = signed_in(cast.citizen)
    page = daughter.get(f"/apply/draft/{draft.uid}/documents/").content.decode()
    assert "има вирус" in page
    assert "от друго устройство" in page
    assert daughter.get(f"/apply/draft/{draft.uid}/file/{row.uid}/").status_code == 403
    assert told("file_refused") == []


def test_what_an_officer_sends_is_scanned_too_and_the_person_is_not_blamed(
    scanner: str, case: Case, cast: Cast
) -> None:
    talk.write(case, "Ето бланката.", side=Side.OFFICE, by=cast.officer, files=[SimpleUploadedFile("б.pdf", pdf())])
    scan_due()
    assert (told("file_refused"), len(told("file_locked"))) == ([], 1)
    assert "има вирус" in signed_in(cast.officer).get(f"/desk/{case.uid}/").content.decode()


def test_the_file_of_another_body_is_scanned_and_the_body_asked_to_send_it_again(
    scanner: str, case: Case, cast: Cast
) -> None:
    row, _token = opinions.ask(
        case, body="ЛКК", email="lkk@example.org", question="?", facts=[], document_uids=[], stops_clock=False,
        due_on=timezone.localdate(), by=cast.officer,
    )  # fmt: skip
    opinions.answer(row, signed_as="д-р С.", text="Да.", upload=SimpleUploadedFile("с.pdf", pdf()))
    address, officer = f"/desk/{case.uid}/opinion/{row.uid}/file/", signed_in(cast.officer)
    assert officer.get(address).status_code == 202
    scan_opinion(row.pk)
    assert Opinion.objects.get().scan_status == ScanStatus.QUARANTINED
    assert officer.get(address).status_code == 403
    assert "има вирус" in officer.get(f"/desk/{case.uid}/").content.decode()
    mails = [one.context for one in messages.Message.objects.filter(kind="account").select_related("data_key")]
    assert [one["to"] for one in mails] == ["lkk@example.org"] * 2
    assert len(told("file_locked")) == 1


@pytest.mark.parametrize("fault", ["down", *FAULTS])
def test_while_the_scanner_is_away_the_file_waits_and_is_scanned_afterwards(
    fault: str, settings: Any, clamd_socket: str, case: Case, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.clamd.SECONDS", 0.4)
    row = attach(case.request.application, cast)
    if fault == "down":
        settings.ANTIVIRUS = "127.0.0.1:1"
        scan_attachment(row.pk)
    else:
        with peer(FAULTS[fault]) as settings.ANTIVIRUS:
            scan_attachment(row.pk)
    row.refresh_from_db()
    assert row.scan_status == ScanStatus.PENDING
    assert [client.get(address).status_code for client, address in addresses(case, row, cast)] == [202] * 3
    settings.ANTIVIRUS = clamd_socket
    scan_attachment(row.pk)
    assert Attachment.objects.get(pk=row.pk).scan_status == ScanStatus.PENDING  # one file asked for all just now
    cache.delete(scanning.AWAY)
    scan_due()
    assert Attachment.objects.get(pk=row.pk).scan_status == ScanStatus.CLEAN


def test_a_file_that_waits_is_claimed_again_within_half_a_minute(scanner: str, case: Case, cast: Cast) -> None:
    row = attach(case.request.application, cast)
    Attachment.objects.update(next_scan_at=timezone.now() - timedelta(minutes=1))
    assert claimed() == [row.pk]
    assert claimed() == []
    Attachment.objects.update(next_scan_at=timezone.now() - timedelta(seconds=10))
    row.refresh_from_db()
    assert claimed() == [row.pk]
    assert Attachment.objects.get(pk=row.pk).next_scan_at < timezone.now() + timedelta(seconds=30)


def test_what_cannot_be_looked_into_is_given_up_in_the_end_and_never_opened(
    scanner: str, case: Case, cast: Cast
) -> None:
    row = attach(case.request.application, cast, pdf(bytes(60 * 1024 * 1024)))
    for _turn in range(scanning.MAX_TRIES):
        scan_attachment(row.pk)
    row.refresh_from_db()
    assert row.scan_status == ScanStatus.FAILED
    assert [client.get(address).status_code for client, address in addresses(case, row, cast)] == [403] * 3
    assert "не можахме да проверим" in " ".join(told("file_refused")).lower()


def test_what_failed_is_checked_again_by_staff_and_by_itself_and_told_once(
    scanner: str, case: Case, cast: Cast
) -> None:
    row = attach(case.request.application, cast, pdf(bytes(60 * 1024 * 1024)))
    check, page = f"/desk/{case.uid}/attachment/{row.uid}/check/", f"/desk/{case.uid}/"
    officer = signed_in(cast.officer)
    assert check not in officer.get(page).content.decode()
    for _turn in range(scanning.MAX_TRIES):
        scan_attachment(row.pk)
    assert check in officer.get(page).content.decode()
    before = len(told("file_refused"))
    assert signed_in(cast.officer2).post(check).status_code == 404
    assert officer.post(check).status_code == 302
    scan_due()
    row.refresh_from_db()
    assert row.scan_status == ScanStatus.FAILED
    now = timezone.now()
    assert scanning.failed_again(now) == 0
    days = [scanning.failed_again(now + timedelta(days=2)) or 0 if not scan_due() else 0 for _day in range(9)]
    assert sum(days) == scanning.AGAIN - 1  # one of them was the officer's
    assert len(told("file_refused")) == before
    default_storage.delete(row.storage_key)
    row.__dict__.update(scanning.keep(row, "attachments", a_pdf()), scan_status="failed")
    row.save()
    assert officer.post(check).status_code == 302
    scan_due()
    assert officer.get(f"/desk/{case.uid}/attachment/{row.uid}/").status_code == 200


def test_old_signatures_are_told_to_who_runs_the_portal(settings: Any) -> None:
    settings.OPERATIONS_EMAIL = "it@example.org"
    for hours, is_told in ((47, False), (49, True)):
        signed = timezone.now() - timedelta(hours=hours)

        def talk(line: Any, signed: Any = signed) -> None:
            line.recv(20)
            line.sendall(f"ClamAV 1.4.6/27500/{signed:%a %b %d %H:%M:%S %Y}\0".encode())

        with peer(talk) as settings.ANTIVIRUS:
            assert health.antivirus()[0] is not is_told
        with peer(talk) as settings.ANTIVIRUS:
            scanning.report_trouble()
        assert Message.objects.filter(kind="account").exists() is is_told


def test_where_there_is_no_scanner_by_choice_files_are_opened(settings: Any, case: Case, cast: Cast) -> None:
    assert settings.ANTIVIRUS == "off"
    row = attach(case.request.application, cast)
    assert [client.get(address).status_code for client, address in addresses(case, row, cast)] == [200] * 3
    assert scanning.claims({"applications.scan_attachment": Attachment}) == {}
