"""Who tells of what in the thread of a case. A new source is one line in SOURCES."""

from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.models import Correction, Origin, ServiceRequest
from casework import opinions
from casework.models import (
    Appeal,
    AppealStatus,
    Case,
    CaseMessage,
    CaseNote,
    Decision,
    Disclosure,
    Fact,
    ForwardTo,
    NoteKind,
    PlaceHold,
    Ruling,
    Side,
    UseChange,
    UseKind,
    UseStatus,
)
from casework.models.place import HoldStatus
from casework.progress import STORY
from casework.thread import MOST, Entry, Kind, Reading, Source, Sources
from casework.using import TITLES, TONES, days_in_words
from records.audit import actor_in_words
from records.models import Delivery, Document, Message, StatusChange
from records.models.message import DeliveryStatus
from records.notices import notice
from records.statements import AnyGiven, Given

LONG = 280
# The same steps to the officer, who is not „you“.
OFFICE: dict[str, Any] = {
    "resume": gettext_lazy("The person answered; the clock runs again"),
    "drop_correction": gettext_lazy("What had been asked for is no longer needed; the clock runs again"),
    "lapse_correction": gettext_lazy("The day for the answer passed"),
    "take": gettext_lazy("The case was taken"),
    "assess": gettext_lazy("The assessment was finished"),
    "refer": gettext_lazy("Referred"),
    "confirm_place": gettext_lazy("The provider accepted"),
    "release_place": gettext_lazy("The place was given back"),
    "put_on_waiting_list": gettext_lazy("The person was put on the waiting list"),
    "draft_decision": gettext_lazy("The decision was drafted"),
    "return_draft": gettext_lazy("The draft was returned"),
    "approve_decision": gettext_lazy("The decision was approved"),
    "publish_decision": gettext_lazy("The decision was published"),
    "accept_place": gettext_lazy("The person accepted the place"),
    "decline_place": gettext_lazy("The person declined the place"),
    "hold_next_place": gettext_lazy("Another provider was asked for a place"),
    "confirm_next_place": gettext_lazy("The other provider accepted"),
    "lose_next_place": gettext_lazy("The other place came to nothing; the present one stays"),
    "accept_next_place": gettext_lazy("The person accepted the place at the other provider"),
    "forward": gettext_lazy("Sent on to those who decide"),
    "record_outcome": gettext_lazy("The answer from elsewhere was recorded"),
    "close": gettext_lazy("The case was finished"),
    "withdraw": gettext_lazy("The request was withdrawn"),
}
# What another source tells with more words.
TOLD_ELSEWHERE = ("ask_correction", "hold_place")


def _named(path: str) -> str:
    return f"{path}_en" if get_language() == "en" else f"{path}_bg"


def _requests() -> QuerySet[Any, Any]:
    rows = ServiceRequest.objects.filter(case=AnyGiven("cases"), application__submitted_at__lte=Given("before"))
    columns = ("pk", "application__submitted_at", "case__pk", _named("service__name"), "application__number")
    more = ("application__origin", "form_version__number", "application__follows__number")
    return rows.order_by("-application__submitted_at", "-pk").values_list(*columns, *more)[:MOST]


def _request(row: Any, reading: Reading) -> Entry:
    _pk, _at, _case, service, number, origin, version, follows = row
    text = _("Application %(number)s: %(how)s") % {"number": number, "how": Origin(origin).label}
    if version and not reading.is_public:
        text = f"{text}; " + _("form of the service, version %(version)s") % {"version": version}
    if follows:
        text = f"{text}; " + _("asked for again after %(number)s") % {"number": follows}
    return Entry(_("Asked for: %(service)s") % {"service": service}, text)


def _corrections() -> QuerySet[Any, Any]:
    rows = Correction.objects.filter(case_uid=AnyGiven("uids"), asked_at__lte=Given("before"))
    return rows.only("case_uid", "status", "reason", "is_proposal", "asked_at", "uid", "data_key").order_by(
        "-asked_at", "-pk"
    )[:MOST]


def _correction(row: Any, reading: Reading) -> Entry:
    ours = _("We asked you for something") if reading.is_public else _("The person was asked for a correction")
    proposed = _("We proposed a better answer") if reading.is_public else _("A better answer was proposed")
    state = str(Correction.Status(row.status).label)
    tone = "attention" if row.status == "open" else "plain"
    return Entry(proposed if row.is_proposal else ours, _short(row.reason), state=state, tone=tone)


def _steps() -> QuerySet[Any, Any]:
    rows = StatusChange.objects.filter(
        subject_kind="casework.case", subject_uid=AnyGiven("uids"), at__lte=Given("before"), verb__in=[*STORY]
    )
    rows = rows.exclude(verb__in=TOLD_ELSEWHERE)
    return rows.order_by("-at", "-pk").values_list("pk", "at", "subject_uid", "verb", "actor_label")[:MOST]


