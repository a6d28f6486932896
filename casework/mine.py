"""What the citizen's pages show, loaded in few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Correction, CoSignature
from applications.progress import Progress
from casework.actions import papers
from casework.deadlines import Clock, clocks_of
from casework.models import (
    ANSWERS,
    BESIDE,
    Appeal,
    Assessment,
    Case,
    CaseMessage,
    CaseStatus,
    Contract,
    Decision,
    DecisionStatus,
    Outcome,
    PlaceHold,
    Placement,
    Plan,
    Referral,
    Side,
)
from casework.notified import Told, told_to
from casework.progress import WORDS, Event, clock_in_words, progress_of, timelines
from casework.silence import Silence, silence_of
from people import inbox
from people.merging import uids_of
from people.models import User
from records import texts
from records.audit import actor_in_words
from records.messages import notice_of
from records.models import AccessLog, Document, Message
from records.workflow import verbs

SHOWN, MOST_LOOKS = 50, 2000
PAGE, MOST_DIGITS = 20, 18
PURPOSES = {
    "second signature": _("was asked to sign as the second parent or guardian"),
    "case": _("worked on the case"),
    "desk": _("saw the name in the list of cases"),
    "counter": _("served somebody at the counter"),
    "referral": _("was asked for a place"),
    "partner": _("read over its system where the case stands, without your name"),
}


@dataclass(frozen=True)
class Letter:
    title: str
    text: str
    at: Any


@dataclass(frozen=True)
class Look:
    """Somebody opened the data: the actor by name and house, the purpose in words."""

    at: Any  # the last time that day
    who: str
    why: str
    times: int


# A place is kept for a few days; what may be asked for again can wait.
ASKED = ("place", "start", "read", "renew")


@dataclass(frozen=True)
class Thread:
    """One requested service of an application, from the citizen's side."""

    case: Case
    label: str
    tone: str
    clock: str
    silence: Silence | None
    events: list[Event]
    decision: Decision | None
    may_answer_place: bool
    place_until: date | None
    unread: int
    may_be_in_use: bool
    told: Told | None  # None where the reader is no checked person
    ends_on: date | None
    may_renew: bool
    may_be_withdrawn: bool
    start_awaited: bool
    assessment: UUID | None = None  # the newest document of it
    has_plan: bool = False
    appeals: tuple[Appeal, ...] = ()
    # Corrections and revocations of its decisions: each is read and appealed by itself.
    beside: tuple[Decision, ...] = ()
    # The name of the page on which an appeal is written; empty where there is nothing to appeal, or one waits.
    may_appeal: str = ""

    @property
    def asks(self) -> str:
        """The most urgent thing that the page asks of the person here, one of ASKED; empty for nothing."""
        asked = (self.may_answer_place, self.start_awaited, self.unread, self.may_renew)
        return next((name for name, is_so in zip(ASKED, asked, strict=True) if is_so), "")


def drafts_of(user: User) -> list[Application]:
    rows = Application.objects.drafts_of(user).filter(applicant_user=user).prefetch_related("requests__service")
    return list(rows.order_by("-changed_at")[:SHOWN])


def applications_of(user: User, before: str = "") -> tuple[list[tuple[Application, list[Progress]]], str]:
    """Newest first, those older than `before`; and the key of the next page, empty after the last."""
    rows = Application.objects.visible_to(user).exclude(status="draft").select_related("beneficiary")
    moment, _underscore, pk = before.partition("_")
    if pk.isdecimal() and len(pk) < MOST_DIGITS and (at := parse_moment(moment)):
        rows = rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=int(pk)))
    found = list(rows.order_by("-submitted_at", "-pk")[: PAGE + 1])
    shown, progress = found[:PAGE], progress_of(found[:PAGE])
    last = f"{shown[-1].submitted_at:%Y%m%dT%H%M%S.%f%z}_{shown[-1].pk}" if len(found) > PAGE else ""
    return [(row, progress.get(row.pk, [])) for row in shown], last


def parse_moment(typed: str) -> datetime | None:
    try:
        return datetime.strptime(typed, "%Y%m%dT%H%M%S.%f%z")
    except ValueError:
        return None


