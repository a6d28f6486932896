"""Telling the people of a case: the applicant through the login, the person through the own rules."""

from collections.abc import Sequence
from typing import Any

from applications import telling
from applications.audience import names
from casework.models import Case
from people.models import User
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
    application, context = case.request.application, {**context, "service_slug": case.service.slug}
    telling.tell(application, notice, context, by=by, key=key, data_key=case.data_key, documents=documents)
