"""Who writes a draft, and what they may do with it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from applications.models import Application


class Part(StrEnum):
    """As what somebody writes; stored with each step that is saved."""

    APPLICANT = "applicant"
    CLERK = "clerk"


@dataclass(frozen=True)
class Writer:
    """`by` is the actor that history and audit name."""

    draft: Application
    part: Part
    by: Any


def writer_of(request: HttpRequest, uid: UUID) -> Writer | None:
    """None when there is no such draft, or it is not for this visitor: the two look alike."""
    user = request.user
    if user.is_authenticated:
        draft = Application.objects.drafts_of(user).with_steps().filter(uid=uid).first()
        if draft is not None:
            return Writer(draft, Part.CLERK if draft.filed_by_id else Part.APPLICANT, user)
    return None


def has_sent(request: HttpRequest, uid: UUID) -> bool:
    """An old tab of a draft leads to what became of it."""
    user = request.user
    return user.is_authenticated and Application.objects.sent_by(user).filter(uid=uid).exists()