def _step(row: Any, reading: Reading) -> Entry:
    _pk, _at, _uid, verb, actor = row
    words = STORY if reading.is_public else {**STORY, **OFFICE}
    return Entry(str(words[verb]), who="" if reading.is_public else actor_in_words(actor))


def _holds() -> QuerySet[Any, Any]:
    rows = PlaceHold.objects.filter(case=AnyGiven("cases"), held_at__lte=Given("before"))
    columns = ("pk", "held_at", "case_id", _named("offer__provider__name"), _named("offer__site"), "status")
    return rows.order_by("-held_at", "-pk").values_list(*columns)[:MOST]


def _hold(row: Any, reading: Reading) -> Entry:
    _pk, _at, _case, provider, site, status = row
    tone = {"declined": "error", "accepted": "done", "taken": "done", "held": "attention"}.get(status, "plain")
    where = ", ".join(part for part in (provider, site) if part)
    title = _("We kept a place for you") if reading.is_public else _("A place was kept")
    return Entry(title, where, state=str(HoldStatus(status).label), tone=tone)


def _documents() -> QuerySet[Any, Any]:
    return _of_documents().filter(subject_uid=AnyGiven("subjects"))


def _decision_documents() -> QuerySet[Any, Any]:
    acts = Decision.objects.filter(case=AnyGiven("cases")).values("uid")
    return _of_documents().filter(subject_uid__in=acts)


def _of_documents() -> QuerySet[Any, Any]:
    rows = Document.objects.filter(rendered_at__lte=Given("before")).order_by("-rendered_at", "-pk")
    return rows.values_list("pk", "rendered_at", "subject_uid", "title", "number", "sealed_at")


def _document(row: Any, reading: Reading) -> Entry:
    _pk, _at, _subject, title, number, sealed_at = row
    return Entry(title, number, state=_("sealed") if sealed_at else "", tone="done")


def _messages() -> QuerySet[Any, Any]:
    rows = Message.objects.filter(subject_uid=AnyGiven("subjects"), created_at__lte=Given("before"))
    columns = ("pk", "created_at", "subject_uid", "kind", "user_uid", "withheld_at", "read_at")
    return rows.order_by("-created_at", "-pk").values_list(*columns)[:MOST]


def _deliveries() -> QuerySet[Any, Any]:
    rows = Delivery.objects.filter(message__subject_uid=AnyGiven("subjects"), message__created_at__lte=Given("before"))
    return rows.order_by("-message__created_at", "-message", "pk").values_list("message", "channel", "status")[
        : 4 * MOST
    ]


CHANNELS = {
    "email": gettext_lazy("e-mail"),
    "sms": gettext_lazy("text message"),
    "letter": gettext_lazy("letter"),
    "ssev": gettext_lazy("secure delivery"),
}
WRONG = (DeliveryStatus.FAILED, DeliveryStatus.RETURNED, DeliveryStatus.WORKLIST)


def _message(row: Any, reading: Reading) -> Entry | None:
    pk, _at, _subject, kind, user, withheld_at, read_at = row
    language = get_language() or "bg"
    title = notice(kind).title(language)
    if reading.is_public:
        # What was written to somebody else about the same application stays theirs.
        own = user == reading.reader.uid
        return Entry(title) if own and withheld_at is None else None
    states = [(channel, status) for message, channel, status in reading.found["deliveries"] if message == pk]
    text = "; ".join(f"{CHANNELS.get(channel, channel)}: {DeliveryStatus(status).label}" for channel, status in states)
    tone = "error" if any(status in WRONG for _channel, status in states) else "plain"
    return Entry(title, text, state=_("read in the portal") if read_at else "", tone=tone)


def _talk() -> QuerySet[Any, Any]:
    rows = CaseMessage.objects.filter(case=AnyGiven("cases"), sent_at__lte=Given("before"))
    columns = ("case", "side", "text", "sent_at", "read_at", "author__name", "uid", "data_key")
    return rows.select_related("author").only(*columns).order_by("-sent_at", "-pk")[:MOST]


def _said(row: Any, reading: Reading) -> Entry:
    ours = row.side == Side.OFFICE
    if reading.is_public:
        title = _("The officer wrote to you") if ours else _("You wrote to the officer")
        return Entry(title, _short(row.text))
    title = _("We wrote to the person") if ours else _("The person wrote")
    return Entry(title, _short(row.text), row.author.name if ours else "", "" if row.read_at else _("not read yet"))


def _uses() -> QuerySet[Any, Any]:
    rows = UseChange.objects.filter(case=AnyGiven("cases"), asked_at__lte=Given("before"))
    columns = ("case", "kind", "status", "starts_on", "ends_on", "asked_at", "number", "uid", "data_key")
    return rows.only(*columns).order_by("-asked_at", "-pk")[:MOST]


