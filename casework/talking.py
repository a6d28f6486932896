"""The talk of a case as its pages show it."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from applications.models import Attachment, Origin
from applications.steps import MESSAGE
from casework.actions import talk
from casework.models import Case, CaseMessage, Side
from people.models import User


class Line(NamedTuple):
    who: str
    how: str
    at: datetime
    text: str
    files: list[Attachment]
    is_ours: bool
    is_new: bool


class Talk(NamedTuple):
    """`until`: the last day to write, once the case is over. `unread`: how many of the other side's are new."""

    lines: list[Line]
    unread: int
    is_open: bool
    until: date | None


def talk_of(case: Case, reader: User, side: Side) -> Talk:
    """Three queries, whatever its length."""
    files: dict[str, list[Attachment]] = {}
    rows = case.request.application.attachments.filter(slot__startswith=MESSAGE)
    for file in rows:
        file.data_key = case.data_key
        files.setdefault(file.slot, []).append(file)
    messages = list(CaseMessage.objects.of(case))
    lines = [_line(case, message, files.get(message.slot, []), reader, side) for message in messages]
    return Talk(lines, sum(line.is_new for line in lines), talk.is_open(case), talk.open_until(case))


def _line(case: Case, message: CaseMessage, files: list[Attachment], reader: User, side: Side) -> Line:
    # The message lies under the application's key, which has been read with the case.
    message.data_key = case.data_key
    is_ours = message.side == side
    is_new = not is_ours and message.read_at is None
    who, how = _who(case, message, reader), _how(message)
    return Line(who, how, message.sent_at, message.text or "", files, is_ours, is_new)


def _who(case: Case, message: CaseMessage, reader: User) -> str:
    author = message.author
    if author.pk == reader.pk:
        return _("You")
    if message.side == Side.OFFICE:
        return ", ".join(part for part in (author.name, author.post) if part)
    if message.origin != Origin.ONLINE:
        return case.beneficiary.short_name
    return author.person.short_name if author.person else _("the applicant")


def _how(message: CaseMessage) -> str:
    """Empty for what the author typed; otherwise who wrote it down and how it was said."""
    if message.origin == Origin.ONLINE:
        return ""
    said = {"how": Origin(message.origin).label, "clerk": message.author.name}
    return _("%(how)s, written down by %(clerk)s") % said
