"""Three hundred messages and documents while workers are killed and Redis forgets; counted from mails, files and rows."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import embedded
from tests.support.stack import Stack

pytestmark = [pytest.mark.lab, pytest.mark.stack]
MAILS = DOCUMENTS = 150
KILLS, FLUSHES = 10, 3
# Queued by the real actions' own functions while no worker runs.
QUEUE = f"""
from datetime import date
from random import Random
from portal.demo import accounts, population
from records import documents, messages
from casework import notices
from people.models import User
accounts.create()
people = population.populate(Random(1), 5)
user = User.objects.get(email="citizen@demo.invalid")
for number in range({MAILS}):
    messages.send(notices.DECISION, subject=people[0], data_key=people[0].data_key, by=None, user_uid=user.uid,
                  context={{"service": "x", "number": str(number), "outcome": "approval"}}, dedupe_key=f"lab:{{number}}")
for number in range({DOCUMENTS}):
    documents.request("lab", subject=people[0], data_key=people[0].data_key, template="pdf/decision.html", context={{
        "act": "ЗАПОВЕД", "grounds": "чл. 1", "paragraphs": ["Текст " * 30], "appeal": "Може да се обжалва.",
        "signatory": "кмет", "approved_by": "С. Колева", "post": "", "dated_number": str(number)}},
        title="Заповед", number=f"ЛАБ-{{number:03}}", issued_on=date(2026, 11, 23), seal=True, by=None)
print(messages.Message.objects.count())
"""
INTACT = """
from records import documents, seal
from records.models import Document
print(sum(seal.is_intact(documents.read(row)) for row in Document.objects.select_related("data_key")))
"""


@pytest.fixture
def lab(servers: embedded.Services, tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(servers, tmp_path, size=None, database="edno_lab")
    try:
        yield stack
    finally:
        stack.stop()


def test_nothing_is_lost_and_nothing_doubled(lab: Stack) -> None:
    lab.shell(QUEUE)
    for name in ("relay", "messages", "documents"):
        lab.supervisor.start(name)
    for number in range(KILLS):
        time.sleep(2.5)
        lab.kill(("messages", "documents")[number % 2])
        lab.supervisor.tend()
        if number < FLUSHES:
            lab.flush_redis()

    def settled() -> bool:
        lab.supervisor.tend()
        ((mails, documents),) = lab.sql(
            "SELECT (SELECT count(*) FROM records_delivery WHERE status IN ('queued', 'sending')), "
            "(SELECT count(*) FROM records_document WHERE status = 'queued')"
        )
        return not mails and not documents

    lab.wait_for(settled, 240)
    messages_are_whole(lab)
    documents_are_whole(lab)


def messages_are_whole(lab: Stack) -> None:
    """In the portal exactly once; by e-mail never twice; whatever was cut off while being sent is on the work list."""
    assert lab.sql("SELECT count(*), count(DISTINCT dedupe_key) FROM records_message") == [(MAILS, MAILS)]
    arrived = Counter(str(mail["Message-ID"]) for mail in lab.mails())
    assert [identifier for identifier, count in arrived.items() if count > 1] == []
    rows = dict(lab.sql("SELECT mail_id, status FROM records_delivery WHERE channel = 'email'"))
    assert len(rows) == MAILS
    assert set(rows.values()) <= {"sent", "worklist"}
    assert {identifier for identifier, status in rows.items() if status == "sent"} <= set(arrived)
    assert list(rows.values()).count("worklist") <= KILLS


def documents_are_whole(lab: Stack) -> None:
    rows = lab.sql("SELECT status, storage_key, sha256 FROM records_document")
    assert Counter(status for status, _key, _hash in rows) == {"rendered": DOCUMENTS}
    assert len({digest for _status, _key, digest in rows}) == DOCUMENTS
    for _status, key, _digest in rows:
        assert (lab.room / "files" / key).stat().st_size > 10_000
    assert lab.sql("SELECT count(*) FROM records_auditevent WHERE verb = 'document_rendered'") == [(DOCUMENTS,)]
    assert int(lab.shell(INTACT)) == DOCUMENTS
