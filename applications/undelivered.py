"""The work list of what did not arrive: a page by its keys, words for what happened, who it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.models import Undelivered, UndeliveredStatus
from applications.models.undelivered import UndeliveredQuerySet
from people.models import Person, User
from people.models.person import Channel
from people.roles import COUNTER_ROLES
from records.audit import actor_in_words
from records.messages import notice
from records.models import Delivery, DeliveryStatus, Message

PAGE, CAP = 40, 1000
TABS = ("open", "mine", "done")
WHAT = {
    DeliveryStatus.FAILED: _("did not arrive"),
    DeliveryStatus.RETURNED: _("came back"),
    DeliveryStatus.WORKLIST: _("perhaps arrived: nobody knows"),
}
SOURCES = {
    "worker": _("when sending"),
    "gateway": _("said by the gateway"),
    "bounce": _("said by the other mail server"),
    "register": _("said by the system for secure delivery"),
    "post": _("said by the post"),
    "office": _("written by a colleague"),
}
# What the house itself notes; codes of carriers stay as they came.
DETAILS = {
    "no address for this channel": _("there is no address for this way"),
    "not by this channel": _("the person does not allow this way"),
    "interrupted while being handed over": _("interrupted while it was handed over"),
    "the letter was not made": _("the letter could not be made"),
    "nothing is left in it": _("there was nothing more to say"),
}


@dataclass(frozen=True)
class Line:
    row: Undelivered
    person: Person | None
    title: str
    channel: str
    what: str

    @property
    def name(self) -> str:
        return self.person.full_name if self.person else ""

    @property
    def has_it(self) -> str:
        return self.row.assignee.name if self.row.assignee else ""


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    after: str
    has_more: bool


@dataclass(frozen=True)
class Happened:
    """One line of a delivery's history."""

    at: datetime
    status: str
    who: str
    detail: str


@dataclass(frozen=True)
class Way:
    """One channel of a message, with what happened there."""

    channel: str
    delivery: Delivery
    events: list[Happened]


def counts(user: User) -> list[tuple[str, Any, str]]:
    rows = Undelivered.objects.visible_to(user).open()
    labels = (("open", _("to be done"), rows), ("mine", _("taken by you"), rows.filter(assignee=user)))
    found = [(tab, label, found.order_by()[: CAP + 1].count()) for tab, label, found in labels]
    return [(tab, label, f"{CAP}+" if number > CAP else str(number)) for tab, label, number in found]


def page_of(user: User, tab: str, after: str) -> Page:
    """The oldest first; what is done, the newest first. `after` is the key `since|id` of the last line."""
    rows = Undelivered.objects.visible_to(user).with_parts()
    if tab == "done":
        rows = _behind(rows.filter(status=UndeliveredStatus.RESOLVED), after, "lt").order_by("-since", "-pk")
    else:
        rows = rows.open().filter(assignee=user) if tab == "mine" else rows.open()
        rows = _behind(rows, after, "gt").order_by("since", "pk")
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    last = f"{shown[-1].since.isoformat()}|{shown[-1].pk}" if shown else ""
    return Page(lines_of(shown, by=user), last, len(found) > PAGE)


def _behind(rows: UndeliveredQuerySet, after: str, sign: str) -> UndeliveredQuerySet:
    moment, _bar, pk = after.partition("|")
    since = parse_datetime(moment) if moment.isascii() else None
    if since is None or not pk.isdecimal():
        return rows
    further = Q(**{f"since__{sign}": since}) | Q(**{f"pk__{sign}": int(pk)})
    # The first condition alone is what the index is entered by.
    return rows.filter(Q(**{f"since__{sign}e": since}) & further)


def lines_of(rows: list[Undelivered], *, by: User) -> list[Line]:
    people = people_of([row.delivery.message for row in rows])
    secret = secret_from(by, people.values())
    people = {uid: person for uid, person in people.items() if person.pk not in secret}
    return [_line(row, people) for row in rows]


def _line(row: Undelivered, people: dict[UUID | None, Person]) -> Line:
    message = row.delivery.message
    return Line(
        row=row,
        person=people.get(message.person_uid or message.user_uid) if message.kind != "account" else None,
        title=title_of(message),
        channel=channel_in_words(row.delivery.channel),
        what=str(WHAT.get(DeliveryStatus(row.delivery.status), row.delivery.get_status_display())),
    )


def people_of(messages: list[Message]) -> dict[UUID | None, Person]:
    """By the uid of the person, or of the login that the message was for; one query."""
    persons = {message.person_uid for message in messages if message.person_uid}
    logins = {message.user_uid for message in messages if message.user_uid and not message.person_uid}
    rows = Person.objects.filter(uid__in=persons) | Person.objects.filter(user__uid__in=logins)
    found: dict[UUID | None, Person] = {}
    for person in rows.select_related("user"):
        found[person.uid] = person
        login = getattr(person, "user", None)
        if login is not None:
            found[login.uid] = person
    return found


def secret_from(user: User, people: Iterable[Person]) -> set[int]:
    """Primary keys of the protected whom a clerk does not know; officers see those of their own unit's cases."""
    protected = {person.pk for person in people if person.is_protected}
    if not protected or not user.organisations_as(*COUNTER_ROLES):
        return set()
    return protected - set(Person.objects.may_come(user).filter(pk__in=protected).values_list("pk", flat=True))


def title_of(message: Message) -> str:
    return str(_("About signing in")) if message.kind == "account" else notice(message.kind).title(_language())


def _language() -> str:
    return "en" if get_language() == "en" else "bg"


def channel_in_words(channel: str) -> str:
    return str(dict(Channel.choices).get(channel, channel))


def ways_of(message: Message) -> list[Way]:
    """Every channel of the message with its history; two queries."""
    rows = message.deliveries.prefetch_related("events").order_by("pk")
    return [Way(channel_in_words(row.channel), row, _history(row)) for row in rows]


def _history(delivery: Delivery) -> list[Happened]:
    tried = []
    if delivery.attempted_at:
        tried.append(Happened(delivery.attempted_at, str(_("tried")), "", ""))
    if delivery.sent_at:
        tried.append(Happened(delivery.sent_at, str(DeliveryStatus.SENT.label), "", ""))
    heard = [
        Happened(event.at, event.get_to_status_display(), _said_by(event), _detail(event.detail))
        for event in delivery.events.all()
        if event.to_status != DeliveryStatus.SENT
    ]
    return sorted([*tried, *heard], key=lambda line: line.at)


def _detail(noted: str) -> str:
    return str(DETAILS.get(noted, noted))


def _said_by(event: Any) -> str:
    said = str(SOURCES.get(event.source, event.source))
    return f"{said}: {actor_in_words(event.actor_label)}" if event.actor_uid else said
