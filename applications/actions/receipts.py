"""The receipt: a sealed paper with what other offices accept as a proof of filing. It is given once and kept."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.models import Application, AttachmentKind, Origin, ServiceRequest
from applications.steps import Walk
from people.models import User
from records import documents
from records.models import Document

KIND = "receipt"


def give(
    application: Application,
    walk: Walk,
    requests: list[ServiceRequest],
    answer_by: list[tuple[str, date | None]],
    *,
    by: User | None,
) -> None:
    """Freezes the facts of the moment; a worker renders and seals them. Its uid is the application's `receipt_uid`."""
    submitted = timezone.localtime(application.submitted_at)
    with override(application.language):
        context = {
            **_who(application),
            "services": [_names(request) for request in requests],
            "submitted_at": submitted.strftime("%d.%m.%Y г., %H:%M:%S ч."),
            "dated_number": application.dated_number,
            "files": _files(walk),
            "promised": _promised(walk),
            "answers": [{"service": name, "by": f"{day:%d.%m.%Y} г." if day else ""} for name, day in answer_by],
        }
        title = _("Receipt for an application")
    sealed(application, KIND, context, title=title, issued_on=submitted.date(), by=by, uid=application.receipt_uid)


def sealed(
    application: Application,
    kind: str,
    context: dict[str, Any],
    *,
    title: str,
    issued_on: date,
    by: User | None,
    uid: UUID | None = None,
) -> Document:
    """A sealed paper about the application, in its language; `pdf/<kind>.html` shows the context."""
    return documents.request(
        kind,
        subject=application,
        data_key=application.data_key,
        template=f"pdf/{kind}.html",
        context=context,
        title=title,
        number=application.number or "",
        issued_on=issued_on,
        seal=True,
        by=by,
        language=application.language,
        uid=uid,
    )


def _who(application: Application) -> dict[str, Any]:
    """Names, and by the clerk's hand where one wrote. Numbers of persons stay out: the paper goes from hand to hand."""
    assert application.beneficiary is not None and application.applicant is not None
    clerk = application.filed_by
    office = application.mandate.organisation if application.mandate else clerk.counter if clerk else None
    return {
        "applicant": application.applicant.full_name,
        "capacity": str(application.get_capacity_display()),
        "beneficiary": application.beneficiary.full_name,
        "is_for_self": application.applicant == application.beneficiary,
        "origin": str(Origin(application.origin).label),
        "office": office.name if office else "",
        "clerk": clerk.name if clerk else "",
    }


def _names(request: ServiceRequest) -> str:
    """With its official name, whatever the language of the paper."""
    service = request.service
    return service.name_bg if service.name == service.name_bg else f"{service.name_bg} ({service.name})"


def _files(walk: Walk) -> list[dict[str, Any]]:
    """Each with its SHA-256: anybody can compute it from the file and compare."""
    return [
        {"label": label, "name": str(row.name), "size": row.size, "sha256": row.sha256}
        for label, row in walk.given()
        if row.kind == AttachmentKind.FILE
    ]


def _promised(walk: Walk) -> list[dict[str, str]]:
    """Documents that did not come as a file, with how they will."""
    return [
        {"label": label, "how": str(row.get_kind_display())}
        for label, row in walk.given()
        if row.kind != AttachmentKind.FILE
    ]