def to_sign(user: User) -> list[CoSignature]:
    """What waits for the person's own signature."""
    return list(CoSignature.objects.for_signer(user).awaited().with_parts()[:SHOWN])


def inbox_of(user: User) -> list[Letter]:
    return letters(inbox.of(user)[:5])


def letters(messages: Iterable[Message]) -> list[Letter]:
    rows = list(messages)
    texts.prefetch(rows)
    return [_letter(row) for row in rows]


def _letter(message: Message) -> Letter:
    language = translation.get_language() or "bg"
    notice = notice_of(message)
    return Letter(notice.title(language, message), notice.text(message, language), message.created_at)


def _with_facts(application: Application) -> list[Any]:
    """Its cases with what is kept, held, written and begun for each; one query."""
    places = PlaceHold.objects.filter(case=OuterRef("pk"))
    written = Exists(Document.objects.filter(subject_uid=OuterRef("uid"), kind=papers.REFERRAL))
    paper = Referral.objects.filter(written, case=OuterRef("pk")).order_by("-pk").values("uid")[:1]
    begun = Placement.objects.awaiting_word(timezone.localdate()).filter(case=OuterRef("pk"), person_said="")
    finished = Assessment.objects.finished().filter(case=OuterRef("pk"), document_uid__isnull=False)
    planned = Plan.objects.agreed().filter(case=OuterRef("pk"))
    given = Contract.objects.filter(case=OuterRef("pk"), given_on__isnull=False)
    cases = Case.objects.of_application(application).select_related(
        "service", "assignee", "unit", "request__application"
    )
    return list(
        cases.annotate(
            has_place=Exists(places.active()), had_place=Exists(places), asks_start=Exists(begun),
            has_next=Exists(places.coming().for_the_person()),
            place_until=Subquery(places.for_the_person().order_by("-is_coming").values("person_until")[:1]),
            has_appeal=Exists(Appeal.objects.filter(case=OuterRef("pk"))),
            paper=Subquery(paper),
            assessment_uid=Subquery(finished.order_by("-version").values("uid")[:1]),
            has_plan=Exists(planned) | Exists(given),
        )
    )  # fmt: skip


def everything_of(application: Application, user: User) -> dict[str, Any]:
    found = _with_facts(application)
    to_read = {case.pk: (case.assessment_uid, case.has_plan) for case in found}
    held = {case.pk for case in found if case.has_place}
    kept_until = {case.pk: case.place_until for case in found}
    next_held = {case.pk for case in found if case.has_next}
    without_places = {case.pk for case in found if not case.had_place}
    not_begun = {case.pk for case in found if case.asks_start}
    rows: list[Case] = [*found]
    clocks = clocks_of(rows, timezone.localdate())
    events = timelines(rows)
    published = [DecisionStatus.PUBLISHED, DecisionStatus.REVOKED]
    standing = list(Decision.objects.filter(case__in=rows, status__in=published).order_by("id"))
    decisions = {decision.case_id: decision for decision in standing if decision.outcome in ANSWERS}
    beside = [row for row in standing if row.outcome in BESIDE and row.status == DecisionStatus.PUBLISHED]
    unread = unread_of(rows)
    known = told_to(user, application, decisions)
    messages = inbox.of(user).filter(subject_uid=application.uid)
    appealed = _appeals([case for case in found if case.has_appeal])
    threads = [
        _thread(
            case,
            events[case.uid],
            clocks.get(case.pk),
            decisions.get(case.pk),
            unread.get(case.pk, 0),
            known.get(case.pk),
            has_place=case.pk in held,
            has_next=case.pk in next_held,
            place_until=kept_until[case.pk],
            needs_none=case.pk in without_places,
            start_awaited=case.pk in not_begun,
            to_read=to_read[case.pk],
            appeals=appealed.get(case.pk, ()),
            beside=tuple(row for row in beside if row.case_id == case.pk),
        )
        for case in rows
    ]
    asking = [thread for thread in threads if thread.asks]
    corrections = list(Correction.objects.open_for(user).filter(application=application).order_by("due_on", "pk"))
    return {
        "threads": threads,
        # One thing stands out on the page: what is to be mended first of all.
        "main": None if corrections else min(asking, key=lambda thread: ASKED.index(thread.asks), default=None),
        "may_be_withdrawn": any(thread.may_be_withdrawn for thread in threads),
        "corrections": corrections,
        "letters": letters(messages[:SHOWN]),
        "signature": CoSignature.objects.of(application).first(),
        "watchers": _foreign_looks(application).order_by().values("actor_uid").distinct().count(),
    }


