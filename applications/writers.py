"""Who writes a draft, and what they may do with it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from applications import visiting
from applications.models import Application, ApplicationStatus, Helper
from applications.models.application import ApplicationQuerySet
from records import audit
from records.statements import Given, Statement


class Part(StrEnum):
    """As what somebody writes; stored with each step that is saved."""

    APPLICANT = "applicant"
    CLERK = "clerk"
    # Without an account: began the draft in this visit, or came back with link and code.
    VISITOR = "visitor"
    # Invited by the applicant: fills in, and nothing else.
    HELPER = "helper"
    # Of an organisation that the person allowed to help: writes and sends in the person's name.
    MEDIATOR = "mediator"


class Right(StrEnum):
    """What is more than filling in."""

    SEND = "send"
    DISCARD = "discard"
    INVITE = "invite"
    READ_FILES = "read_files"


RIGHTS = {
    Part.APPLICANT: frozenset(Right),
    Part.VISITOR: frozenset(Right),
    Part.CLERK: frozenset(Right) - {Right.INVITE},
    Part.HELPER: frozenset[Right](),
    Part.MEDIATOR: frozenset(Right) - {Right.INVITE},
}


@dataclass(frozen=True)
class Writer:
    """`by` is the actor that history and audit name."""

    draft: Application
    part: Part
    by: Any

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.part]

    def require(self, right: Right) -> None:
        """Raises PermissionDenied; the refusal itself is audited."""
        if not self.may(right):
            audit.denied(f"draft:{right}", self.draft, by=self.by)
            raise PermissionDenied

    def may_see(self) -> ApplicationQuerySet:
        """Sent applications that this writer may know of."""
        match self.part:
            case Part.APPLICANT:
                return Application.objects.visible_to(self.by)
            case Part.CLERK:
                return Application.objects.at_counter(self.by)
        return Application.objects.none()

    @property
    def sees_records(self) -> bool:
        """Whether what is kept of the person may be proposed: never without a login (ADR 4)."""
        return self.part in {Part.APPLICANT, Part.CLERK}


# What every page of a citizen's draft asks; others' drafts are found by who they are today.
OWN = Statement(
    lambda: Application.objects.with_steps().filter(
        applicant_user=Given("user"), uid=Given("uid"), status=ApplicationStatus.DRAFT
    )
)


def _draft_of(user: Any, uid: UUID) -> Application | None:
    own = OWN.objects(user=user.pk, uid=uid)
    if own or not user.roles:
        return own[0] if own else None
    return Application.objects.drafts_of(user).with_steps().filter(uid=uid).first()


def _part_of(draft: Application) -> Part:
    if draft.mandate_id:
        return Part.MEDIATOR
    return Part.CLERK if draft.filed_by_id else Part.APPLICANT


def writer_of(request: HttpRequest, uid: UUID) -> Writer | None:
    """None when there is no such draft, or it is not for this visitor: the two look alike."""
    user = request.user
    if user.is_authenticated:
        draft = _draft_of(user, uid)
        if draft is not None:
            return Writer(draft, _part_of(draft), user)
    if visiting.holds(request, uid):
        draft = Application.objects.without_account().with_steps().filter(uid=uid).first()
        if draft is not None:
            request.visit_seconds = visiting.seconds(request)  # type: ignore[attr-defined]
            return Writer(draft, Part.VISITOR, user)
    invitation = visiting.helper_of(request, uid)
    helper = Helper.objects.helping(invitation, uid) if invitation else None
    if helper is not None:
        return Writer(Application.objects.with_steps().get(pk=helper.application_id), Part.HELPER, helper)
    return None


def sent_by(request: HttpRequest) -> ApplicationQuerySet:
    """What this visitor has sent: with the login, or in this very visit without one."""
    if request.user.is_authenticated:
        return Application.objects.sent_by(request.user)
    return Application.objects.sent_without_account(visiting.sent_uids(request))