def _use(row: Any, reading: Reading) -> Entry:
    status = UseStatus(row.status)
    title = _("Asked of the help: %(what)s") % {"what": TITLES[UseKind(row.kind)]()}
    return Entry(title, f"{days_in_words(row)} ({row.number})", state=str(status.label), tone=TONES[status])


def _shared() -> QuerySet[Any, Any]:
    rows = Disclosure.objects.filter(case=AnyGiven("cases"), shared_at__lte=Given("before"))
    columns = ("pk", "shared_at", "case_id", _named("recipient__name"), "authority", "body", "facts", "withdrawn_at")
    return rows.order_by("-shared_at", "-pk").values_list(*columns)[:MOST]


def _share(row: Any, reading: Reading) -> Entry:
    _pk, _at, _case, recipient, authority, body, facts, withdrawn_at = row
    whom = recipient or body or str(ForwardTo(authority).label)
    text = ", ".join(str(Fact(fact).label) for fact in facts)
    state = _("taken back on %(day)s") % {"day": date_format(withdrawn_at)} if withdrawn_at else ""
    return Entry(_("Shared with %(whom)s") % {"whom": whom}, text, state=state, tone="attention")


APPEAL_TONES = {"registered": "attention", "sent": "info"}


def _appeals() -> QuerySet[Any, Any]:
    rows = Appeal.objects.filter(case=AnyGiven("cases"), registered_at__lte=Given("before"))
    columns = ("pk", "registered_at", "case_id", "number", "decision__number", "status", "ruling")
    return rows.order_by("-registered_at", "-pk").values_list(*columns)[:MOST]


def _appeal(row: Any, reading: Reading) -> Entry:
    _pk, _at, _case, number, act, status, ruling = row
    about = _("against decision %(number)s") % {"number": act} if act else _("because no answer came in time")
    state = str(AppealStatus(status).label)
    if ruling:
        state = f"{state}: {Ruling(ruling).label}"
    return Entry(
        _("Appeal %(number)s") % {"number": number}, about, state=state, tone=APPEAL_TONES.get(status, "plain")
    )


def _notes() -> QuerySet[Any, Any]:
    rows = CaseNote.objects.current().filter(case=AnyGiven("cases"), written_at__lte=Given("before"))
    columns = ("case", "kind", "happened_on", "text", "written_at", "is_pinned", "author__name", "uid", "data_key")
    return rows.select_related("author").only(*columns).order_by("-written_at", "-pk")[:MOST]


def _note(row: Any, reading: Reading) -> Entry:
    title = f"{NoteKind(row.kind).label}, {date_format(row.happened_on)}"
    return Entry(title, _short(row.text), row.author.name if row.author else "")


def _short(text: str | None) -> str:
    return Truncator(text or "").chars(LONG)


SOURCES = Sources(
    Source("requests", Kind.REQUEST, _requests, _request),
    Source("corrections", Kind.REQUEST, _corrections, _correction, ("asked_at", "case_uid")),
    Source("steps", Kind.STEP, _steps, _step),
    Source("holds", Kind.PLACE, _holds, _hold),
    Source("documents", Kind.DOCUMENT, lambda: _documents()[:MOST], _document, is_public=False),
    Source("acts", Kind.DOCUMENT, lambda: _decision_documents()[:MOST], _document, is_public=False),
    Source("messages", Kind.MESSAGE, _messages, _message, beside=(("deliveries", _deliveries),)),
    Source("talk", Kind.TALK, _talk, _said, ("sent_at", "case_id")),
    Source("uses", Kind.USE, _uses, _use, ("asked_at", "case_id")),
    Source("appeals", Kind.APPEAL, _appeals, _appeal),
    Source("shares", Kind.SHARED, _shared, _share),
    Source("notes", Kind.NOTE, _notes, _note, ("written_at", "case_id"), is_public=False),
    opinions.SOURCE,
    # Kind.COMPLAINT: the room that takes complaints gives its source here.
)


def together_with(case: Case, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Of the reader's `cases`: those of the person, of who applied for them, and of whom they applied for."""
    person = case.beneficiary_id
    applicants = Case.objects.filter(beneficiary=person).values("request__application__applicant")
    # A union, not „or“: each part is found by its own index, where „or“ would read every case of the unit.
    keys = (
        Case.objects.filter(beneficiary=person)
        .values("pk")
        .union(
            Case.objects.filter(beneficiary__in=applicants).values("pk"),
            Case.objects.filter(request__application__applicant=person).values("pk"),
        )
    )
    found = cases.filter(pk__in=keys)
    return found.select_related("data_key", "service", "beneficiary", "request__application").order_by(
        "-opened_at", "-pk"
    )
