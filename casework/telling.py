"""Telling the people of a case: the applicant through the login, the person through the own rules."""

from collections.abc import Sequence
from typing import Any

from applications import telling
from applications.audience import names
from casework.models import Case
from people.models import User
from records import messages
from records.messages import Notice
from records.models import DataKey, Document

__all__ = ["names", "tell", "tell_officer"]


def tell_officer(
    officer: User, notice: Notice, context: dict[str, Any], *, about: Any, by: User | None, key: str | None = None
) -> None:
    """To a colleague's login, under a key of its own; `about` is no personal record."""
    keys = DataKey.objects.filter(owner_kind="staff", owner_uid=officer.uid, wrapped__isnull=False)
    messages.send(
        notice,
        subject=about,
        data_key=keys.first() or DataKey.objects.create_for("staff", officer.uid),
        by=by,
        user_uid=officer.uid,
        context=context,
        dedupe_key=key,
    )


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
