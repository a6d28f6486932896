from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0006_revisions_are_append_only")]

    operations = [
        migrations.AddField("service", "reminded_on", models.DateField(blank=True, editable=False, null=True)),
    ]
