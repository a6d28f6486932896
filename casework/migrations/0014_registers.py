"""Registers of documents; the app role may add to them and read them, and change nothing there."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import records.crypto

TABLES = ("casework_registerentry", "casework_registerremark")


def _roles(schema_editor):
    app = settings.DATABASES["default"]["USER"]
    return schema_editor.quote_name(app), app != schema_editor.connection.settings_dict["USER"]


def forbid(apps, schema_editor):
    app, is_other = _roles(schema_editor)
    for table in TABLES if is_other else ():
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {app}")


def allow(apps, schema_editor):
    app, is_other = _roles(schema_editor)
    for table in TABLES if is_other else ():
        schema_editor.execute(f"GRANT UPDATE, DELETE ON {table} TO {app}")


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0013_waiting_list"),
        ("people", "0015_protection"),
        ("records", "0007_how_people_are_written_to"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("actor_uid", models.UUIDField(blank=True, null=True, verbose_name="actor")),
                ("actor_label", models.CharField(max_length=120, verbose_name="name of the actor")),
                (
                    "direction",
                    models.CharField(
                        choices=[("in", "incoming"), ("out", "outgoing"), ("internal", "internal")],
                        max_length=8,
                        verbose_name="register",
                    ),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="kind")),
                ("position", models.PositiveIntegerField(verbose_name="position in the file")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("registered_on", models.DateField(verbose_name="registered on")),
                ("other_number", models.CharField(blank=True, max_length=60, verbose_name="own or foreign number")),
                ("document_uid", models.UUIDField(blank=True, null=True, verbose_name="document")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="casework.case"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "register entry",
                "verbose_name_plural": "register entries",
            },
        ),
        migrations.CreateModel(
            name="RegisterRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("actor_uid", models.UUIDField(blank=True, null=True, verbose_name="actor")),
                ("actor_label", models.CharField(max_length=120, verbose_name="name of the actor")),
                ("text", records.crypto.EncryptedTextField(blank=True, editable=True, null=True, verbose_name="text")),
                (
                    "data_key",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.datakey",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="casework.registerentry"
                    ),
                ),
            ],
            options={
                "verbose_name": "remark on a register entry",
                "verbose_name_plural": "remarks on register entries",
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="registerentry",
            index=models.Index(fields=["registered_on", "id"], name="register_by_day"),
        ),
        migrations.AddIndex(
            model_name="registerentry",
            index=models.Index(fields=["unit", "registered_on", "id"], name="register_of_a_unit_by_day"),
        ),
        migrations.AddConstraint(
            model_name="registerentry",
            constraint=models.UniqueConstraint(fields=("case", "position"), name="a_position_once_a_case"),
        ),
        migrations.RunPython(forbid, allow),
    ]
