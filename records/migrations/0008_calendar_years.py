import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0007_how_people_are_written_to"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="year")),
                ("confirmed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="confirmed at")),
                ("actor_uid", models.UUIDField(blank=True, null=True, verbose_name="confirmed by")),
                ("actor_label", models.CharField(max_length=120, verbose_name="name of who confirmed it")),
            ],
            options={
                "verbose_name": "calendar of a year",
                "verbose_name_plural": "calendars of years",
                "ordering": ["year"],
            },
        ),
        migrations.AddField(
            model_name="calendarday",
            name="applied_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
