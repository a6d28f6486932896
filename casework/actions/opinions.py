"""The opinion of another body (APK art. 53): asked by a link of its own; what silence means is a rule of that body."""

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
from django.utils.translation import gettext_lazy, gettext_noop

from applications.uploads import checked, safe_name
from casework import deadlines, notices
from casework.actions import acts, clocks, registry
from casework.models import (
    AWAITED,
    Case,
    Disclosure,
    Ground,
    Opinion,
    OpinionRule,
    OpinionStatus,
    Silence,
)
from casework.telling import tell_officer
from people.models import User
from records import audit, messages, scanning
from records.calendar import add_days
from records.links import hash_of, new_token
from records.workflow import move

RULE, REASON = "opinion", "opinion"
# To the body itself.
SAID: dict[str, Any] = {
    Silence.AGREES: gettext_lazy("If you do not answer by then, it counts as your agreement."),
    Silence.CONTINUES: gettext_lazy("If you do not answer by then, we go on without your opinion."),
    Silence.ASKS_AGAIN: gettext_lazy("If you do not answer by then, we ask you once more: we need your opinion."),
    Silence.WAITS: gettext_lazy("We cannot decide before you have answered."),
}


class TooLate(Exception):
    """The law gives the other body no more days than that; `last` is the last possible day."""

    def __init__(self, last: date) -> None:
        super().__init__(last)
        self.last = last


def last_day(today: date, rule: OpinionRule | None = None) -> date:
    """The longest term by the rule, moved to a working day; without one, that of a body that has none of its own."""
    rule = rule or OpinionRule.objects.for_body("", today)
    return add_days(today, rule.amount, rule.unit)[1]


