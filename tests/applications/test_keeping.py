"""Drafts are kept as long as the rule in force says; whoever writes is warned before, and what is gone is gone."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from applications.actions import attachments, drafts
from applications.models import Application, DraftRule
from applications.tasks import forget_old_drafts, warn_of_old_drafts
from records.models import DataKey, Message
from services.models import Service
from tests.journeys.words import a_pdf
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db


def days_later(draft: Application, days: int) -> None:
    """As if everything of the draft had happened so many days earlier."""
    row = Application.objects.get(pk=draft.pk)
    back = timedelta(days=days)
    warned = row.warned_at and row.warned_at - back
    Application.objects.filter(pk=draft.pk).update(changed_at=row.changed_at - back, warned_at=warned)


def run_both() -> None:
    warn_of_old_drafts()
    forget_old_drafts()


def warnings() -> list[Message]:
    return list(Message.objects.filter(kind="draft_ends"))


def test_a_draft_is_warned_of_once_then_deleted_with_its_key_and_files(
    cast: Cast, draft: Application, django_capture_on_commit_callbacks: Any
) -> None:
    kept = drafts.start(cast.citizen, [Service.objects.get(slug="hot-lunch")], by=cast.citizen)
    file = attachments.add(draft, "telk", SimpleUploadedFile("telk.pdf", a_pdf()), by=cast.citizen)
    days_later(draft, 54)
    for _ in range(2):
        run_both()
    assert [message.user_uid for message in warnings()] == [cast.citizen.uid]
    days_later(draft, 7)
    with django_capture_on_commit_callbacks(execute=True):
        run_both()
    assert list(Application.objects.filter(status="draft")) == [kept]
    assert DataKey.objects.get(pk=draft.data_key_id).wrapped is None
    assert not default_storage.exists(file.storage_key)
    client = Client()
    client.force_login(cast.citizen)
    assert "беше изтрито с всичко в него" in client.get("/my/").content.decode()


def test_nobody_loses_a_draft_without_a_warning_in_time(draft: Application) -> None:
    """The workers stood still for a month: the warning goes out first, the draft stays its days."""
    days_later(draft, 90)
    run_both()
    assert Application.objects.filter(pk=draft.pk).exists()
    days_later(draft, 3)
    run_both()
    assert Application.objects.filter(pk=draft.pk).exists()
    days_later(draft, 4)
    run_both()
    assert not Application.objects.filter(pk=draft.pk).exists()


def test_whoever_writes_again_keeps_the_draft_and_is_warned_again(cast: Cast, draft: Application) -> None:
    days_later(draft, 55)
    warn_of_old_drafts()
    drafts.save_step(draft, "common.contact", {"phone": "1"}, by=cast.citizen)
    days_later(draft, 30)
    run_both()
    assert len(warnings()) == 1
    days_later(draft, 27)
    warn_of_old_drafts()
    assert len(warnings()) == 2


def test_the_rule_is_dated(draft: Application) -> None:
    today = timezone.localdate()
    DraftRule.objects.create(days=90, warn_days=10, valid_from=today)
    DraftRule.objects.create(days=5, warn_days=1, valid_from=today + timedelta(days=1))
    days_later(draft, 61)
    run_both()
    assert warnings() == []


def test_the_last_day_is_shown_and_the_writer_may_delete(cast: Cast, draft: Application) -> None:
    client = Client()
    client.force_login(cast.citizen)
    last_day = f"{timezone.localdate() + timedelta(days=60):%-d.%m.%Y}"
    assert last_day in client.get("/my/").content.decode()
    assert last_day in client.get("/apply/home-patronage/").content.decode()
    address = f"/apply/draft/{draft.uid}/delete/"
    assert "Домашен социален патронаж" in client.get(address).content.decode()
    assert client.post(address).headers["Location"] == "/my/"
    assert not Application.objects.filter(pk=draft.pk).exists()
    assert DataKey.objects.get(pk=draft.data_key_id).wrapped is None
    assert client.post(address).status_code == 404
