"""Telling the people of a case: the applicant through the login, the person through the own rules."""

from collections.abc import Sequence
from typing import Any

from applications.audience import names, readers
from casework.models import Case
from people.models import User
from records import messages
from records.messages import Notice
from records.models import Document

__all__ = ["names", "tell"]


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
    context = {**context, "service_slug": case.service.slug}
    for reader in readers(case.request.application):
        messages.send(
            notice,
            subject=case.request.application,
            data_key=case.data_key,
            by=by,
            person_uid=reader.person_uid,
            user_uid=reader.user_uid,
            context=context,
            dedupe_key=f"{notice.kind}:{key}" if reader.is_applicant else f"{notice.kind}:{key}:beneficiary",
            documents=documents,
        )
