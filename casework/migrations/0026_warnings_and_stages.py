import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0025_contracts_and_individual_assessments"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="stage",
            field=models.SlugField(blank=True, verbose_name="stage"),
        ),
        migrations.AddField(
            model_name="case",
            name="stage_on",
            field=models.DateField(blank=True, null=True, verbose_name="in the stage since"),
        ),
        migrations.CreateModel(
            name="DeadlineWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("half", "half of the term has passed"),
                            ("soon", "the term ends in a few days"),
                            ("overdue", "the term has passed"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="warnings", to="casework.deadline"
                    ),
                ),
            ],
            options={
                "verbose_name": "warning of a term",
                "verbose_name_plural": "warnings of terms",
                "constraints": [models.UniqueConstraint(fields=("deadline", "kind"), name="a_warning_once_a_clock")],
            },
        ),
        migrations.CreateModel(
            name="StageTick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stage", models.SlugField(verbose_name="stage")),
                ("item", models.CharField(max_length=300, verbose_name="what was done")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("actor_uid", models.UUIDField(blank=True, null=True, verbose_name="done by")),
                ("actor_label", models.CharField(max_length=120, verbose_name="name of who did it")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ticks", to="casework.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "done line of a checklist",
                "verbose_name_plural": "done lines of checklists",
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("case", "stage", "item"), name="a_line_is_done_once")],
            },
        ),
    ]