def said_to(row: Opinion) -> str:
    """What the silence of the body means, to the body, with the provision."""
    ground = f" ({row.rule.legal_ground})" if row.rule else ""
    return f"{SAID[row.silence]}{ground}"


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
    rule: OpinionRule | None = None,
) -> tuple[Opinion, str]:
    """The opinion and the secret of its link, which nobody can read again. Raises TooLate.

    `rule`: of the body; that of everybody else without it.
    """
    now = timezone.now()
    rule = rule or OpinionRule.objects.for_body("", timezone.localdate(now))
    if due_on > (last := last_day(timezone.localdate(now), rule)):
        raise TooLate(last)
    token = new_token()
    known = set(case.request.application.attachments.values_list("uid", flat=True))
    shown = [uid for uid in document_uids if uid in {str(one) for one in known}]
    row = Opinion(
        case=case, data_key=case.data_key, body=body, facts=facts, document_uids=shown, token_hash=hash_of(token),
        asked_by=by, asked_at=now, due_on=due_on, stops_clock=stops_clock,
        rule=rule, silence=rule.silence,
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
    told = {"due_on": due_on.isoformat(), "silence": row.silence}
    audit.record("opinion_asked", row, by=by, case=str(case.uid), facts=what, **told)
    registry.enter(case, registry.OUTGOING, "opinion_asked", by=by)
    if stops_clock:
        ground = clocks.grounds(timezone.localdate(now)).filter(code=REASON).first()  # type: ignore[attr-defined]
        if ground is not None:
            with suppress(clocks.NotRunning), transaction.atomic():
                clocks.stop(case, ground, by=by)
    _send_link(row, token, gettext_noop("The municipality asks for your opinion"))
    return row, token


def _send_link(row: Opinion, token: str, subject: str) -> None:
    text = gettext_noop(
        "The municipality asks for your opinion in a case. Open this address: %(link)s\n\nYou need no account. "
        "Please answer by %(day)s. %(silence)s\n\nQuestions: %(phone)s"
    )
    _write(row, subject, text, link=settings.PUBLIC_URL + reverse("opinion", args=[token]))


def _write(row: Opinion, subject: str, text: str, **words: str) -> None:
    """To another authority, in the language of the proceeding, without a word of whom it is about."""
    with translation.override("bg"):
        phone = settings.MUNICIPALITY["phone"]
        said = {"day": date_format(row.due_on), "phone": phone, "silence": said_to(row), **words}
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
    _lock(row)
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
    _lock(row)
    move(row, "withdraw_opinion", by=by, settled_at=timezone.now())
    _go_on(row)


@transaction.atomic
def close_all(case: Case, *, by: User | None) -> None:
    """The case is over: nobody is waited for, no link opens anything, and nothing of it waits on „Днес“."""
    for row in Opinion.objects.filter(case=case, status__in=AWAITED).select_related("data_key"):
        move(row, "withdraw_opinion", by=by, settled_at=timezone.now())
    acts.settle(case)


@transaction.atomic
def note(row: Opinion, *, by: User) -> None:
    """The officer has read what came of it: it waits on „Днес“ no longer."""
    _lock(row)
    if Opinion.objects.filter(pk=row.pk, settled_at__isnull=False, noted_at=None).update(noted_at=timezone.now()):
        audit.record("opinion_noted", row, by=by, case=str(row.case.uid))
        acts.settle(row.case)


@transaction.atomic
def go_on_without(row: Opinion, *, by: User) -> None:
    """The officer no longer waits for what did not come in time. Raises WrongStatus."""
    _lock(row)
    now = timezone.now()
    move(row, "go_on_without_opinion", by=by, settled_at=now, noted_at=now)
    _go_on(row)


@transaction.atomic
def ask_again(row: Opinion, *, by: User | None) -> str:
    """The same question and facts, over a new link, in a new term by today's rule. Raises WrongStatus."""
    _lock(row)
    now = timezone.now()
    today = timezone.localdate(now)
    organisation = row.rule.organisation if row.rule else None
    rule = OpinionRule.objects.for_body(organisation.slug if organisation else "", today)
    token, due_on = new_token(), last_day(today, rule)
    move(
        row, "ask_opinion_again", by=by, asked_again_at=now, due_on=due_on, reminded_at=None,
        token_hash=hash_of(token), public_facts={"case": str(row.case.uid), "due_on": due_on.isoformat()},
    )  # fmt: skip
    Disclosure.objects.filter(case=row.case, body=row.body, until__lt=due_on).update(until=due_on)
    registry.enter(row.case, registry.OUTGOING, "opinion_asked", by=by)
    deadlines.meet(row.case, today, RULE)
    deadlines.start(row.case, RULE, today)
    _send_link(row, token, gettext_noop("The municipality asks for your opinion once more"))
    acts.settle(row.case)
    return token


def lapse(today: date) -> int:
    """The term has passed: what silence means to that body is done and written down, once. How many."""
    found = list(Opinion.objects.overdue(today).values_list("pk", "case_id"))
    done = 0
    for pk, case_id in found:
        with transaction.atomic():
            if not Case.objects.select_for_update(of=("self",), skip_locked=True).only("pk").filter(pk=case_id):
                continue
            row = Opinion.objects.select_related("rule__organisation", "data_key", "case").get(pk=pk)
            if row.status != OpinionStatus.ASKED or row.due_on >= today:
                continue
            _be_silent(row)
            done += 1
    return done


def _be_silent(row: Opinion) -> None:
    if row.silence == Silence.ASKS_AGAIN and row.asked_again_at is None:
        ask_again(row, by=None)
    elif row.silence in {Silence.ASKS_AGAIN, Silence.WAITS}:
        move(row, "wait_for_opinion", by=None)
    else:
        verb = "let_silence_agree" if row.silence == Silence.AGREES else "go_on_without_opinion"
        move(row, verb, by=None, settled_at=timezone.now())
    _settle(row)


def _lock(row: Opinion) -> None:
    """The case before what belongs to it, as everybody locks them."""
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=row.case_id)


def remind(today: date) -> None:
    """Once, so many days before the end of the term as the rule says. The secret of the link is not kept to be sent."""
    rule = deadlines.rule_in_force("opinion-reminder", today)
    for row in Opinion.objects.to_remind(today + timedelta(days=rule.amount)).select_related("rule", "data_key"):
        with transaction.atomic():
            if not Opinion.objects.filter(pk=row.pk, reminded_at=None).update(reminded_at=timezone.now()):
                continue
            _write(
                row,
                gettext_noop("We still wait for your opinion"),
                gettext_noop(
                    "The municipality asked for your opinion. The address is in our first message about it. Please "
                    "answer by %(day)s. %(silence)s\n\nQuestions: %(phone)s"
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
        key=f"opinion {row.uid} {row.status} {row.due_on}",
    )


def _go_on(row: Opinion) -> None:
    """The other body's clock ends, and our term runs again, once nobody else is waited for."""
    waiting = list(Opinion.objects.filter(case=row.case, status__in=AWAITED).values_list("stops_clock", flat=True))
    if not waiting:
        deadlines.meet(row.case, timezone.localdate(), RULE)
    if row.stops_clock and not any(waiting):
        with suppress(clocks.NotRunning), transaction.atomic():
            clocks.go_on(row.case, REASON, by=None)
    acts.settle(row.case)
