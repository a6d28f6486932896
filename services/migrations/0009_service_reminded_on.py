from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0008_finding")]

    operations = [
        migrations.AddField("service", "reminded_on", models.DateField(blank=True, editable=False, null=True)),
    ]
