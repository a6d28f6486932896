"""What may be attached: size, and a type proved by extension, first bytes and a parser that opens it."""

import io
from pathlib import PurePath

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from records.forms import UNTYPABLE

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}
MAGIC = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
MAX_PIXELS = 40_000_000


def checked(upload: UploadedFile) -> tuple[bytes, str]:
    """Bytes and content type. Raises ValidationError with a sentence that says what to do instead."""
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("The file is larger than 10 MB. Take the photo again in a smaller size, or scan in black and white.")
        )
    kind = EXTENSIONS.get(PurePath(upload.name or "").suffix.lower())
    if kind is None:
        raise ValidationError(_("This kind of file is not accepted. Attach a PDF, JPG or PNG."))
    content = upload.read()
    if not content:
        raise ValidationError(_("The file is empty. Choose it again."))
    if not content.startswith(MAGIC[kind]) or not _opens(content, kind):
        raise ValidationError(_("The file is damaged or is not what its name says. Attach a PDF, JPG or PNG."))
    return content, kind


def _opens(content: bytes, kind: str) -> bool:
    return _is_pdf(content) if kind == PDF else _is_picture(content)


def _is_pdf(content: bytes) -> bool:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return len(pdf.pages) > 0
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return False


def _is_picture(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return False
            picture.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def safe_name(name: str) -> str:
    """The last part of the name without controls and bidirectional signs, at most 120 characters."""
    # Browsers write a quotation mark in the name of a sent file as %22.
    bare = UNTYPABLE.sub("", PurePath(name.replace("%22", '"').replace("\\", "/")).name).replace("\n", " ").strip()
    return bare[-120:] or "file"
