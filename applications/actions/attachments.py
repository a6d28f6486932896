"""Attached files: encrypted under the application's key, stored under a random name."""

import hashlib
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, Attachment, AttachmentKind
from applications.steps import SIGNED
from applications.uploads import checked, safe_name
from people.models import User
from records import audit
from records.crypto import decrypt_bytes, encrypt_bytes


@transaction.atomic
def add(application: Application, slot: str, upload: UploadedFile, *, by: User) -> Attachment:
    """Raises ValidationError for what may not be attached. The same file twice for one slot is one row."""
    content, kind = checked(upload)
    digest = hashlib.sha256(content).hexdigest()
    known = application.attachments.filter(slot=slot, sha256=digest).first()
    if known is not None:
        return known
    if application.attachments.filter(kind=AttachmentKind.FILE).count() >= settings.UPLOAD_MAX_FILES:
        raise ValidationError(_("There are already 20 files. Bring the rest to the counter."))
    application.attachments.filter(slot=slot).exclude(kind=AttachmentKind.FILE).delete()
    attachment = Attachment(application=application, slot=slot, data_key=application.data_key)
    sealed = encrypt_bytes(application.data_key, attachment.uid.bytes, content)
    attachment.name = safe_name(upload.name or "")
    attachment.content_type, attachment.size, attachment.sha256 = kind, len(content), digest
    attachment.storage_key = default_storage.save(f"attachments/{uuid4().hex}", ContentFile(sealed))
    attachment.save()
    audit.record("attachment_added", attachment, by=by, application=str(application.uid))
    return attachment


@transaction.atomic
def add_signed(application: Application, upload: UploadedFile, *, by: User) -> Attachment:
    """A page that the person signed on paper, apart from the documents that a service asks for."""
    page = add(application, SIGNED, upload, by=by)
    Attachment.objects.filter(pk=page.pk).update(kind=AttachmentKind.SIGNED)
    page.kind = AttachmentKind.SIGNED
    return page


@transaction.atomic
def answer_without_file(application: Application, slot: str, kind: str, *, by: User) -> None:
    """The applicant brings it later, or the municipality checks it in a register."""
    if application.attachments.filter(slot=slot, kind=AttachmentKind.FILE).exists():
        return
    application.attachments.filter(slot=slot).delete()
    Attachment.objects.create(application=application, slot=slot, kind=kind, data_key=application.data_key)


def read(attachment: Attachment) -> bytes | None:
    """The bytes as uploaded; None once the key was shredded."""
    with default_storage.open(attachment.storage_key) as stored:
        return decrypt_bytes(attachment.data_key, attachment.uid.bytes, stored.read())
