"""Editions of the handbook while their worker is killed: each is made once, and one file is left."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import embedded
from tests.support.stack import Stack

pytestmark = [pytest.mark.lab, pytest.mark.stack]
KILLS = 2
# As an editor would: the action alone, while no worker runs; what is asked for twice is one edition.
ASK = """
from services.actions import editions
for audience in ("citizen", "citizen", "team"):
    editions.request(audience, "bg", by=None)
"""


@pytest.fixture
def lab(servers: embedded.Services, tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(servers, tmp_path, size=None, database="edno_lab_book")
    try:
        yield stack
    finally:
        stack.stop()


def test_a_killed_worker_leaves_the_edition_to_the_next(lab: Stack) -> None:
    lab.shell(ASK)
    for name in ("relay", "documents_slow"):
        lab.supervisor.start(name)
    for _ in range(KILLS):
        lab.wait_for(
            lambda: lab.sql("SELECT 1 FROM services_edition WHERE pages_done > 2 AND status = 'rendering'"), 90
        )
        lab.kill("documents_slow")
        lab.flush_redis()
        time.sleep(0.5)
        lab.sql("UPDATE services_edition SET pages_done = 0 WHERE status = 'rendering'")
        lab.supervisor.tend()

    def all_ready() -> bool:
        lab.supervisor.tend()
        return lab.sql("SELECT count(*) FROM services_edition WHERE status = 'ready'") == [(2,)]

    lab.wait_for(all_ready, 300)
    rows = lab.sql("SELECT storage_key, sha256, size, pages_done, pages_total FROM services_edition ORDER BY id")
    files = sorted(path.name for path in (lab.room / "files" / "handbook").iterdir())
    assert files == sorted(Path(row[0]).name for row in rows)
    for key, digest, size, done, total in rows:
        stored = (lab.room / "files" / key).read_bytes()
        assert (hashlib.sha256(stored).hexdigest(), len(stored)) == (digest, size)
        assert done == total > 20
    assert lab.sql("SELECT count(*) FROM records_auditevent WHERE verb = 'edition_ready'") == [(2,)]
