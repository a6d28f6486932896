import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.utils.timezone
from django.db import migrations, models

import records.units

ACTIVE = models.Q(("status__in", ("held", "accepted", "taken")))


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0028_opinions"),
        ("services", "0013_planned_capacity"),
    ]

    operations = [
        migrations.AddField(
            "placehold", "units", records.units.UnitsField(null=True, verbose_name="numbers of the units")
        ),
        migrations.AddField(
            "placehold", "amount", models.PositiveIntegerField(default=1, verbose_name="how many units")
        ),
        migrations.AddField("placehold", "starts_on", models.DateField(null=True, verbose_name="from")),
        migrations.AddField("placehold", "ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
        migrations.AlterField("placehold", "seat", models.PositiveIntegerField(null=True, verbose_name="place number")),
        migrations.RunSQL(
            "UPDATE casework_placehold SET units = int4multirange(int4range(seat, seat + 1)), "
            "starts_on = (held_at AT TIME ZONE 'Europe/Sofia')::date",
            "UPDATE casework_placehold SET seat = lower(units)",
        ),
        migrations.RemoveConstraint("placehold", "a_place_is_given_once"),
        migrations.RemoveField("placehold", "seat"),
        migrations.AlterField("placehold", "units", records.units.UnitsField(verbose_name="numbers of the units")),
        migrations.AlterField(
            "placehold",
            "starts_on",
            models.DateField(default=django.utils.timezone.localdate, verbose_name="from"),
        ),
        migrations.AddConstraint(
            "placehold",
            django.contrib.postgres.constraints.ExclusionConstraint(
                condition=ACTIVE,
                expressions=[
                    ("offer", "="),
                    ("units", "&&"),
                    (
                        models.Func(
                            models.F("starts_on"),
                            models.F("ends_on"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="a_unit_is_given_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            "placehold",
            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="something_is_held"),
        ),
        migrations.AddConstraint(
            "placehold",
            models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="a_place_ends_after_it_starts",
            ),
        ),
        migrations.AddIndex(
            "placehold",
            models.Index(
                condition=ACTIVE,
                fields=["offer"],
                include=("amount", "starts_on", "ends_on"),
                name="active_holds_of_offer",
            ),
        ),
        migrations.AddField(
            "referral", "amount", models.PositiveIntegerField(default=1, verbose_name="how many units")
        ),
        migrations.AddField(
            "referral", "starts_on", models.DateField(blank=True, null=True, verbose_name="wanted from")
        ),
        migrations.AddField(
            "referral", "ends_on", models.DateField(blank=True, null=True, verbose_name="wanted until")
        ),
    ]
