"""A home belongs to one person, and says whose word it is."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import records.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_names_by_sound"),
        ("records", "0002_append_only"),
    ]

    operations = [
        # Made anew: nothing has ever written a row.
        migrations.DeleteModel("HouseholdMember"),
        migrations.DeleteModel("Household"),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("declared", "somebody whose identity we have not checked, or who speaks for the person"),
                            ("person", "the person"),
                            ("counter", "the person, at the counter"),
                        ],
                        max_length=10,
                        verbose_name="told by",
                    ),
                ),
                ("told_on", models.DateField(verbose_name="told on")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="household", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "household",
                "verbose_name_plural": "households",
            },
        ),
        migrations.CreateModel(
            name="HouseholdMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("self", "the person"),
                            ("spouse", "husband or wife"),
                            ("partner", "partner"),
                            ("child", "son or daughter"),
                            ("parent", "mother or father"),
                            ("sibling", "brother or sister"),
                            ("grandchild", "grandchild"),
                            ("other", "somebody else"),
                        ],
                        max_length=12,
                        verbose_name="relation",
                    ),
                ),
                ("facts", records.crypto.EncryptedJSONField(editable=True, verbose_name="name and year of birth")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("declared", "somebody whose identity we have not checked, or who speaks for the person"),
                            ("person", "the person"),
                            ("counter", "the person, at the counter"),
                        ],
                        max_length=10,
                        verbose_name="told by",
                    ),
                ),
                ("told_on", models.DateField(verbose_name="told on")),
                ("told_by_uid", models.UUIDField(blank=True, editable=False, null=True)),
                ("application_uid", models.UUIDField(blank=True, editable=False, null=True)),
                ("confirmed_on", models.DateField(verbose_name="confirmed on")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
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
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="people.household"
                    ),
                ),
            ],
            options={
                "verbose_name": "household member",
                "verbose_name_plural": "household members",
                "ordering": ["id"],
            },
        ),
    ]
