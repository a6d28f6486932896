"""Files that no row names are removed after a time of grace; what a row names, or may still name, never."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications.actions import attachments
from applications.models import Attachment
from records import scanning, sweeping
from records.sweeping import GRACE, Swept, sweep
from tests.journeys.words import a_pdf
from tests.support.cast import Cast, Send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> None:
    """Of its own: the folders of the other tests are full of leftovers."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}}


def aged(name: str, age: timedelta) -> str:
    at = (timezone.now() - age).timestamp()
    os.utime(default_storage.path(name), (at, at))
    return name


def leftover(age: timedelta, folder: str = "attachments") -> str:
    return aged(default_storage.save(f"{folder}/{uuid4().hex}", ContentFile(b"x")), age)


def test_only_what_no_row_names_goes_and_only_when_it_is_old(send: Send, cast: Cast) -> None:
    row = attachments.add(send("parking-card"), "proof", SimpleUploadedFile("a.pdf", a_pdf()), by=cast.citizen)
    aged(row.storage_key, GRACE * 9)
    old = [leftover(GRACE + timedelta(hours=1), folder) for folder in ("attachments", "opinions", "documents")]
    young, other = leftover(GRACE - timedelta(hours=1)), leftover(GRACE * 9, "open-data")
    before = sweep(timezone.now())
    assert (before.removed, before.young, before.is_stopped) == (3, 1, False)
    assert not any(default_storage.exists(name) for name in old)
    assert all(default_storage.exists(name) for name in (row.storage_key, young, other))
    assert sweep(timezone.now()) == Swept(before.seen - 3, 1, 0)


def test_an_upload_that_is_not_committed_yet_loses_nothing(send: Send, cast: Cast) -> None:
    """The bytes are there and the row is not: the sweeper comes in between."""
    application = send("parking-card")
    row = Attachment(application=application, slot="proof", data_key=application.data_key)
    row.__dict__.update(scanning.keep(row, "attachments", a_pdf()))
    sweep(timezone.now())
    row.save()
    assert scanning.read(row) == a_pdf()


def test_a_row_that_comes_while_the_folder_is_read_keeps_its_file(
    send: Send, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    application, found = send("parking-card"), sweeping._files
    row = Attachment(application=application, slot="proof", data_key=application.data_key)
    row.__dict__.update(scanning.keep(row, "attachments", a_pdf()))
    aged(row.storage_key, GRACE * 2)

    def read_and_commit(folder: str) -> list[str]:
        names = found(folder)
        if folder == "attachments":
            row.save()
        return names

    monkeypatch.setattr(sweeping, "_files", read_and_commit)
    sweep(timezone.now())
    assert default_storage.exists(row.storage_key)


def test_an_old_copy_of_the_database_removes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "SOME", 3)
    names = [leftover(GRACE * 2) for _one in range(4)]
    assert sweep(timezone.now()).is_stopped
    assert all(default_storage.exists(name) for name in names)


def test_every_table_that_names_a_file_is_asked() -> None:
    """A column under another name would not be looked at: its files would seem to be nobody's."""
    columns = {
        field.name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name.endswith(("storage_key", "stored_as", "_file")) or field.get_internal_type() == "FileField"
    }
    assert columns == {"storage_key"}
