"""Documents of a draft: photos from a phone, several pages, removal; a refusal is said where it happened."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from applications.actions import attachments, drafts
from applications.models import Application, Attachment
from records.models import AuditEvent
from services.models import Service
from tests.journeys.words import a_pdf
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db
GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def address(draft: Application) -> str:
    return f"/apply/draft/{draft.uid}/documents/"


def a_photo(kind: str = "JPEG", mode: str = "RGB", colour: Any = (200, 30, 30)) -> bytes:
    """80 × 40 as a phone writes it: turned by a quarter, with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "Телефон"
    exif[GPS] = {1: "N", 2: (42.0, 39.0, 7.0)}
    out = io.BytesIO()
    Image.new(mode, (80, 40), colour).save(out, kind, exif=exif)
    return out.getvalue()


def attached(draft: Application, name: str, content: bytes) -> bytes:
    row = attachments.add(draft, "telk", SimpleUploadedFile(name, content), by=draft.applicant_user)
    stored = attachments.read(row)
    assert stored is not None
    return stored


@pytest.mark.parametrize(
    ("name", "kind", "mode", "colour"),
    [("a.jpg", "JPEG", "RGB", (9, 9, 9)), ("a.png", "PNG", "RGBA", (9, 9, 9, 0)), ("a.jpeg", "JPEG", "CMYK", 0),
     ("a.png", "PNG", "P", 3), ("a.jpg", "JPEG", "L", 7)],
)  # fmt: skip
def test_a_photo_says_what_it_shows_and_nothing_of_where_it_was_taken(
    draft: Application, name: str, kind: str, mode: str, colour: Any
) -> None:
    photo = a_photo(kind, mode, colour) + b"<script>alert(1)</script>"
    stored = attached(draft, name, photo)
    with Image.open(io.BytesIO(stored)) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.size == (40, 80)
        assert picture.format == kind
    assert b"script" not in stored
    assert "Телефон".encode() not in stored


def test_the_same_photo_twice_is_one_file(draft: Application) -> None:
    for _ in range(2):
        attached(draft, "a.jpg", a_photo())
    assert Attachment.objects.filter(application=draft).count() == 1


def test_a_photo_larger_than_a_sheet_needs_is_made_smaller(draft: Application) -> None:
    out = io.BytesIO()
    Image.new("L", (6000, 3000)).save(out, "JPEG")
    with Image.open(io.BytesIO(attached(draft, "a.jpg", out.getvalue()))) as picture:
        assert picture.size == (3600, 1800)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("IMG_1.HEIC", b"\x00\x00\x00\x18ftypheic" + b"0" * 50, "Най-съвместим"),
        ("IMG_1.jpg", b"\x00\x00\x00\x18ftypheic" + b"0" * 50, "Най-съвместим"),
        ("cut.jpg", a_photo()[:-300], "повреден"),
    ],
)
@pytest.mark.parametrize("field", ["file_telk"])
def test_a_refusal_is_tied_to_its_field_names_the_file_and_keeps_the_rest(
    daughter: Client, draft: Application, name: str, content: bytes, words: str, field: str
) -> None:
    good = SimpleUploadedFile("page.jpg", a_photo())
    data = {field: [good, SimpleUploadedFile(name, content)], "how_gp_note": "later"}
    page = daughter.post(address(draft), data).content.decode()
    assert f'href="#id_{field}"' in page
    error = page.split(f'id="id_{field}_error"')[1].split("</div></div>")[0]
    assert name in error
    assert words in error
    field_tag = page.split(f'name="{field}"')[1].split(">")[0]
    assert f"id_{field}_error" in field_tag
    assert 'aria-invalid="true"' in field_tag
    assert {row.slot: row.kind for row in Attachment.objects.filter(application=draft)} == {
        "telk": "file", "gp_note": "later",
    }  # fmt: skip


def test_a_locked_pdf_is_asked_for_without_its_password(daughter: Client, draft: Application) -> None:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="x", owner="y"))
    data = {"file_telk": SimpleUploadedFile("telk.pdf", out.getvalue())}
    assert "с парола" in daughter.post(address(draft), data).content.decode()


def test_several_pages_are_one_document_and_each_can_be_removed(
    daughter: Client, draft: Application, django_capture_on_commit_callbacks: Any
) -> None:
    pages = [SimpleUploadedFile(f"page-{number}.pdf", a_pdf(str(number))) for number in range(3)]
    daughter.post(address(draft), {"file_telk": pages})
    rows = list(Attachment.objects.filter(application=draft, slot="telk"))
    assert [row.name for row in rows] == ["page-0.pdf", "page-1.pdf", "page-2.pdf"]
    more = {
        "remove": str(rows[1].uid),
        "file_id_copy": SimpleUploadedFile("id.pdf", a_pdf("id")),
        "how_gp_note": "none",
    }
    with django_capture_on_commit_callbacks(execute=True):
        response = daughter.post(address(draft), more)
    assert response.headers["Location"] == address(draft)
    left = {(row.slot, row.name or row.kind) for row in Attachment.objects.filter(application=draft)}
    assert ("telk", "page-1.pdf") not in left
    assert {("telk", "page-0.pdf"), ("telk", "page-2.pdf"), ("gp_note", "none")} <= left
    assert not default_storage.exists(rows[1].storage_key)
    assert AuditEvent.objects.filter(verb="attachment_removed", subject_uid=rows[1].uid).count() == 1
    page = daughter.get(address(draft)).content.decode()
    assert "page-0.pdf" in page
    assert "page-1.pdf" not in page


def test_nobody_removes_or_reads_what_is_not_of_the_own_draft(cast: Cast, daughter: Client, draft: Application) -> None:
    theirs = drafts.start(cast.citizen2, [Service.objects.get(slug="hot-lunch")], by=cast.citizen2)
    row = attachments.add(theirs, "telk", SimpleUploadedFile("x.pdf", a_pdf()), by=cast.citizen2)
    daughter.post(address(draft), {"remove": str(row.uid)})
    assert Attachment.objects.filter(pk=row.pk).exists()
    assert daughter.get(f"/apply/draft/{draft.uid}/file/{row.uid}/").status_code == 404
    assert daughter.get(f"/apply/draft/{theirs.uid}/file/{row.uid}/").status_code == 404


def test_whoever_writes_reads_the_own_files_also_without_an_account(cast: Cast) -> None:
    visitor = Client()
    visitor.post("/apply/home-patronage/", {"go": "1"})
    draft = Application.objects.without_account().get()
    visitor.post(address(draft), {"file_telk": SimpleUploadedFile("telk.pdf", a_pdf("t"))})
    row = Attachment.objects.get(application=draft, slot="telk")
    link = f"/apply/draft/{draft.uid}/file/{row.uid}/"
    assert link in visitor.get(address(draft)).content.decode()
    assert visitor.get(link).content == a_pdf("t")
    assert Client().get(link).status_code == 302


def test_together_they_stay_below_the_limit(daughter: Client, draft: Application, settings: Any) -> None:
    settings.UPLOAD_MAX_TOGETHER = len(a_pdf("1")) + 10
    pages = [SimpleUploadedFile(f"page-{number}.pdf", a_pdf(str(number))) for number in range(2)]
    page = daughter.post(address(draft), {"file_telk": pages}).content.decode()
    assert "page-1.pdf" in page
    assert "заедно" in page
    assert Attachment.objects.filter(application=draft).count() == 1
