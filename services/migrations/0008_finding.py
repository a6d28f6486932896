"""One search column for both languages, the words of the index with their counts, and the changes told to citizens.

Data and schema together: the column's contents are what the two columns held, so nothing has to be indexed anew.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

TABLES = ("services_service", "services_signpost")
ONE = [
    f"UPDATE {table} SET search = coalesce(search_bg, '') || coalesce(search_en, '') || coalesce(array_to_tsvector(array("  # noqa: S608
    "SELECT '=' || lexeme FROM unnest(coalesce(search_bg, '') || coalesce(search_en, '')) WHERE weights && '{A,B}')), '')"
    for table in TABLES
]
TWO = [f"UPDATE {table} SET search_bg = search" for table in TABLES]  # noqa: S608
COUNT = """
    INSERT INTO services_searchterm (term, entries)
    SELECT word, ndoc FROM ts_stat($$ SELECT search FROM services_service WHERE search IS NOT NULL
        UNION ALL SELECT search FROM services_signpost WHERE search IS NOT NULL $$)
    WHERE word NOT LIKE '=%' AND length(word) <= 100
"""


def fields(model_name):
    return migrations.AddField(
        model_name=model_name,
        name="search",
        field=django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
    )


class Migration(migrations.Migration):
    dependencies = [("services", "0007_signposts_of_the_finder")]

    operations = [
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                condition=models.Q(("told_bg", ""), _negated=True), fields=["-id"], name="revisions_told"
            ),
        ),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("term", models.TextField(primary_key=True, serialize=False)),
                ("entries", models.PositiveIntegerField(default=1, verbose_name="in how many entries")),
            ],
            options={
                "verbose_name": "word of the search index",
                "verbose_name_plural": "words of the search index",
                "ordering": ["term"],
            },
        ),
        fields("service"),
        fields("signpost"),
        migrations.RunSQL(ONE, TWO),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="service", name="service_search_bg"),
        migrations.RemoveIndex(model_name="service", name="service_search_en"),
        migrations.RemoveIndex(model_name="service", name="service_words_trigram"),
        migrations.RemoveIndex(model_name="service", name="service_words_en_trigram"),
        migrations.RemoveField(model_name="service", name="search_bg"),
        migrations.RemoveField(model_name="service", name="search_en"),
        migrations.RemoveField(model_name="signpost", name="search_bg"),
        migrations.RemoveField(model_name="signpost", name="search_en"),
        migrations.AddIndex(
            model_name="service",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], fastupdate=False, name="service_search"),
        ),
    ]
