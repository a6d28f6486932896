"""The parts of which a case's page is made, in their order. A new part is one line here."""

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from applications.former import Prepared, prepared_for
from applications.models import Attachment, CoSignature, Origin
from applications.models.cosignature import BLOCKING
from applications.review import Section, sections_of
from applications.steps import Walk
from casework import awaited, notebook, notified, opinions
from casework.deadlines import Clock, clock_rows, read_clocks
from casework.models import (
    OPEN_STATUSES,
    Appeal,
    AppealStatus,
    Assessment,
    Case,
    Decision,
    DecisionStatus,
    Disclosure,
    Plan,
    PlanStatus,
    ProviderMessage,
    ProviderSide,
    SignedPaper,
    StageTick,
    UseChange,
    UsePart,
    WaitingEntry,
)
from casework.models.place import HeldPlace, held_rows
from casework.notified import Told
from casework.notyet import not_yet
from casework.parts import File, Part, Parts, Where
from casework.provider import needs_of
from casework.silence import silence_of
from casework.stages import InStage, stage_of
from casework.thread import Line
from casework.threadsources import SOURCES
from casework.turn import Turn, turn_of, with_appeal
from casework.using import SHOWN, Wish, wishes_in
from casework.verbs import allowed
from people.access import allows
from people.models import Representation
from people.roles import Permission
from records.statements import Given
from services.models import Stage

# Of the thread; the whole of it has a page of its own.
ON_PAGE = 10


class ProviderNews(NamedTuple):
    """The talk with the provider: how many words the officer has not read."""

    unread: int


class Ruling(NamedTuple):
    """The newest decision, and who knows it."""

    row: Decision
    told: list[Told]


class ActWaiting(NamedTuple):
    """Appeals that are not closed, and a draft of an act about the one that stands."""

    appeals: list[Appeal]
    draft: Decision | None
    may_approve: bool
    today: date


class Needs(NamedTuple):
    """The newest finished assessment with the needs that are not „none“, the former ones, and the one being written."""

    row: Assessment | None
    levels: list[tuple[str, str]]
    former: list[Assessment]
    draft: Assessment | None
    signed_on: date | None


class Sent(NamedTuple):
    """What was sent, for this service; `prepared`: where an institution had prepared it."""

    sections: list[Section]
    prepared: Prepared | None


def _clock(file: File) -> Clock | None:
    return read_clocks(file.rows("clocks"), file.today).get(file.case.pk)


def _signature(file: File) -> CoSignature | None:
    """It holds the case up; nothing does once that is decided."""
    return file.first("signatures") if file.case.status in OPEN_STATUSES else None


def _wishes(file: File) -> list[Wish] | None:
    return wishes_in(file.rows("use_changes"), file.rows("use_parts"), file.today) or None


def _hold(file: File) -> list[HeldPlace] | None:
    """The running one, and the one that is to follow it."""
    return [HeldPlace(*row) for row in file.rows("holds")] or None


def _decision(file: File) -> Ruling | None:
    row = file.first("decisions")
    return Ruling(row, notified.told(row, file.case)) if row else None


def _assessment(file: File) -> Needs | None:
    rows = file.rows("assessments")
    done = [row for row in rows if row.finished_at]
    draft = next((row for row in rows if not row.finished_at), None)
    signed = {row.assessment_id: row.signed_on for row in file.rows("signed_papers")}
    newest = done[0] if done else None
    signed_on = signed.get(newest.pk) if newest else None
    return Needs(newest, needs_of(newest) if newest else [], done[1:], draft, signed_on) if rows else None


def _sent(file: File) -> Sent:
    prepared = prepared_for(file.application) if file.application.origin == Origin.PARTNER else None
    return Sent(sections_of(file.application, file.case.service.slug, prepared), prepared)


def _documents(file: File) -> list[tuple[str, Attachment]]:
    return Walk(file.application).given()


def _thread(file: File) -> list[Line]:
    return SOURCES.read([file.case], file.user).lines[:ON_PAGE]


def _not_yet(file: File) -> list[tuple[str, str]] | None:
    return not_yet(file.case, file.user, is_unsigned=_signature(file) is not None) or None


def _turn(file: File) -> Turn:
    signature, held = _signature(file), _hold(file)
    possible = allowed(file.case, file.user, is_unsigned=signature is not None)
    provider, unsigned = held[0].provider if held else "", signature.named_as if signature else ""
    turn = turn_of(file.case, file.user, possible, provider=str(provider), unsigned=unsigned)
    to_send = any(appeal.status == AppealStatus.REGISTERED for appeal in file.rows("open_appeals"))
    return turn if file.case.is_open or not to_send else with_appeal(turn, file.case, file.user)


def _elsewhere(file: File) -> bool | None:
    return None if file.case.service.is_decided_here else True


def _mandates() -> QuerySet[Representation]:
    """By what right somebody applied; the newest."""
    rows = Representation.objects.filter(
        representative=Given("applicant"), represented=Given("beneficiary"), capacity=Given("capacity")
    )
    return rows.select_related("checked_by").order_by("-pk")[:1]


def _signatures() -> QuerySet[CoSignature]:
    return CoSignature.objects.filter(application=Given("application"), status__in=BLOCKING)


def _assessments() -> QuerySet[Assessment]:
    """The newest first, also one that is still being written."""
    columns = (
        "uid", "case", "version", "held_on", "content", "need_codes", "finished_at", "proposed_at", "saved_at",
        "valid_until", "document_uid", "made_by", "data_key",
    )  # fmt: skip
    return Assessment.objects.filter(case=Given("case")).only(*columns).order_by("-version")[:6]