def unread_of(cases: list[Case]) -> dict[int, int]:
    """How many messages of the officers are new, by the case's key; one query."""
    rows = CaseMessage.objects.filter(case__in=cases).unread(Side.OFFICE).order_by("case")
    return dict(rows.values_list("case").annotate(number=Count("pk")))


def _thread(
    case: Case,
    events: list[Event],
    clock: Clock | None,
    decision: Decision | None,
    unread: int,
    told: Told | None,
    *,
    has_place: bool,
    has_next: bool,
    place_until: date | None,
    needs_none: bool,
    start_awaited: bool,
    to_read: tuple[UUID | None, bool],
    appeals: tuple[Appeal, ...],
    beside: tuple[Decision, ...],
) -> Thread:
    label, tone = WORDS[case.status]
    silence = silence_of(case, clock, timezone.localdate())
    words = clock_in_words(clock) if clock and not clock.is_met else ""
    approved = decision is not None and decision.outcome in (Outcome.APPROVAL, Outcome.CHANGE)
    is_decided = approved and case.status == CaseStatus.DECIDED
    # A kept place is answered first; a help without places is in use with the decision itself.
    may_answer = (is_decided and has_place) or has_next
    in_use = case.status == CaseStatus.PLACED or (is_decided and needs_none)
    ends_on, may_renew = None, False
    if decision is not None and (in_use or may_answer) and approved:
        ends_on = decision.valid_until
        is_over = ends_on is not None and ends_on < timezone.localdate()
        may_renew = is_over or decision.renewal_told_on is not None
    return Thread(
        case, str(label), tone, words, silence, events, decision, may_answer, place_until, unread, in_use, told,
        ends_on, may_renew,
        may_be_withdrawn="withdraw" in verbs(case), start_awaited=start_awaited,
        assessment=to_read[0], has_plan=to_read[1], appeals=appeals, beside=beside,
        may_appeal=_may_appeal(decision, silence, appeals),
    )  # fmt: skip


def _may_appeal(decision: Decision | None, silence: Silence | None, appeals: tuple[Appeal, ...]) -> str:
    stands = decision is not None and decision.status == DecisionStatus.PUBLISHED
    waits = any(appeal.is_open for appeal in appeals)
    return "mine_appeal" if (stands or silence) and not waits else ""


def _appeals(cases: list[Case]) -> dict[int, tuple[Appeal, ...]]:
    """The newest first, by the case's key; a query only where there are any, and nothing is decrypted."""
    found: dict[int, tuple[Appeal, ...]] = {}
    if not cases:
        return found
    for row in Appeal.objects.filter(case__in=cases).only("uid", "number", "status", "case").order_by("-pk"):
        found[row.case_id] = (*found.get(row.case_id, ()), row)
    return found


def looks_at(application: Application) -> list[Look]:
    """Who else opened the beneficiary's data since this application was made: a line a person, purpose and day."""
    found: dict[tuple[Any, ...], list[datetime]] = {}
    for row in _foreign_looks(application).order_by("-id")[:MOST_LOOKS]:
        key = (timezone.localdate(row.at), row.actor_label, row.purpose)
        found.setdefault(key, []).append(row.at)
    return [
        Look(times[0], actor_in_words(actor), str(PURPOSES.get(purpose, purpose)), len(times))
        for (_day, actor, purpose), times in found.items()
    ]


def _foreign_looks(application: Application) -> Any:
    uids = uids_of(application.beneficiary) if application.beneficiary else []
    rows = AccessLog.objects.filter(person_uids__overlap=uids, at__gte=application.created_at)
    return rows.exclude(purpose="own application")
