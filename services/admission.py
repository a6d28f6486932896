"""Whether a service can be asked for on a day: seasons, programmes and quotas.

A page may say what was true some minutes ago; sending asks again under a lock (`require_open`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from services import hooks, version
from services.models import Admission, Service
from services.models.service import ServiceQuerySet


class State(StrEnum):
    OPEN = "open"
    OPENS = "opens"
    CLOSED = "closed"
    FULL = "full"
    INVITED = "invited"


class Window(NamedTuple):
    """A period of applying; without `closes_on` it stays open."""

    opens_on: date
    closes_on: date | None = None
    quota: int | None = None
    by_invitation: bool = False

    def covers(self, day: date) -> bool:
        return self.opens_on <= day and (self.closes_on is None or day <= self.closes_on)


@dataclass(frozen=True)
class Standing:
    """`on` is the day that the state speaks of: the last day of applying, the first one, or when it ended."""

    state: State
    on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def in_words(self) -> str:
        """A sentence for the person; empty where nothing limits the service."""
        day = date_format(self.on, "DATE_FORMAT") if self.on else ""
        sentences = {
            State.OPEN: _("Applications are taken until %(day)s.") if day else "",
            State.OPENS: _("Applications are taken from %(day)s."),
            State.CLOSED: _("Applications were taken until %(day)s. Now none are taken."),
            State.INVITED: _("Only who has an invitation from us can apply now.")
            if not day
            else _("Until %(day)s only who has an invitation from us can apply."),
            State.FULL: _("All places for which one could apply are taken. Applications are taken again from %(day)s.")
            if day
            else _("All places for which one could apply are taken."),
        }
        return sentences[self.state] % {"day": day}


# A service that dates or quotas limit, and its periods of applying.
Dated = tuple[Service, list[Window]]


class NotOpen(Exception):
    """(service, standing) of what cannot be asked for today. Nothing was sent, nothing typed is lost."""

    def __init__(self, closed: list[tuple[Service, Standing]]) -> None:
        super().__init__(closed)
        self.closed = closed

    def sentences(self) -> list[str]:
        return [f"{service.name}: {standing.in_words}" for service, standing in self.closed]


def standing(service: Service, windows: Sequence[Window], day: date) -> Standing:
    """Asks for the number of applications only where a quota makes it matter."""
    if service.valid_to is not None and service.valid_to < day:
        return Standing(State.CLOSED, service.valid_to)
    ahead = sorted(window.opens_on for window in windows if window.opens_on > day)
    if service.valid_from is not None and service.valid_from > day:
        return Standing(State.OPENS, max([service.valid_from, *ahead[:1]]))
    current = [window for window in windows if window.covers(day)]
    for window in current:
        if not window.by_invitation and _has_room(service, window):
            return Standing(State.OPEN, _first(window.closes_on, service.valid_to))
    for window in current:
        if window.by_invitation:
            return Standing(State.INVITED, window.closes_on)
    if current:
        return Standing(State.FULL, next(iter(ahead), None))
    if ahead:
        return Standing(State.OPENS, ahead[0])
    if windows:
        return Standing(State.CLOSED, max(window.closes_on for window in windows if window.closes_on))
    return Standing(State.OPEN, service.valid_to)


def _has_room(service: Service, window: Window) -> bool:
    if window.quota is None:
        return True
    return bool(hooks.requests_between.one(service.pk, window.opens_on, window.closes_on) < window.quota)


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def closed_among(
    services: Iterable[Service], day: date, invited: Collection[int] = ()
) -> list[tuple[Service, Standing]]:
    """What cannot be asked for on the day; two queries, and one for each quota.

    `invited`: keys of the services to which the person is invited. They are open to them while the service exists.
    """
    return _closed(limited(services), day, invited)


def _closed(dated: Iterable[Dated], day: date, invited: Collection[int]) -> list[tuple[Service, Standing]]:
    asked = [one for one in dated if one[0].pk not in invited or not _is_there(one[0], day)]
    found = [(service, standing(service, windows, day)) for service, windows in asked]
    return [(service, state) for service, state in found if not state.is_open]


def _is_there(service: Service, day: date) -> bool:
    return (service.valid_from is None or service.valid_from <= day) and (
        service.valid_to is None or day <= service.valid_to
    )


def limited_services() -> ServiceQuerySet:
    """Published ones that dates, places or invitations limit: to others nobody needs an invitation."""
    rows = Service.objects.published().exclude(access="general").exclude(emergency=True)
    dated = Q(valid_from__isnull=False) | Q(valid_to__isnull=False) | Q(admissions__isnull=False)
    return rows.filter(dated).distinct().order_by("name_bg")


def is_dated(service: str) -> Q:
    """Whether dates or seasons limit the service that a row names by this field: `annotate(x=is_dated("service"))`."""
    dates = Q(**{f"{service}__valid_from__isnull": False}) | Q(**{f"{service}__valid_to__isnull": False})
    return dates | Q(Exists(Admission.objects.filter(service=OuterRef(service))))


def limited(services: Iterable[Service]) -> list[Dated]:
    """Those of the services that dates or seasons limit, in the order of keys."""
    wanted = [service.pk for service in services]
    if not wanted:
        return []
    dated = Q(valid_from__isnull=False) | Q(valid_to__isnull=False) | Q(admissions__isnull=False)
    rows = list(Service.objects.filter(dated, pk__in=wanted).distinct().order_by("pk"))
    windows: dict[int, list[Window]] = {row.pk: [] for row in rows}
    if not rows:
        return []
    for admission in Admission.objects.filter(service__in=rows):
        windows[admission.service_id].append(
            Window(admission.opens_on, admission.closes_on, admission.quota, admission.by_invitation)
        )
    return [(row, windows[row.pk]) for row in rows]


def require_open(services: Iterable[Service], day: date, invited: Collection[int] = ()) -> list[Dated]:
    """Inside the sending transaction: the services' rows are the queue for their last places. Raises NotOpen.

    Answers with those that dates limit, for `note_taken`. One query where nothing is limited, none for no service.
    """
    dated = limited(services)
    with_quota = [service.pk for service, windows in dated if any(window.quota is not None for window in windows)]
    if with_quota:
        # In the order of keys, so that two applications for the same two services never wait for each other.
        list(Service.objects.filter(pk__in=with_quota).order_by("pk").select_for_update(no_key=True))
    closed = _closed(dated, day, invited)
    if closed:
        raise NotOpen(closed)
    return dated


def note_taken(dated: Iterable[Dated], day: date) -> None:
    """After sending: pages made before say that there is room. They are made anew once the last place is taken."""
    for service, windows in dated:
        if any(window.quota for window in windows) and standing(service, windows, day).state == State.FULL:
            version.bump()


def windows_of(rows: Iterable[dict[str, Any]]) -> list[Window]:
    """From JSON of the database."""
    return [
        Window(
            date.fromisoformat(row["opens_on"]),
            date.fromisoformat(row["closes_on"]) if row["closes_on"] else None,
            row["quota"],
            row["by_invitation"],
        )
        for row in rows
    ]
