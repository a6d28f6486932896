"""What somebody changes past the actions is found against the last revision, and becomes history."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from people.models import Settlement
from records.models import AuditEvent
from services.entries import drift, history
from services.models import CatalogueState, Need, Revision, Service
from services.search import search
from services.tasks import record_drift

pytestmark = pytest.mark.django_db


def verify(*options: str) -> str:
    out = StringIO()
    call_command("verify_catalogue", *options, stdout=out)
    return out.getvalue()


def change_from_outside() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE services_service SET summary_bg = 'Зеленчукова чорба' WHERE slug = 'hot-lunch'")


def test_an_untouched_catalogue_has_no_drift() -> None:
    assert list(drift.find()) == []
    assert "0 entries" in verify()


def test_raw_sql_is_found_and_recorded() -> None:
    change_from_outside()
    [found] = drift.find()
    assert (found.kind, found.slug) == ("service", "hot-lunch")
    with pytest.raises(CommandError, match="1 entries"):
        verify()
    version = CatalogueState.objects.get().version
    told = verify("--record")
    assert "service hot-lunch" in told and "Зеленчукова чорба" in told
    assert history.last_number("service", "hot-lunch") == 2
    newest = Revision.objects.get(kind="service", slug="hot-lunch", number=2)
    assert newest.actor_label == "system" and newest.data["summary_bg"] == "Зеленчукова чорба"
    event = AuditEvent.objects.get(verb="entry_changed_from_outside")
    assert event.facts == {"kind": "service", "entry": "hot-lunch", "fields": ["summary_bg"]}
    assert CatalogueState.objects.get().version > version
    assert list(drift.find()) == []


def test_search_follows_what_was_recorded() -> None:
    change_from_outside()
    record_drift()
    assert [hit.slug for hit in search("зеленчукова чорба", "bg")][:1] == ["hot-lunch"]


def test_a_part_a_deleted_row_and_a_new_one_are_found_too() -> None:
    Service.objects.get(slug="hot-lunch").documents.all().delete()
    Need.objects.create(slug="spare", name_bg="Излишна", name_en="Spare")
    verify("--record")
    Need.objects.filter(slug="spare").delete()
    found = list(drift.find())
    assert [(row.kind, row.slug, row.after) for row in found] == [("need", "spare", None)]
    record_drift()
    assert list(drift.find()) == []
    assert Revision.objects.filter(kind="need", slug="spare", data__isnull=True).count() == 1


def test_the_national_list_is_no_drift() -> None:
    Settlement.objects.create(ekatte="68134", name_bg="София", name_en="Sofia", kind="гр.", is_local=False)
    assert list(drift.find()) == []