def _signed_papers() -> QuerySet[SignedPaper]:
    rows = SignedPaper.objects.standing().filter(case=Given("case"), assessment__isnull=False)
    return rows.only("uid", "case", "assessment", "signed_on").order_by("-pk")[:6]


def _decisions() -> QuerySet[Decision]:
    columns = ("uid", "case", "outcome", "status", "number", "published_at", "returned_note", "drafted_by__name")
    rows = Decision.objects.filter(case=Given("case")).select_related("drafted_by").only(*columns, "data_key")
    return rows.order_by("-id")[:1]


def _act_waits(file: File) -> ActWaiting | None:
    draft, appeals = file.first("later_drafts"), file.rows("open_appeals")
    if draft is None and not appeals:
        return None
    may_approve = draft is not None and draft.drafted_by_id != file.user.pk
    may_approve = may_approve and allows(file.user, Permission.APPROVE_DECISION)
    return ActWaiting(appeals, draft, may_approve, file.today)


def _open_appeals() -> QuerySet[Appeal]:
    rows = Appeal.objects.open().filter(case=Given("case"))
    return rows.only("uid", "case", "number", "status", "send_by", "sent_on", "is_late").order_by("pk")


def _later_drafts() -> QuerySet[Decision]:
    rows = Decision.objects.filter(case=Given("case"), status=DecisionStatus.DRAFT, changes__isnull=False)
    columns = ("uid", "case", "outcome", "returned_note", "drafted_by__name", "data_key")
    return rows.select_related("drafted_by").only(*columns).order_by("-id")[:1]


def _plans() -> QuerySet[Plan]:
    """The one that holds, the one that is being written, and those that ended with the help."""
    rows = Plan.objects.filter(case=Given("case")).exclude(status=PlanStatus.REPLACED).select_related("provider")
    columns = ("uid", "case", "version", "status", "review_on", "answer", "provider__name_bg", "provider__name_en")
    return rows.only(*columns).order_by("version")


def _not_shared() -> QuerySet[Disclosure]:
    return Disclosure.objects.withdrawn().filter(case=Given("case")).select_related("recipient")


def _repeated() -> QuerySet[Case]:
    return Case.objects.filter(request=Given("repeats")).only("number", "status")


def _stage(file: File) -> InStage | None:
    return stage_of(file.case, file.rows("stages"), file.rows("ticks"))


def _stages() -> QuerySet[Stage]:
    return Stage.objects.filter(service=Given("service")).order_by("position")


def _ticks() -> QuerySet[StageTick]:
    return StageTick.objects.filter(case=Given("case"))


def _waiting(file: File) -> date | None:
    """Since when the person waits."""
    row = file.first("waiting_entries")
    return timezone.localdate(row[0]) if row else None


def _provider_talk(file: File) -> ProviderNews | None:
    """Where a provider keeps or gives a place, or has written; the unread words."""
    rows = file.rows("provider_messages")
    return ProviderNews(sum(read_at is None for (read_at,) in rows)) if rows or file.rows("holds") else None


PARTS = Parts(
    Part("clock", Where.TOP, _clock, {"clocks": clock_rows}),
    Part("turn", Where.TOP, _turn),
    awaited.TASKS,
    awaited.HOUSEHOLD,
    Part("not_yet", Where.TOP, _not_yet),
    Part("silence", Where.TOP, lambda file: silence_of(file.case, _clock(file), file.today)),
    Part("elsewhere", Where.TOP, _elsewhere),
    Part("signature", Where.TOP, _signature, {"signatures": _signatures}),
    Part("not_shared", Where.TOP, lambda file: file.rows("not_shared") or None, {"not_shared": _not_shared}),
    Part("mandate", Where.TOP, lambda file: file.first("mandates"), {"mandates": _mandates}),
    Part("stage", Where.TOP, _stage, {"stages": _stages, "ticks": _ticks}),
    Part("repeated", Where.TOP, lambda file: file.first("repeated"), {"repeated": _repeated}),
    Part("withdrawn_why", Where.TOP, lambda file: file.case.withdrawn_why or None),
    Part("outside_outcome", Where.TOP, lambda file: file.case.outside_outcome or None),
    Part(
        "wishes",
        Where.TOP,
        _wishes,
        {
            "use_changes": lambda: UseChange.objects.filter(case=Given("case"))[:SHOWN],
            "use_parts": lambda: UsePart.objects.filter(service=Given("service")),
        },
    ),
    Part("hold", Where.TOP, _hold, {"holds": held_rows}),
    Part(
        "waiting",
        Where.TOP,
        _waiting,
        {"waiting_entries": lambda: WaitingEntry.objects.open().filter(case=Given("case")).values_list("since")},
    ),
    Part("act_waits", Where.TOP, _act_waits, {"open_appeals": _open_appeals, "later_drafts": _later_drafts}),
    Part("decision", Where.TOP, _decision, {"decisions": _decisions}),
    Part("assessment", Where.MAIN, _assessment, {"assessments": _assessments, "signed_papers": _signed_papers}),
    Part("plan", Where.MAIN, lambda file: file.rows("plans") or None, {"plans": _plans}),
    Part("sent", Where.MAIN, _sent),
    Part("documents", Where.MAIN, _documents),
    opinions.PART,
    Part("thread", Where.ASIDE, _thread),
    Part("talk", Where.ASIDE, lambda file: True),
    Part(
        "provider_talk",
        Where.ASIDE,
        _provider_talk,
        {
            "provider_messages": lambda: ProviderMessage.objects.filter(
                case=Given("case"), side=ProviderSide.PROVIDER
            ).values_list("read_at")
        },
    ),
    notebook.PART,
    Part("invite", Where.ASIDE, lambda file: True, needs=Permission.INVITE),
)
