"""The talk of a case: the person and the officer write to each other in the file; each side is told."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from applications.actions import attachments
from applications.models import Origin
from casework import deadlines, notices
from casework.models import Case, CaseMessage, CaseStatus, ProviderMessage, ProviderSide, Side, UseChange, UseStatus
from casework.telling import names, tell
from people.models import User
from records import audit


class TalkClosed(Exception):
    """The case is over, and so are the days in which it could still be written about."""


def open_until(case: Case) -> date | None:
    """The last day on which the case can be written about; None while it is not over."""
    ended = case.closed_at or (case.decided_at if case.status == CaseStatus.DECIDED else None)
    if ended is None:
        return None
    day = timezone.localdate(ended)
    return day + timedelta(days=deadlines.rule_in_force("conversation", day).amount)


def is_open(case: Case) -> bool:
    until = open_until(case)
    return until is None or timezone.localdate() <= until


@transaction.atomic
def write(
    case: Case,
    text: str,
    *,
    side: Side,
    by: User,
    origin: str = Origin.ONLINE,
    files: Iterable[UploadedFile] = (),
    form_uid: UUID | None = None,
) -> CaseMessage:
    """The message; the one that is there already when the same form comes twice.

    Raises TalkClosed, or ValidationError for a file that may not be attached: nothing is written then.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    known = CaseMessage.objects.of(case).filter(form_uid=form_uid, author=by).first() if form_uid else None
    if known is not None:
        return known
    if not is_open(locked):
        raise TalkClosed
    message = CaseMessage(
        case=case,
        data_key=case.data_key,
        side=side,
        origin=origin,
        author=by,
        form_uid=form_uid,
        sent_at=timezone.now(),
    )
    message.text = text
    message.save()
    for file in files:
        attachments.add(case.request.application, message.slot, file, by=by)
    _mark_read(case, other_than=side)
    if side == Side.OFFICE:
        settle(case)
        context = {**names(case.service), "number": case.number, "officer": by.name, "text": text}
        tell(case, notices.WROTE, context, by=by, key=str(message.uid))
    else:
        wait_for_officer(case)
    audit.record("case_message", case, by=by, message=str(message.uid), side=side.value, origin=str(origin))
    return message


@transaction.atomic
def read(case: Case, *, side: Side, by: User) -> None:
    """`side` has read what the other one wrote, and says so."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if _mark_read(case, other_than=side):
        audit.record("case_messages_read", case, by=by, side=side.value)
    if side == Side.OFFICE:
        settle(case)


def _mark_read(case: Case, *, other_than: Side) -> int:
    other = Side.OFFICE if other_than == Side.PERSON else Side.PERSON
    return CaseMessage.objects.filter(case=case).unread(other).update(read_at=timezone.now())


def wait_for_officer(case: Case) -> None:
    """The case comes to the officer's list of those who wrote, by the time of the oldest unread word."""
    Case.objects.filter(pk=case.pk, wrote_at__isnull=True).update(wrote_at=timezone.now())


def settle(case: Case) -> None:
    """Takes the case off that list when nothing waits any more."""
    is_asked = UseChange.objects.filter(case=case, status=UseStatus.ASKED).exists()
    by_provider = ProviderMessage.objects.filter(case=case).unread(ProviderSide.PROVIDER)
    if not (is_asked or by_provider.exists() or CaseMessage.objects.filter(case=case).unread(Side.PERSON).exists()):
        Case.objects.filter(pk=case.pk).update(wrote_at=None)
