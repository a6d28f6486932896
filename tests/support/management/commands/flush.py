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
KEPT_TABLES = {
    "applications_draftrule",
    "applications_partnerrule",
    "people_settlement",
    "people_organisation",
    "casework_deadlinerule",
    "casework_reason",
    "casework_decisiontemplate",
    "casework_routingrule",
    "records_calendarday",
    "records_quiethours",
}


class Command(BaseCommand):
    stealth_options = ("allow_cascade", "reset_sequences", "inhibit_post_migrate")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive")
        parser.add_argument("--database", default="default")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = connections["owner"]
        # A connection of its own: a test case refuses those of aliases that it did not ask for.
        with owner.get_new_connection(owner.get_connection_params()) as connection:
            connection.execute(f"TRUNCATE {', '.join(_tables())} RESTART IDENTITY")


def _tables() -> list[str]:
    """Without CASCADE, so that a kept table which points at a flushed one is an error, not empty."""
    return [
        f'"{model._meta.db_table}"'
        for model in apps.get_models(include_auto_created=True)
        if (model._meta.app_label not in KEPT_APPS or model._meta.db_table in FLUSHED)
        and model._meta.db_table not in KEPT_TABLES
        and model._meta.managed
        and not model._meta.proxy
    ]
