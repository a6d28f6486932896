"""What the citizen is told of a case: plain words for statuses, a timeline, and the clock in a sentence."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.models import Application
from applications.progress import Progress
from casework.deadlines import Clock
from casework.models import Case, CaseStatus, PlaceHold, Placement
from casework.models.deadline import Unit
from records.audit import actor_in_words
from records.models import StatusChange
from records.statements import AnyGiven, Statement

S = CaseStatus
# Why a clock stood still, where it is not a question to the citizen (casework.signatures).
COSIGN = "cosign"
ASKED = "correction"
WORDS: dict[str, tuple[Any, str]] = {
    S.NEW: (gettext_lazy("We have received it"), "info"),
    S.IN_PROGRESS: (gettext_lazy("An officer is working on it"), "info"),
    S.AWAITING_CITIZEN: (gettext_lazy("We are waiting for something from you"), "attention"),
    S.ASSESSED: (gettext_lazy("We have found out what is needed"), "info"),
    S.REFERRED: (gettext_lazy("We are finding you a place"), "info"),
    S.PLACE_HELD: (gettext_lazy("We are keeping a place and waiting for an answer"), "info"),
    S.PLACE_CONFIRMED: (gettext_lazy("There is a place for you"), "done"),
    S.WAITING: (gettext_lazy("There is no free place yet: you are on the waiting list"), "attention"),
    S.DECISION_DRAFTED: (gettext_lazy("The decision is being written"), "info"),
    S.DECISION_APPROVED: (gettext_lazy("The decision is being sealed"), "info"),
    S.DECIDED: (gettext_lazy("The decision is ready"), "done"),
    S.PLACED: (gettext_lazy("The help has been arranged"), "done"),
    S.FORWARDED: (gettext_lazy("We have sent it on to those who decide"), "info"),
    S.CLOSED: (gettext_lazy("Finished"), "done"),
    S.WITHDRAWN: (gettext_lazy("Withdrawn"), "info"),
}
# The same to a clerk or a mediator: „you“ would be somebody else there.
OF_PERSON: dict[str, Any] = {status: label for status, (label, _tone) in WORDS.items()} | {
    S.AWAITING_CITIZEN: gettext_lazy("We are waiting for something from the person"),
    S.REFERRED: gettext_lazy("We are finding the person a place"),
    S.PLACE_CONFIRMED: gettext_lazy("There is a place for the person"),
    S.WAITING: gettext_lazy("There is no free place yet: the person is on the waiting list"),
}
# A place is kept for them: more urgent than any status.
PLACE_ASKED = gettext_lazy("There is a place: tell us whether you accept it"), "attention"
PLACE_ASKED_OF_PERSON = gettext_lazy("There is a place: the person's answer is awaited")
START_ASKED = gettext_lazy("Tell us whether the help has begun"), "attention"
START_ASKED_OF_PERSON = gettext_lazy("The person has not said yet whether the help has begun")
STORY: dict[str, Any] = {
    "take": gettext_lazy("An officer began to work on it"),
    "assign": gettext_lazy("An officer was named who answers for it"),
    "ask_correction": gettext_lazy("We asked you for something"),
    "resume": gettext_lazy("You answered, and our time runs again"),
    "drop_correction": gettext_lazy("What we had asked for is no longer needed; our time runs again"),
    "lapse_correction": gettext_lazy("The day for your answer passed; the officer goes on with what there is"),
    "assess": gettext_lazy("We found out together what is needed"),
    "refer": gettext_lazy("We began to find you a place"),
    "hold_place": gettext_lazy("We kept a place for you"),
    "confirm_place": gettext_lazy("The people who will help you said yes"),
    "find_again": gettext_lazy("There is a place at others who will help you"),
    "lapse_place": gettext_lazy("This place was not taken up; we look for another"),
    "confirm_start": gettext_lazy("The help began"),
    "fail_start": gettext_lazy("The help did not begin there; we look for another place"),
    "release_place": gettext_lazy("This place did not work out; we look for another"),
    "put_on_waiting_list": gettext_lazy("There was no free place: you are on the waiting list"),
    "draft_decision": gettext_lazy("The decision is being written"),
    "draft_termination": gettext_lazy("The decision is being written"),
    "reopen": gettext_lazy("We began to look at it again"),
    "restore_decision": gettext_lazy("The decision holds again, because what revoked it was cancelled"),
    "redraft_decision": gettext_lazy("The text of the decision was improved"),
    "return_draft": gettext_lazy("The decision was returned for a better text"),
    "approve_decision": gettext_lazy("The decision was signed"),
    "publish_decision": gettext_lazy("The decision is ready"),
    "accept_place": gettext_lazy("You accepted the place"),
    "find_another": gettext_lazy("The help ended where it was; we look for another place for you"),
    "decline_place": gettext_lazy("You declined the place"),
    "hold_next_place": gettext_lazy("We asked another provider to keep a place for you"),
    "confirm_next_place": gettext_lazy("There is a place for you at the other provider"),
    "lose_next_place": gettext_lazy("The other place did not work out; yours stays as it was"),
    "accept_next_place": gettext_lazy("You accepted the place at the other provider"),
    "change_provider": gettext_lazy("The help goes on at the other provider"),
    "forward": gettext_lazy("We sent it on to those who decide"),
    "record_outcome": gettext_lazy("They answered"),
    "close": gettext_lazy("It was finished"),
    "withdraw": gettext_lazy("It was withdrawn"),
}


HISTORY = Statement(
    lambda: (
        StatusChange.objects.filter(subject_kind="casework.case", subject_uid=AnyGiven("cases"))
        .order_by("id")
        .values_list("subject_uid", "verb", "at", "actor_label")
    )
)


class Event(NamedTuple):
    at: datetime
    title: str
    actor: str


def progress_of(applications: list[Application]) -> dict[int, list[Progress]]:
    """Where each requested service stands, by application id; one query."""
    kept = Exists(PlaceHold.objects.for_the_person().filter(case=OuterRef("pk")))
    cases = Case.objects.filter(request__application__in=applications).select_related("service", "request")
    found: dict[int, list[Progress]] = {}
    begun = Exists(Placement.objects.awaiting_word(timezone.localdate()).filter(case=OuterRef("pk"), person_said=""))
    for case in cases.annotate(place_asked=kept, start_asked=begun).order_by("request__position"):
        (label, tone), of_person = _asked(case) or (WORDS[case.status], OF_PERSON[case.status])
        address = reverse("counter_case", args=[case.uid])
        told = str(label), tone, case.due_on, case.service.is_decided_here, address, str(of_person)
        progress = Progress(case.service.name, *told)
        found.setdefault(case.request.application_id, []).append(progress)
    return found


def _asked(case: Any) -> tuple[tuple[Any, str], Any] | None:
    """What the person alone can answer comes before the status."""
    if case.place_asked:
        return PLACE_ASKED, PLACE_ASKED_OF_PERSON
    return (START_ASKED, START_ASKED_OF_PERSON) if case.start_asked else None


def open_among(requests: list[int]) -> set[int]:
    """Which of these requests nobody has finished yet: here, or where they were sent on to."""
    unfinished = Q(is_open=True) | Q(status=S.FORWARDED)
    return set(Case.objects.filter(unfinished, request__in=requests).values_list("request_id", flat=True))


def timelines(cases: list[Case]) -> dict[Any, list[Event]]:
    """What happened to each case, in plain words; one query."""
    found: dict[Any, list[Event]] = {case.uid: [] for case in cases}
    for uid, verb, at, actor in HISTORY.rows(cases=list(found)):
        if verb in STORY:
            found[uid].append(Event(at, str(STORY[verb]), actor_in_words(actor)))
    return found


def clock_in_words(clock: Clock) -> str:
    """„Ден 9 от 20; спрян 3 дни, защото Ви помолихме за нещо“; „Срокът ни от 20 дни изтече преди 5 дни“."""
    if clock.past_in_words:
        return _past_in_words(clock)
    count = {"day": clock.day, "of": clock.of}
    in_working = clock.unit == Unit.WORKING
    words = _("Day %(day)s of %(of)s working days") % count if in_working else _("Day %(day)s of %(of)s") % count
    if clock.is_stopped or clock.stopped_days:
        words = f"{words}; {_stop_in_words(clock)}"
    return words


def _past_in_words(clock: Clock) -> str:
    said = {"term": clock.term_in_words, "ago": clock.past_in_words, "day": _day(clock.due_on)}
    words = _("Our term of %(term)s ended %(ago)s ago, on %(day)s") % said
    if clock.stopped_days:
        words = f"{words}; {_stop_in_words(clock)}"
    if clock.refuses:
        words = f"{words}; " + _("you may appeal as against a refusal")
    return words


def _stop_in_words(clock: Clock) -> str:
    days, signed = clock.stopped_days, COSIGN in clock.reasons
    if clock.reasons - {COSIGN, ASKED}:
        return _stop_as_configured(days, "; ".join(clock.why))
    if not days:
        asked = _("stopped today, because we asked you for something")
        return _("stopped today, while the second signature is awaited") if clock.stopped_for == COSIGN else asked
    if signed and len(clock.reasons) > 1:
        words = ngettext(
            "stood still for %(days)s day, because we waited for you and for the second signature",
            "stood still for %(days)s days, because we waited for you and for the second signature",
            days,
        )
    elif signed:
        words = ngettext(
            "stood still for %(days)s day for the second signature",
            "stood still for %(days)s days for the second signature",
            days,
        )
    else:
        words = ngettext(
            "stood still for %(days)s day, because we asked you for something",
            "stood still for %(days)s days, because we asked you for something",
            days,
        )
    return words % {"days": days}


def _stop_as_configured(days: int, why: str) -> str:
    if not days:
        return _("stopped today: %(why)s") % {"why": why}
    words = ngettext("stood still for %(days)s day: %(why)s", "stood still for %(days)s days: %(why)s", days)
    return words % {"days": days, "why": why}


def _day(day: date) -> str:
    return str(date_format(day))


def statuses() -> list[tuple[str, Any]]:
    """Of a case, in words: the catalogue's stages lie inside them."""
    return list(CaseStatus.choices)
