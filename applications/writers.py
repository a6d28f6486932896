"""Who writes a draft, and what they may do with it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from applications import visiting
from applications.models import Application
from applications.models.application import ApplicationQuerySet


class Part(StrEnum):
    """As what somebody writes; stored with each step that is saved."""

    APPLICANT = "applicant"
    CLERK = "clerk"
    # Without an account: began the draft in this visit, or came back with link and code.
    VISITOR = "visitor"


@dataclass(frozen=True)
class Writer:
    """`by` is the actor that history and audit name."""

    draft: Application
    part: Part
    by: Any

    @property
    def sees_records(self) -> bool:
        """Whether what is kept of the person may be proposed: never without a login (ADR 4)."""
        return self.part in {Part.APPLICANT, Part.CLERK}


def writer_of(request: HttpRequest, uid: UUID) -> Writer | None:
    """None when there is no such draft, or it is not for this visitor: the two look alike."""
    user = request.user
    if user.is_authenticated:
        draft = Application.objects.drafts_of(user).with_steps().filter(uid=uid).first()
        if draft is not None:
            return Writer(draft, Part.CLERK if draft.filed_by_id else Part.APPLICANT, user)
    if visiting.holds(request, uid):
        draft = Application.objects.without_account().with_steps().filter(uid=uid).first()
        if draft is not None:
            return Writer(draft, Part.VISITOR, user)
    return None


def sent_by(request: HttpRequest) -> ApplicationQuerySet:
    """What this visitor has sent: with the login, or in this very visit without one."""
    if request.user.is_authenticated:
        return Application.objects.sent_by(request.user)
    return Application.objects.sent_without_account(visiting.sent_uids(request))
