"""Telling the people of a case: the applicant through the login, the person through the own rules."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from applications.audience import readers
from casework.models import Case
from people.models import User
from records import messages
from records.messages import Notice
from records.models import Document
from services.models import Service


def names(service: Service) -> dict[str, str]:
    """For a message's context; Notice.text shows the one of the reader's language. A protected one is not named."""
    if service.is_protected:
        words = {}
        for language in ("bg", "en"):
            with translation.override(language):
                words[language] = gettext("your application")
        return {"service": words["bg"], "service_en": words["en"]}
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
