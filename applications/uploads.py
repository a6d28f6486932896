"""What may be attached: size, and a type proved by extension, first bytes and a parser that opens it.

A picture is drawn anew: upright, no larger than a sheet needs, without the place and device that came with it.
"""

import io
from pathlib import PurePath

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from records.forms import UNTYPABLE

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}
MAGIC = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
MAX_PIXELS = 40_000_000
# The longer side: A4 at 300 dots an inch.
MAX_SIDE = 3600
HEIC_NAMES, HEIC_BRANDS = {".heic", ".heif"}, {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}
MODES = {
    "1": "L",
    "I": "L",
    "I;16": "L",
    "CMYK": "RGB",
    "YCbCr": "RGB",
    "LAB": "RGB",
    "P": "RGBA",
    "PA": "RGBA",
    "LA": "RGBA",
}


def checked(upload: UploadedFile) -> tuple[bytes, str]:
    """Bytes and content type. Raises ValidationError with a sentence that says what to do instead."""
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("The file is larger than 10 MB. Take the photo again in a smaller size, or scan in black and white.")
        )
    suffix = PurePath(upload.name or "").suffix.lower()
    start = upload.read(12)
    upload.seek(0)
    if suffix in HEIC_NAMES or (start[4:8] == b"ftyp" and start[8:12] in HEIC_BRANDS):
        raise ValidationError(
            _(
                "This is a photo of the kind HEIC, which we cannot open. On an iPhone choose Settings, Camera, "
                "Formats, “Most Compatible” and take it again. Or take a picture of the screen that shows it."
            )
        )
    kind = EXTENSIONS.get(suffix)
    if kind is None:
        raise ValidationError(_("This kind of file is not accepted. Attach a PDF, JPG or PNG."))
    content = upload.read()
    if not content:
        raise ValidationError(_("The file is empty. Choose it again."))
    if content.startswith(MAGIC[kind]):
        if kind != PDF:
            content = _drawn_anew(content, kind)
        elif not _is_pdf(content):
            content = b""
        if content:
            return content, kind
    raise ValidationError(_("The file is damaged or is not what its name says. Attach a PDF, JPG or PNG."))


def _is_pdf(content: bytes) -> bool:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return len(pdf.pages) > 0
    except pikepdf.PasswordError as locked:
        words = _("The PDF is locked with a password. Save it again without one, or take a photo of it.")
        raise ValidationError(words) from locked
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return False


def _drawn_anew(content: bytes, kind: str) -> bytes:
    """The picture alone; nothing when it cannot be opened to its last line, or unpacks to far too much."""
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return b""
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            clean = upright.convert(MODES.get(upright.mode, upright.mode))
            clean.info.clear()
            clean.thumbnail((MAX_SIDE, MAX_SIDE))
            if kind == JPEG:
                clean.convert("L" if clean.mode == "L" else "RGB").save(out, "JPEG", quality=88)
            else:
                clean.save(out, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    return out.getvalue()


def safe_name(name: str) -> str:
    """The last part of the name without controls and bidirectional signs, at most 120 characters."""
    # Browsers write a quotation mark in the name of a sent file as %22.
    bare = UNTYPABLE.sub("", PurePath(name.replace("%22", '"').replace("\\", "/")).name).replace("\n", " ").strip()
    return bare[-120:] or "file"
