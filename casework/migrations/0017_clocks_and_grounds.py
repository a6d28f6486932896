import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0016_case_notes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SuspensionGround",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(verbose_name="code")),
                (
                    "stops",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(), size=None, verbose_name="codes of the terms that it stops"
                    ),
                ),
                ("by_officer", models.BooleanField(default=False, verbose_name="chosen by an officer")),
                ("text_bg", models.CharField(max_length=200, verbose_name="text in Bulgarian")),
                ("text_en", models.CharField(max_length=200, verbose_name="text in English")),
                ("legal_ground_bg", models.CharField(max_length=200, verbose_name="legal ground in Bulgarian")),
                ("legal_ground_en", models.CharField(max_length=200, verbose_name="legal ground in English")),
                ("valid_from", models.DateField(verbose_name="in force from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force until")),
            ],
            options={
                "verbose_name": "ground for stopping a clock",
                "verbose_name_plural": "grounds for stopping a clock",
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="deadline",
            name="a_clock_once_a_case",
        ),
        migrations.RemoveConstraint(
            model_name="suspension",
            name="one_open_suspension",
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="is_main",
            field=models.BooleanField(default=False, verbose_name="term of the procedure"),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="silence_refuses",
            field=models.BooleanField(default=False, verbose_name="silence counts as a refusal"),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="start_event",
            field=models.CharField(
                choices=[
                    ("application", "the application came"),
                    ("asked", "it was asked for"),
                    ("held", "a place was offered"),
                    ("known", "the act became known"),
                    ("term_ended", "our time to answer ended"),
                    ("other", "the day that the law names"),
                ],
                default="other",
                max_length=12,
                verbose_name="counted from",
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(condition=models.Q(("met_on__isnull", True)), fields=["due_on"], name="running_clocks"),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("met_on__isnull", True)), fields=("case", "rule"), name="a_clock_runs_once_a_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("deadline", "reason"),
                name="one_open_suspension_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspensionground",
            constraint=models.UniqueConstraint(fields=("code", "valid_from"), name="a_ground_once_a_day"),
        ),
    ]
