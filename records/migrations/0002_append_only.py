"""The app role may add to history and audit, and read them; it may change nothing there."""

from typing import Any

from django.conf import settings
from django.db import migrations

TABLES = ("records_statuschange", "records_auditevent", "records_auditseal", "records_accesslog")


def _roles(schema_editor: Any) -> tuple[str, bool]:
    app = settings.DATABASES["default"]["USER"]
    return schema_editor.quote_name(app), app != schema_editor.connection.settings_dict["USER"]


def forbid(apps: Any, schema_editor: Any) -> None:
    app, is_other = _roles(schema_editor)
    for table in TABLES if is_other else ():
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {app}")


def allow(apps: Any, schema_editor: Any) -> None:
    app, is_other = _roles(schema_editor)
    for table in TABLES if is_other else ():
        schema_editor.execute(f"GRANT UPDATE, DELETE ON {table} TO {app}")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
