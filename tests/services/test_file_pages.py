"""The catalogue goes home as a file and comes back only after it was looked at."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from records.models import AuditEvent
from services.actions import entries, imports
from services.entries import KINDS, files
from services.models import Revision, Service
from tests.support.cast import Cast
from tests.support.eicar import VIRUS

pytestmark = pytest.mark.django_db
ADDRESS = "/catalogue-editor/files/"
Reads = Callable[[], AbstractContextManager[None]]


def changed(**changes: Any) -> bytes:
    kind = KINDS["service"]
    new = {"id": "street-team", "bg": "Хора на улицата", "en": "People in the street"}
    return files.encode({"target_groups": [new], "services": [{**kind.read(kind.row("hot-lunch")), **changes}]})


def upload(client: Client, content: bytes, prefix: str = "") -> str:
    return client.post(prefix + ADDRESS, {"file": SimpleUploadedFile("catalogue.yaml", content)}).content.decode()


def hidden(page: str) -> dict[str, str]:
    return {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("key", "digest")}


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_the_download_is_the_export(client: Client, cast: Cast, form: str, get_never_writes: Reads) -> None:
    client.force_login(cast.editor)
    with get_never_writes():
        answer = client.get(f"{ADDRESS}catalogue.{form}")
        assert b"".join(answer) == files.dump(form)
    assert f".{form}" in answer["Content-Disposition"]


def test_nothing_is_loaded_before_it_was_shown_and_confirmed(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    content = changed(summary_bg="Топъл обяд, който носим у дома.", target_groups=["street-team"])
    before = Revision.objects.count()
    page = upload(client, content)
    assert "Нови: 1. Променени: 1." in page and "<del>" in page
    assert "Хора на улицата" in page, "a new group is called by its name, though it is not there yet"
    assert Revision.objects.count() == before
    done = client.post(f"{ADDRESS}apply/", hidden(page), follow=True).content.decode()
    assert "Заредено: 1 нови записа, 1 променени." in done
    assert Service.objects.get(slug="hot-lunch").summary_bg == "Топъл обяд, който носим у дома."
    assert Revision.objects.filter(actor_uid=cast.admin.uid).count() == 2
    assert "вече е като във файла" in upload(client, content)


def test_a_file_is_scanned_before_anything_reads_it(
    client: Client, cast: Cast, settings: Any, clamd_socket: str
) -> None:
    client.force_login(cast.admin)
    settings.ANTIVIRUS = clamd_socket
    content = changed(summary_bg="Топъл обяд, който носим у дома.")
    assert "Променени: 1." in upload(client, content)
    assert "има вирус" in upload(client, content + b"\n# " + VIRUS)
    assert AuditEvent.objects.filter(verb="catalogue_file_quarantined", actor_uid=cast.admin.uid).count() == 1
    kept = set(default_storage.listdir(imports.FOLDER)[1])
    settings.ANTIVIRUS = "/nowhere/clamd.sock"
    assert "не може да се провери" in upload(client, changed(summary_bg="Друго."))
    assert set(default_storage.listdir(imports.FOLDER)[1]) == kept


def test_what_was_not_seen_is_not_loaded(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    seen = hidden(upload(client, changed(abbr_bg="ТО")))
    kind = KINDS["service"]
    entries.publish(kind, {**kind.read(kind.row("hot-lunch")), "summary_bg": "Колега"}, by=cast.editor)
    answer = client.post(f"{ADDRESS}apply/", seen, follow=True).content.decode()
    assert "Каталогът се е променил, след като погледнахте" in answer
    assert Service.objects.get(slug="hot-lunch").summary_bg == "Колега"


@pytest.mark.parametrize("key", ["0" * 64, "../../etc/passwd", ""])
def test_a_file_that_is_not_here_is_asked_for_again(client: Client, cast: Cast, key: str) -> None:
    client.force_login(cast.admin)
    assert client.post(f"{ADDRESS}apply/", {"key": key, "digest": "0" * 64}).status_code == 302


def test_a_broken_file_says_where(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    page = upload(client, b"services:\n- id: x\n  colour: red\n", "/en")
    assert "Line 3: x (colour): There is no such field." in page
    assert "Nothing was changed." in page
    lost = upload(client, changed(law_group="no-such"), "/en")
    assert "There is no “no-such”." in lost


def test_an_empty_or_missing_file_is_refused_in_words(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    assert 'id="error-summary"' in upload(client, b"")
    assert 'id="error-summary"' in client.post(ADDRESS).content.decode()


def test_too_large_a_file_goes_by_the_command(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(cast.admin)
    monkeypatch.setattr("services.forms.LARGEST_FILE", 100)
    assert "load_catalogue" in upload(client, changed(abbr_bg="ТО" * 5))
    monkeypatch.undo()
    monkeypatch.setattr("services.actions.imports.AT_MOST", 1)
    assert "повече от 1 записа" in upload(client, changed(abbr_bg="ТО"))


def test_an_editor_is_told_why_an_administrator_loads(client: Client, cast: Cast) -> None:
    client.force_login(cast.editor)
    page = client.get(ADDRESS).content.decode()
    assert "администратор" in page and 'type="file"' not in page
    assert client.post(ADDRESS, {"file": SimpleUploadedFile("a.yaml", changed())}).status_code == 403
