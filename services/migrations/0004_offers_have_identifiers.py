from django.db import migrations


def name_offers(apps, schema_editor):
    """`service-provider`, with a number where a provider offers a service twice."""
    seen = set()
    rows = apps.get_model("services", "Offer").objects.using(schema_editor.connection.alias)
    for offer in rows.select_related("service", "provider").order_by("id"):
        base = f"{offer.service.slug}-{offer.provider.slug}"[:100]
        slug, number = base, 2
        while slug in seen:
            slug, number = f"{base}-{number}", number + 1
        seen.add(slug)
        rows.filter(pk=offer.pk).update(slug=slug)


class Migration(migrations.Migration):
    dependencies = [("services", "0003_the_whole_catalogue")]
    operations = [migrations.RunPython(name_offers, migrations.RunPython.noop, elidable=True)]
