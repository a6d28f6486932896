"""Real processes while the scanner is killed, frozen and its socket taken away: nothing is served unscanned."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import embedded
from tests.support.stack import Stack

pytestmark = [pytest.mark.lab, pytest.mark.stack]
FILES = 60
# Each third has a virus in its attachment; stored by the action that the pages call.
ATTACH = f"""
from random import Random
from django.core.files.uploadedfile import SimpleUploadedFile
from applications.actions import attachments, drafts
from people.models import User
from portal.demo import accounts
from services.models import Service
from tests.support.eicar import pdf
User.objects.filter(email="citizen@demo.invalid").exists() or accounts.create()
user = User.objects.get(email="citizen@demo.invalid")
for turn in range({FILES} // 12):
    draft = drafts.start(user, [Service.objects.get(slug="home-patronage")], by=user)
    for number in range(12):
        content = pdf() if number % 3 == 0 else pdf(f"{{turn}} {{number}}".encode())
        attachments.add(draft, f"slot{{number}}", SimpleUploadedFile("a.pdf", content), by=user)
"""
OPENED = """
from applications.actions import attachments
from applications.models import Attachment
from records import scanning
def opens(row):
    try:
        return attachments.read(row) is not None
    except scanning.NotOpened:
        return False
print(sum(opens(row) for row in Attachment.objects.select_related("data_key")))
"""
COUNT = "SELECT count(*) FROM applications_attachment WHERE scan_status = %s"


@pytest.fixture
def lab(servers: embedded.Services, tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(servers, tmp_path, size=None, database="edno_clamd")
    try:
        yield stack
    finally:
        stack.stop()


def count(lab: Stack, status: str) -> int:
    return int(lab.sql(COUNT, status)[0][0])


def test_nothing_is_served_unscanned_and_everything_is_scanned_after_recovery(lab: Stack) -> None:
    lab.clamd.kill()
    lab.clamd.wait()
    for name in ("relay", "files"):
        lab.supervisor.start(name)
    lab.shell(ATTACH)  # down
    assert (count(lab, "pending"), lab.shell(OPENED).strip()) == (FILES, "0")
    (lab.sockets / "clamd.sock").unlink(missing_ok=True)  # the address leads nowhere
    lab.clamd = embedded.clamd(lab.sockets)
    os.kill(lab.clamd.pid, signal.SIGSTOP)  # takes calls and never answers
    lab.shell(ATTACH)
    assert (count(lab, "pending"), lab.shell(OPENED).strip()) == (2 * FILES, "0")
    lab.kill("files")  # a worker dies over a file
    lab.flush_redis()
    lab.supervisor.start("files")
    os.kill(lab.clamd.pid, signal.SIGCONT)
    lab.wait_for(lambda: count(lab, "pending") == 0, 60)
    found = {status: count(lab, status) for status in ("clean", "quarantined", "failed")}
    assert found == {"clean": 2 * FILES * 2 // 3, "quarantined": 2 * FILES // 3, "failed": 0}
    assert lab.shell(OPENED).strip() == str(found["clean"])
