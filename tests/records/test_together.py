"""What an action only adds is written by one statement when it ends, and not at all when it fails."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import Household, HouseholdMember
from records import audit, together
from records.models import AuditEvent, Delivery, Message, StatusChange
from tests.support.cast import Cast


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


def test_a_row_may_refer_to_one_that_waits_too(cast: Cast) -> None:
    """Each to its own; links to rows that were there before stay as they are."""
    key = cast.mother.data_key
    told = [Message(kind=kind, data_key=key, context={"number": kind}) for kind in ("first", "second")]
    earlier = Message.objects.create(kind="earlier", data_key=key, context={})
    with CaptureQueriesContext(connection) as asked, together.together():
        together.add(*told)
        together.add(*(Delivery(message=one, channel="email", mail_id=one.kind) for one in [told[1], earlier, told[0]]))
    assert len([query for query in asked if "INSERT" in query["sql"]]) == 1
    found = {row.mail_id: row.message for row in Delivery.objects.select_related("message__data_key")}
    assert {name: message.kind for name, message in found.items()} == {name: name for name in found}
    assert len(found) == 3 and found["second"].context == {"number": "second"}


def test_what_is_removed_goes_with_the_same_statement_and_stays_if_it_fails(cast: Cast) -> None:
    rows = HouseholdMember.objects.all()
    household = Household.objects.create(person=cast.mother, told_on=timezone.localdate())
    HouseholdMember.objects.create(
        household=household,
        data_key=cast.mother.data_key,
        facts={"name": "Ана"},
        told_on=household.told_on,
        confirmed_on=household.told_on,
    )
    with pytest.raises(ValueError, match="refused"):
        fail(rows)
    assert rows.count() == 1
    with CaptureQueriesContext(connection) as asked, together.together():
        together.remove(rows.filter(household=household))
        audit.record("gone", None, by=None)
        assert rows.count() == 1
    assert sum("DELETE" in query["sql"] or "INSERT" in query["sql"] for query in asked) == 1
    assert not rows.exists() and AuditEvent.objects.filter(verb="gone").exists()


def fail(removed: QuerySet[Any]) -> None:
    with together.together():
        together.remove(removed)
        audit.record("never", None, by=None)
        raise ValueError("refused")


def test_an_action_that_fails_adds_nothing(db: Any) -> None:
    with pytest.raises(ValueError, match="refused"):
        fail(StatusChange.objects.none())
    audit.record("afterwards", None, by=None)
    assert not AuditEvent.objects.filter(verb="never").exists()
    assert AuditEvent.objects.filter(verb="afterwards").exists()


def test_outside_a_block_a_row_is_written_at_once(db: Any) -> None:
    event = audit.record("at once", None, by=None)
    assert AuditEvent.objects.get(pk=event.pk).verb == "at once"
