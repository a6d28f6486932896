"""Attached files: encrypted under the application's key, stored under a random name."""

import hashlib
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from applications.held import hold
from applications.models import Application, Attachment, AttachmentKind
from applications.steps import SIGNED
from applications.uploads import checked, safe_name
from records import audit, scanning


@transaction.atomic
def add(application: Application, slot: str, upload: UploadedFile, *, by: Any) -> Attachment:
    """Raises ValidationError for what may not be attached, and Gone. The same file twice for one slot is one row."""
    content, kind = checked(upload)
    hold(application)
    digest = hashlib.sha256(content).hexdigest()
    known = application.attachments.filter(slot=slot, sha256=digest).first()
    if known is not None:
        return known
    so_far = application.attachments.filter(kind=AttachmentKind.FILE).aggregate(files=Count("pk"), bytes=Sum("size"))
    if so_far["files"] >= settings.UPLOAD_MAX_FILES:
        raise ValidationError(_("There are already 20 files. Bring the rest to the counter."))
    if (so_far["bytes"] or 0) + len(content) > settings.UPLOAD_MAX_TOGETHER:
        raise ValidationError(_("The files are together larger than 50 MB. Bring the rest to the counter."))
    application.attachments.filter(slot=slot).exclude(kind=AttachmentKind.FILE).delete()
    attachment = Attachment(application=application, slot=slot, data_key=application.data_key)
    attachment.name = safe_name(upload.name or "")
    attachment.content_type, attachment.size, attachment.sha256 = kind, len(content), digest
    attachment.__dict__.update(scanning.keep(attachment, "attachments", content))
    attachment.save()
    audit.record("attachment_added", attachment, by=by, application=str(application.uid))
    return attachment


@transaction.atomic
def add_signed(application: Application, upload: UploadedFile, *, by: Any) -> Attachment:
    """A page that the person signed on paper, apart from the documents that a service asks for."""
    page = add(application, SIGNED, upload, by=by)
    Attachment.objects.filter(pk=page.pk).update(kind=AttachmentKind.SIGNED)
    page.kind = AttachmentKind.SIGNED
    return page


@transaction.atomic
def answer_without_file(application: Application, slot: str, kind: str, *, by: Any) -> None:
    """The applicant brings it later, or the municipality checks it in a register. Raises Gone."""
    hold(application)
    if application.attachments.filter(slot=slot, kind=AttachmentKind.FILE).exists():
        return
    application.attachments.filter(slot=slot).delete()
    Attachment.objects.create(application=application, slot=slot, kind=kind, data_key=application.data_key)


@transaction.atomic
def remove(application: Application, uid: str, *, by: Any) -> None:
    """Takes a file out of a draft, its bytes once the transaction is through; nothing of another draft. Raises Gone."""
    hold(application)
    row = application.attachments.filter(uid=uid).exclude(storage_key="").first()
    if row is not None:
        audit.record("attachment_removed", row, by=by, application=str(application.uid))
        row.delete()
        transaction.on_commit(partial(default_storage.delete, row.storage_key))


def read(attachment: Attachment) -> bytes | None:
    """The bytes as uploaded; None once the key was shredded. Raises NotOpened for what is not known to be clean."""
    return scanning.read(attachment)
