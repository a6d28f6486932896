"""A file has a virus or could not be checked: who sent it is told in plain words, and so is the officer."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from applications import telling
from applications.models import ApplicationStatus, Attachment
from casework import notices
from casework.models import Case, CaseMessage, Opinion, Side, SignedPaper
from casework.telling import tell_officer
from records import messages
from records.models import ScannedModel, ScanStatus


def tell(row: ScannedModel) -> None:
    """A draft's writer reads it where the file stands, so nobody is written to before it is sent."""
    if isinstance(row, Opinion):
        _tell_officer(row.case, row)
        _tell_body(row)
    elif isinstance(row, SignedPaper):
        context = {"number": row.case.number, **_what(row)}
        tell_officer(row.added_by, notices.FILE_LOCKED, context, about=row.case.unit, by=None, key=f"file {row.uid}")
    elif isinstance(row, Attachment) and row.application.status != ApplicationStatus.DRAFT:
        application = row.application
        if not _is_ours(row):
            context = {"number": application.number, "name": str(row.name), **_what(row)}
            telling.tell(application, notices.FILE_REFUSED, context, by=None, key=str(row.uid))
        for case in Case.objects.of_application(application).open().select_related("assignee", "unit"):
            _tell_officer(case, row)


def _is_ours(row: Attachment) -> bool:
    """Sent by an officer in the talk of the case."""
    uid = row.slot.partition("message:")[2]
    return bool(uid) and CaseMessage.objects.filter(uid=uid, side=Side.OFFICE).exists()


def _what(row: ScannedModel) -> dict[str, Any]:
    return {"has_virus": row.scan_status == ScanStatus.QUARANTINED}


def _tell_officer(case: Case, row: ScannedModel) -> None:
    officer = case.assignee or (row.asked_by if isinstance(row, Opinion) else None)
    if officer is not None:
        context = {"number": case.number, **_what(row)}
        tell_officer(officer, notices.FILE_LOCKED, context, about=case.unit, by=None, key=f"file {row.uid} {case.uid}")


def _tell_body(row: Opinion) -> None:
    with translation.override("bg"):
        text = _(
            "The file that came with your opinion has a virus or could not be checked, so nobody can open it. Your "
            "words have arrived. Please send the document in another way. Questions: %(phone)s"
        )
        messages.queue_mail(
            str(row.email),
            _("We could not open a file that you sent"),
            text % {"phone": settings.MUNICIPALITY["phone"]},
        )
