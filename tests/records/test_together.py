"""What an action only adds is written by one statement when it ends, and not at all when it fails."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records import audit, together
from records.models import AuditEvent, StatusChange


def change(verb: str) -> StatusChange:
    step = {"verb": verb, "from_status": "new", "to_status": "done"}
    return StatusChange(actor_label="system", subject_kind="x", subject_uid=uuid4(), **step)


def test_rows_of_several_tables_and_the_wake_up_are_one_statement(db: Any) -> None:
    before = AuditEvent.objects.count()
    with CaptureQueriesContext(connection) as asked, together.together():
        audit.record("first", None, by=None, fact="an apostrophe’s % sign")
        together.add(change("taken"))
        with together.together():
            audit.record("second", None, by=None)
            together.wake_relay()
        assert not AuditEvent.objects.filter(verb="second").exists()
    assert len([query for query in asked if "INSERT" in query["sql"]]) == 1
    assert "pg_notify" in asked[-1]["sql"]
    events = AuditEvent.objects.order_by("id")[before:]
    assert [event.verb for event in events] == ["first", "second"]
    assert events[0].facts == {"fact": "an apostrophe’s % sign"} and events[0].txid
    assert StatusChange.objects.filter(subject_kind="x").get().verb == "taken"


def fail() -> None:
    with together.together():
        audit.record("never", None, by=None)
        raise ValueError("refused")


def test_an_action_that_fails_adds_nothing(db: Any) -> None:
    with pytest.raises(ValueError, match="refused"):
        fail()
    audit.record("afterwards", None, by=None)
    assert not AuditEvent.objects.filter(verb="never").exists()
    assert AuditEvent.objects.filter(verb="afterwards").exists()


def test_outside_a_block_a_row_is_written_at_once(db: Any) -> None:
    event = audit.record("at once", None, by=None)
    assert AuditEvent.objects.get(pk=event.pk).verb == "at once"
