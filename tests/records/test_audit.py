"""The audit cannot be changed by the application, and whoever changes it otherwise is found out."""

import time

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from portal import embedded
from records import audit
from records.models import AccessLog, AuditEvent, AuditSeal, StatusChange

TABLES = ("records_auditevent", "records_auditseal", "records_accesslog", "records_statuschange", "services_revision")


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_app_role_may_only_add(table: str, statement: str) -> None:
    if table == "records_auditseal":
        statement = statement.replace("id = id", "position = position")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.django_db
@pytest.mark.parametrize("model", [AuditEvent, AccessLog, StatusChange])
def test_the_code_refuses_it_before_the_database_does(model: type) -> None:
    with pytest.raises(TypeError):
        model.objects.all().delete()
    with pytest.raises(TypeError):
        model.objects.update(actor_label="x")


def wait_for_others(seconds: int = 120) -> None:
    """What runs in the test server besides (it analyses a large table of an earlier test) holds the sealing up, rightly."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT query FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
            )
            if not cursor.fetchall():
                return
        time.sleep(0.05)


@pytest.fixture
def sealed(transactional_db: None) -> list[tuple[int, str]]:
    wait_for_others()
    audit.seal_pending()  # what loading the catalogue wrote before the first test
    for number in range(5):
        audit.record(f"verb{number}", None, by=None, number=number)
    assert audit.seal_pending() == 5
    assert audit.seal_pending() == 0
    head = audit.head()
    assert head is not None
    assert audit.faults([head]) == []
    return [head]


def as_owner(sql: str) -> None:
    with psycopg.connect(_owner_url(), autocommit=True) as owner:
        owner.execute(sql)


def _owner_url() -> str:
    owner = settings.DATABASES["owner"]
    return f"postgresql://{owner['USER']}@/{owner['NAME']}?host={owner['HOST']}"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE records_auditevent SET verb = 'other' WHERE verb = 'verb2'",
        "UPDATE records_auditevent SET facts = '{}' WHERE verb = 'verb0'",
        "UPDATE records_auditevent SET at = at + interval '1 second' WHERE verb = 'verb4'",
        "DELETE FROM records_auditseal WHERE position = 3",
        "DELETE FROM records_auditseal WHERE position = 5",
    ],
)
def test_tampering_by_the_owner_of_the_tables_is_found(sealed: list[tuple[int, str]], sql: str) -> None:
    as_owner(sql)
    assert audit.faults(sealed)


def test_an_event_of_a_running_transaction_is_sealed_later(transactional_db: None, servers: embedded.Services) -> None:
    with psycopg.connect(settings.DATABASES["default"]["NAME"] and _app_url()) as running:
        running.execute("SELECT txid_current()")
        audit.record("later", None, by=None)
        assert audit.seal_pending() == 0
        running.rollback()
    wait_for_others()
    assert audit.seal_pending() == 1
    assert AuditSeal.objects.get().event.verb == "later"


def _app_url() -> str:
    app = settings.DATABASES["default"]
    return f"postgresql://{app['USER']}@/{app['NAME']}?host={app['HOST']}"
