"""Empties the test database through the owner: the app role may not TRUNCATE, in tests neither."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

# Reference data is loaded once a session and never changed by a test that commits.
KEPT_APPS = {"services", "contenttypes"}
# Work on the catalogue, which points to people.
FLUSHED = {
    "services_cataloguechange",
    "services_edition",
    "services_exportfile",
    "services_feedback",
    "services_plannedcapacity",
    "services_revision",
    "services_unmetneed",
}
# Configuration and reference data of the other rooms, as `keep_what_is_loaded` found them; of history nothing is kept.
NEVER_KEPT = {"records_auditevent", "records_auditseal", "records_datakey", "records_registercounter"}
KEPT_TABLES: set[str] = set()
# Kept tables may name a login in an empty column: rows are deleted here, in this order, where TRUNCATE would refuse.
DELETED = ("people_user", "people_person", "records_datakey")


def keep_what_is_loaded() -> None:
    """Called once the reference data is there: whatever has rows now is left alone."""
    with connections["owner"].cursor() as cursor:
        for table in _names():
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
            if cursor.fetchone() == (True,):
                KEPT_TABLES.add(table)
    KEPT_TABLES.difference_update(NEVER_KEPT)


class Command(BaseCommand):
    stealth_options = ("allow_cascade", "reset_sequences", "inhibit_post_migrate")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive")
        parser.add_argument("--database", default="default")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = connections["owner"]
        # A connection of its own: a test case refuses those of aliases that it did not ask for.
        with owner.get_new_connection(owner.get_connection_params()) as connection:
            emptied = [table for table in _names() if table not in KEPT_TABLES and table not in DELETED]
            # Without CASCADE, so that a kept table which points at a flushed one is an error, not empty.
            connection.execute(f"TRUNCATE {', '.join(emptied)} RESTART IDENTITY")
            for table in DELETED:
                connection.execute(f"DELETE FROM {table}")
                connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1, false)")


def _names() -> list[str]:
    return [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if (model._meta.app_label not in KEPT_APPS or model._meta.db_table in FLUSHED)
        and model._meta.managed
        and not model._meta.proxy
    ]
