"""Documents: tagged PDF/A from the child process, sealed; one changed bit is noticed."""

import io
import random

import pikepdf
import pytest
from django.test import Client

from records import documents, pdf, seal
from records.documents import ALPHABET, new_code, normal_code

BODY = "<h1>ЗАПОВЕД</h1><p>Жълт щъркел</p>"
HTML = f"<!doctype html><html lang='bg'><head><title>Заповед</title></head><body>{BODY}</body></html>"


@pytest.fixture(scope="module")
def rendered() -> bytes:
    return pdf.renderer().render(HTML, {}, 30)


def test_the_document_is_a_tagged_pdf_a_in_bulgarian(rendered: bytes) -> None:
    with pikepdf.open(io.BytesIO(rendered)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "bg"
        metadata = opened.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        fonts = {str(font.BaseFont) for font in opened.pages[0].Resources.Font.values()}
        assert any("Sofia" in name for name in fonts)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:1/x.png", "asset:other.svg", "/etc/passwd"]
)
def test_the_renderer_fetches_nothing_but_what_came_with_the_job(address: str) -> None:
    html = f"<html><body><p>x</p><img src='{address}' alt=''><a rel='attachment' href='{address}'>y</a></body></html>"
    made = pdf.renderer().render(html, {}, 30)
    assert b"root:" not in made
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(opened.attachments) == 0
        assert len(opened.pages[0].get_images()) == 0


def test_a_late_renderer_is_killed_and_the_next_document_is_made(rendered: bytes) -> None:
    renderer = pdf.Renderer()
    try:
        endless = "<html><body>" + "<table><tr><td>" * 400 + "x" + "</body></html>"
        with pytest.raises(pdf.RenderError):
            renderer.render(endless * 3, {}, 0.05)
        assert renderer.render(HTML, {}, 30).startswith(b"%PDF")
    finally:
        renderer.stop()


def test_a_seal_covers_every_bit(rendered: bytes) -> None:
    """Two hundred places, one flipped bit each."""
    sealed = seal.seal(rendered, "Заповед")
    assert seal.is_intact(sealed)
    assert not seal.is_intact(rendered)
    chance = random.Random(1)
    survived = []
    for _ in range(200):
        place = chance.randrange(len(sealed))
        changed = bytearray(sealed)
        changed[place] ^= 1 << chance.randrange(8)
        if seal.is_intact(bytes(changed)):
            survived.append(place)
    assert survived == []
    assert not seal.is_intact(sealed + b"\n%%EOF")


def test_a_code_is_long_enough_and_read_as_people_type_it() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert len(ALPHABET) ** 12 >= 2**50
    code = "7K2M-9QXR-40W1"
    for typed in ("7k2m9qxr40w1", " 7K2M 9QXR 4OWI ", "7k2m–9qxr–4owl", "7К2М-9QХR-4О\0W1"):
        assert normal_code(typed) == code


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["%00", "%D0%9C%00", "..%2F", "%F0%9F%98%80"])
def test_what_can_be_no_code_is_no_document(client: Client, typed: str) -> None:
    assert client.get(f"/verify/{typed}/").status_code == 404


@pytest.mark.django_db
def test_damaged_bytes_are_never_served(cast: object, settings: object) -> None:
    from datetime import date

    from django.core.files.storage import default_storage

    from records.models import Document
    from tests.support.cast import Cast

    assert isinstance(cast, Cast)
    document = documents.request(
        "receipt", subject=cast.mother, data_key=cast.mother.data_key, template="pdf/receipt.html",
        context={}, title="x", issued_on=date(2026, 11, 23), by=None,
    )  # fmt: skip
    Document.objects.filter(pk=document.pk).update(**documents.store(document, b"%PDF-1.7 first"))
    document.refresh_from_db()
    assert documents.read(document) == b"%PDF-1.7 first"
    other = documents.store(document, b"%PDF-1.7 other")
    document.storage_key = other["storage_key"]
    with pytest.raises(documents.DamagedDocument):
        documents.read(document)
    default_storage.delete(document.storage_key)
