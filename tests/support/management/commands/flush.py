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
    "applications_visitrule",
    "people_mergerule",
    "people_settlement",
    "people_organisation",
    "casework_analysisrule",
    "casework_appealroute",
    "casework_codedword",
    "casework_contracttemplate",
    "casework_deadlinerule",
    "casework_decisiontemplate",
    "casework_deliverystep",
    "casework_knownneed",
    "casework_opinionrule",
    "casework_publishingrule",
    "casework_reason",
    "casework_routingrule",
    "casework_suggestionrule",
    "casework_suspensionground",
    "casework_usepart",
    "casework_waitingrule",
    "casework_waitingterms",
    "casework_workrule",
    "records_calendarday",
    "records_notificationrule",
    "records_quiethours",
}

# Kept rows may say who wrote them: a link to a flushed table, which TRUNCATE does not look into.
LINKED = {"casework_decisiontemplate", "casework_routingrule"}
LINKS = f"""
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(c.oid), quote_ident(attname)
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE contype = 'f' AND conrelid::regclass::text IN ({", ".join(f"'{name}'" for name in sorted(LINKED))})
        AND '"' || confrelid::regclass::text || '"' = ANY(%s)
"""


class Command(BaseCommand):
    stealth_options = ("allow_cascade", "reset_sequences", "inhibit_post_migrate")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive")
        parser.add_argument("--database", default="default")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = connections["owner"]
        # A connection of its own: a test case refuses those of aliases that it did not ask for.
        with owner.get_new_connection(owner.get_connection_params()) as connection:
            flushed = _tables()
            with connection.transaction():
                links = connection.execute(LINKS, [flushed]).fetchall()
                for table, name, _rule, column in links:
                    # What somebody wrote into the reference data is a test's own.
                    connection.execute(f"DELETE FROM {table} WHERE {column} IS NOT NULL")
                    connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                connection.execute(f"TRUNCATE {', '.join(flushed)} RESTART IDENTITY")
                for table, name, rule, _column in links:
                    connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}")


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
