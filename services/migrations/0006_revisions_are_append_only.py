"""The app role may add to the revisions of entries, and read them; it may change nothing there."""

from django.conf import settings
from django.db import migrations

TABLE = "services_revision"


def _roles(schema_editor):
    app = settings.DATABASES["default"]["USER"]
    return schema_editor.quote_name(app), app != schema_editor.connection.settings_dict["USER"]


def forbid(apps, schema_editor):
    app, is_other = _roles(schema_editor)
    if is_other:
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM {app}")


def allow(apps, schema_editor):
    app, is_other = _roles(schema_editor)
    if is_other:
        schema_editor.execute(f"GRANT UPDATE, DELETE ON {TABLE} TO {app}")


class Migration(migrations.Migration):
    dependencies = [("services", "0005_every_offer_has_an_identifier")]
    operations = [migrations.RunPython(forbid, allow)]
