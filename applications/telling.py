"""Telling the people of an application: the applicant through the login, the person it is for through the own rules."""

from collections.abc import Sequence
from typing import Any

from applications.audience import readers
from applications.models import Application
from records import messages
from records.models import DataKey, Document
from records.notices import Notice


def tell(
    application: Application,
    notice: Notice,
    context: dict[str, Any],
    *,
    by: Any,
    for_other: Notice | None = None,
    key: str | None = None,
    data_key: DataKey | None = None,
    documents: Sequence[Document] = (),
) -> None:
    """One message each; `key` makes an event that comes again tell nobody twice.

    `for_other`: what the person hears who did not apply, if it reads otherwise. `data_key`: the application's, where
    the caller has read it elsewhere.
    """
    for reader in readers(application):
        kind = notice if reader.is_applicant else for_other or notice
        once = f"{kind.kind}:{key}" if reader.is_applicant else f"{kind.kind}:{key}:beneficiary"
        messages.send(
            kind,
            subject=application,
            data_key=data_key or application.data_key,
            by=by,
            person_uid=reader.person_uid,
            user_uid=reader.user_uid,
            context=context,
            dedupe_key=once if key else None,
            documents=documents,
        )
