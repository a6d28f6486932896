"""New versions of what messages say. Nothing is overwritten: what was told stays as it was told."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from people.models import User
from records import audit, messages
from records.models import MessageText
from records.notices import Notice
from services import messagetexts

PARTS = ("subject_bg", "subject_en", "brief_bg", "brief_en", "body_bg", "body_en")


@dataclass(frozen=True)
class Wording:
    """The six texts of a version, by the names of their columns; `service` is a slug, or empty for all."""

    service: str
    texts: dict[str, str]
    valid_from: date


def publish(notice: Notice, wording: Wording, *, by: User) -> MessageText:
    return _add(notice, wording, by=by, is_builtin=False)


def back_to_builtin(notice: Notice, wording: Wording, *, by: User) -> MessageText:
    """From that day on the programme's own text (for one service: the one for all)."""
    return _add(notice, Wording(wording.service, {}, wording.valid_from), by=by, is_builtin=True)


@transaction.atomic
def _add(notice: Notice, wording: Wording, *, by: User, is_builtin: bool) -> MessageText:
    rows = MessageText.objects.of_kind(notice.kind)
    list(rows.select_for_update())  # two editors at once: the second gets the next number
    last = rows.aggregate(last=Max("number"))["last"] or 0
    text = MessageText.objects.create(
        kind=notice.kind, service=wording.service, number=last + 1, is_builtin=is_builtin,
        valid_from=wording.valid_from, author_uid=by.uid, author_label=by.label, **wording.texts,
    )  # fmt: skip
    audit.record("message_text_written", text, by=by, kind=notice.kind, service=wording.service, number=text.number)
    return text


def try_out(notice: Notice, wording: Wording, language: str, *, by: User) -> None:
    """To the editor's own address, with made-up data: first what leaves the house, then the full text."""
    shown = messagetexts.shown(notice, wording.texts, language)
    messages.queue_mail(by.email, shown.subject, f"{shown.brief}\n\n{shown.body}")
