"""The editors' lists by name read a page of an index, however long they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_settlements_of_the_country"),
        ("services", "0009_service_reminded_on"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["site_bg", "slug"], name="offers_by_site_bg"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["site_en", "slug"], name="offers_by_site_en"),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["name_bg", "slug"], name="services_by_name_bg"),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["name_en", "slug"], name="services_by_name_en"),
        ),
    ]
