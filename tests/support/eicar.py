"""The harmless file that every scanner calls a virus, plain and in the carriers in which real ones come."""

import io
import zipfile
from email.message import EmailMessage

import pikepdf

from portal.embedded import EICAR

VIRUS = bytes.fromhex(EICAR)


def _zip(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def _docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types/>')
        archive.writestr("word/document.xml", "<w:document/>")
        archive.writestr("word/embeddings/oleObject1.bin", VIRUS)
    return out.getvalue()


def pdf(content: bytes = VIRUS) -> bytes:
    """A sound PDF of one page with `content` as its attachment: it passes the door."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.attachments["readme.txt"] = content
        made.save(out)
    return out.getvalue()


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "x"
    mail.set_content("x")
    mail.add_attachment(VIRUS, maintype="application", subtype="octet-stream", filename="readme.com")
    return bytes(mail)


CARRIERS = {
    "plain": VIRUS,
    "zip": _zip("readme.com", VIRUS),
    "zip in zip in zip": _zip("c.zip", _zip("b.zip", _zip("readme.com", VIRUS))),
    "docx": _docx(),
    "pdf attachment": pdf(),
    "eml base64": _mail(),
}
