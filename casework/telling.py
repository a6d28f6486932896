"""Telling the people of a case: the applicant through the login, the person through the own rules."""

from collections.abc import Sequence
from typing import Any

from casework.models import Case
from people.models import User
from records import messages
from records.messages import Notice
from records.models import Document
from services.models import Service


def names(service: Service) -> dict[str, str]:
    """For a message's context; Notice.text shows the one of the reader's language."""
    return {"service": service.name_bg, "service_en": service.name_en}


def tell(
    case: Case,
    notice: Notice,
    context: dict[str, Any],
    *,
    by: User | None,
    key: str,
    documents: Sequence[Document] = (),
) -> None:
    """One message each; `key` makes a repeated event tell nobody twice."""
    application = case.request.application
    user = application.applicant_user
    applicant = application.applicant
    messages.send(
        notice,
        subject=application,
        data_key=case.data_key,
        by=by,
        person_uid=applicant.uid if applicant else None,
        user_uid=user.uid if user else None,
        context=context,
        dedupe_key=f"{notice.kind}:{key}",
        documents=documents,
    )
    if applicant is not None and applicant.pk != case.beneficiary_id:
        messages.send(
            notice,
            subject=application,
            data_key=case.data_key,
            by=by,
            person_uid=case.beneficiary.uid,
            context=context,
            dedupe_key=f"{notice.kind}:{key}:beneficiary",
            documents=documents,
        )
