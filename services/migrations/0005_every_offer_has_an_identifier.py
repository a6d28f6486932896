from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0004_offers_have_identifiers")]
    operations = [
        migrations.AlterField(
            model_name="offer",
            name="slug",
            field=models.SlugField(max_length=110, unique=True, verbose_name="identifier"),
        ),
    ]
