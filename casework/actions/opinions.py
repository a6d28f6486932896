"""The opinion of another body (APK art. 53): asked by a link of its own; silence at the end of the term agrees."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.uploads import checked, safe_name
from casework import deadlines, notices
from casework.actions import clocks, registry
from casework.models import Case, DeadlineRule, Disclosure, Ground, Opinion, OpinionStatus
from casework.telling import tell_officer
from people.models import User
from records import audit, messages, scanning
from records.links import hash_of, new_token
from records.workflow import move

RULE, REASON = "opinion", "opinion"


class TooLate(Exception):
    """The law gives the other body no more days than that; `last` is the last possible day."""

    def __init__(self, last: date) -> None:
        super().__init__(last)
        self.last = last


def last_day(today: date, organisation: str = "") -> date:
    """The longest term in force: the body's own rule („opinion-“ and its short name), or that of all."""
    own = f"{RULE}-{organisation}"
    has_own = bool(organisation) and DeadlineRule.objects.in_force(today).filter(code=own).exists()
    return deadlines.term(own if has_own else RULE, today)


@transaction.atomic
def ask(
    case: Case,
    *,
    body: str,
    email: str,
    question: str,
    facts: list[str],
    document_uids: list[str],
    due_on: date,
    stops_clock: bool,
    by: User,
) -> tuple[Opinion, str]:
    """The opinion and the secret of its link, which nobody can read again. Raises TooLate."""
    now = timezone.now()
    if due_on > (last := last_day(timezone.localdate(now))):
        raise TooLate(last)
    token = new_token()
    known = set(case.request.application.attachments.values_list("uid", flat=True))
    shown = [uid for uid in document_uids if uid in {str(one) for one in known}]
    row = Opinion(
        case=case, data_key=case.data_key, body=body, facts=facts, document_uids=shown, token_hash=hash_of(token),
        asked_by=by, asked_at=now, due_on=due_on, stops_clock=stops_clock,
    )  # fmt: skip
    row.email, row.question = email, question
    row.save()
    what = [*facts, *(["documents"] if shown else [])]
    if what:
        Disclosure.objects.create(
            case=case, body=body, ground=Ground.LAW, facts=what, agreed_at=now, shared_at=now, recorded_by=by,
            until=due_on,
        )  # fmt: skip
    deadlines.start(case, RULE, timezone.localdate(now))
    audit.record("opinion_asked", row, by=by, case=str(case.uid), due_on=due_on.isoformat(), facts=what)
    registry.enter(case, registry.OUTGOING, "opinion_asked", by=by)
    if stops_clock:
        ground = clocks.grounds(timezone.localdate(now)).filter(code=REASON).first()  # type: ignore[attr-defined]
        if ground is not None:
            with suppress(clocks.NotRunning), transaction.atomic():
                clocks.stop(case, ground, by=by)
    link = settings.PUBLIC_URL + reverse("opinion", args=[token])
    _write(
        row,
        gettext_noop("The municipality asks for your opinion"),
        gettext_noop(
            "The municipality asks for your opinion in a case. Open this address: %(link)s\n\nYou need no account. "
            "Please answer by %(day)s; if you do not, the law takes it that you agree. Questions: %(phone)s"
        ),
        link=link,
    )
    return row, token


def _write(row: Opinion, subject: str, text: str, **words: str) -> None:
    """To another authority, in the language of the proceeding, without a word of whom it is about."""
    with translation.override("bg"):
        said = {"day": date_format(row.due_on), "phone": settings.MUNICIPALITY["phone"], **words}
        messages.queue_mail(str(row.email), _(subject), _(text) % said)


@transaction.atomic
def open_(row: Opinion) -> None:
    """Whoever has the link has opened what is shown; the officer sees when first, and how often."""
    now = timezone.now()
    locked = Opinion.objects.select_for_update(of=("self",)).get(pk=row.pk)
    opened, times = locked.opened_at or now, min(locked.opened_times + 1, 30_000)
    Opinion.objects.filter(pk=row.pk).update(opened_at=opened, opened_times=times)
    row.opened_at, row.opened_times = opened, times
    audit.record("opinion_opened", row, by=None)


@transaction.atomic
def answer(row: Opinion, *, signed_as: str, text: str, upload: UploadedFile | None) -> None:
    """The confidential answer; the link is dead from now on. Raises ValidationError for the file, and WrongStatus."""
    fields: dict[str, Any] = {"signed_as": signed_as, "text": text, "settled_at": timezone.now()}
    if upload is not None:
        content, kind = checked(upload)
        fields |= {"file_name": safe_name(upload.name or ""), "content_type": kind}
        fields |= scanning.keep(row, "opinions", content)
    move(row, "answer_opinion", by=None, public_facts={"case": str(row.case.uid)}, **fields)
    registry.enter(row.case, registry.INCOMING, "opinion", by=None)
    _settle(row)


def file_of(row: Opinion) -> bytes | None:
    """None without a file, or once the key was shredded. Raises NotOpened for what is not known to be clean."""
    return scanning.read(row)


@transaction.atomic
def withdraw(row: Opinion, *, by: User) -> None:
    """It is no longer needed: the link is dead. Raises WrongStatus."""
    move(row, "withdraw_opinion", by=by, settled_at=timezone.now())
    _go_on(row)


def lapse(today: date) -> int:
    """Silence counts as agreement (APK art. 53): written down once. How many."""
    found = list(Opinion.objects.overdue(today).values_list("pk", flat=True))
    done = 0
    for pk in found:
        with transaction.atomic():
            row = Opinion.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if row is None or row.status != OpinionStatus.ASKED:
                continue
            move(row, "let_silence_agree", by=None, is_locked=True, settled_at=timezone.now())
            _settle(row)
            done += 1
    return done


def remind(today: date) -> None:
    """Once, so many days before the end of the term as the rule says. The secret of the link is not kept to be sent."""
    rule = deadlines.rule_in_force("opinion-reminder", today)
    for row in Opinion.objects.to_remind(today + timedelta(days=rule.amount)).select_related("data_key"):
        with transaction.atomic():
            if not Opinion.objects.filter(pk=row.pk, reminded_at=None).update(reminded_at=timezone.now()):
                continue
            _write(
                row,
                gettext_noop("We still wait for your opinion"),
                gettext_noop(
                    "The municipality asked for your opinion. The address is in our first message about it. Please "
                    "answer by %(day)s; if you do not, the law takes it that you agree. Questions: %(phone)s"
                ),
            )
            audit.record("opinion_reminded", row, by=None)


def _settle(row: Opinion) -> None:
    _go_on(row)
    case = row.case
    context = {"number": case.number, "body": row.body}
    tell_officer(
        case.assignee or row.asked_by,
        notices.OPINION_SETTLED,
        context,
        about=case.unit,
        by=None,
        key=f"opinion {row.uid}",
    )


def _go_on(row: Opinion) -> None:
    """The other body's clock ends, and our term runs again, once nobody else is waited for."""
    waiting = list(
        Opinion.objects.filter(case=row.case, status=OpinionStatus.ASKED).values_list("stops_clock", flat=True)
    )
    if not waiting:
        deadlines.meet(row.case, timezone.localdate(), RULE)
    if row.stops_clock and not any(waiting):
        with suppress(clocks.NotRunning), transaction.atomic():
            clocks.go_on(row.case, REASON, by=None)
