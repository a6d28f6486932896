"""One thread (N1): whatever happened to cases, from the request to the help in use, in the order of time.

A room that has something to tell gives a `Source`; `SOURCES` in casework/threadsources.py is the list of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from people.models import User
from records.bundles import Bundle
from records.models import SealedModel

PAGE, MOST = 30, 31
NEWEST = datetime(9999, 1, 1, tzinfo=UTC)
MOMENT, MOST_DIGITS = "%Y%m%dT%H%M%S.%f%z", 18


class Kind(TextChoices):
    REQUEST = "request", _("application")
    STEP = "step", _("step of the case")
    PLACE = "place", _("place")
    DOCUMENT = "document", _("document")
    MESSAGE = "message", _("notice that was sent")
    TALK = "talk", _("message")
    USE = "use", _("help in use")
    SHARED = "shared", _("shared data")
    OPINION = "opinion", _("opinion of another body")
    APPEAL = "appeal", _("appeal")
    NOTE = "note", _("private note")
    # Nobody tells of these yet: the room that takes complaints gives a source of this kind.
    COMPLAINT = "complaint", _("complaint")


class Entry(NamedTuple):
    """A line of the thread. `who` is empty where it is nobody's business; `tone` is that of a tag, or empty."""

    title: str
    text: str = ""
    who: str = ""
    state: str = ""
    tone: str = "plain"


@dataclass(frozen=True)
class Reading:
    """Whose thread it is and who reads it. `is_public`: the citizen's own, in plain words, without what is private."""

    cases: dict[int, Case]
    reader: User
    is_public: bool
    found: dict[str, list[Any]]


@dataclass(frozen=True)
class Source:
    """`build` gives rows at or before Given("before"), newest first, no more than `thread.MOST`.

    They are tuples that begin with key, moment and the case (its key or uid; anything else for what is of the whole
    application); or objects with encrypted columns, and `names` says which attributes are the moment and the case.
    For Given there are `cases`, `uids` (of the cases), `applications` and `subjects` (uids of cases and applications).
    `says` gives None for what the reader is not told. `beside`: more rows that `says` needs, by name.
    """

    name: str
    kind: Kind
    build: Callable[[], QuerySet[Any, Any]]
    says: Callable[[Any, Reading], Entry | None]
    names: tuple[str, str] | None = None
    is_public: bool = True
    beside: tuple[tuple[str, Callable[[], QuerySet[Any, Any]]], ...] = ()

    def key(self, row: Any) -> int:
        return row.pk if self.names else row[0]

    def at(self, row: Any) -> datetime:
        return getattr(row, self.names[0]) if self.names else row[1]

    def case(self, row: Any) -> Any:
        return getattr(row, self.names[1]) if self.names else row[2]


class Line(NamedTuple):
    at: datetime
    kind: str
    label: str
    entry: Entry
    case: Case | None


class Thread(NamedTuple):
    """Newest first; `after` is the key of the next page, empty after the last."""

    lines: list[Line]
    after: str


class Sources:
    def __init__(self, *sources: Source) -> None:
        self.sources = sources
        self._all = Bundle(dict(_asked(sources)))
        self._public = Bundle(dict(_asked(source for source in sources if source.is_public)))
        self._one = {
            kind: Bundle(dict(_asked(source for source in sources if source.kind == kind)))
            for kind in {source.kind for source in sources}
        }

    @property
    def kinds(self) -> list[Kind]:
        """Those that somebody tells of, in the order of Kind."""
        return [kind for kind in Kind if kind in self._one]

    def read(
        self, cases: Iterable[Case], reader: User, *, kind: str = "", before: str = "", is_public: bool = False
    ) -> Thread:
        """One query. `kind`: only of that kind; `before`: what `after` of the former page said."""
        by_key = {case.pk: case for case in cases}
        applications = {case.request.application_id: case.request.application for case in by_key.values()}
        key = _key(before)
        wanted = [
            (place, source)
            for place, source in enumerate(self.sources)
            if kind in ("", source.kind) and (source.is_public or not is_public)
        ]
        if not wanted or not by_key:
            return Thread([], "")
        uids = [case.uid for case in by_key.values()]
        bundle = self._one[Kind(kind)] if kind else self._public if is_public else self._all
        found = bundle.read(
            cases=list(by_key), uids=uids, applications=list(applications), before=key[0] if key else NEWEST,
            subjects=[*uids, *(application.uid for application in applications.values())],
        )  # fmt: skip
        keys = {case.data_key_id: case.data_key for case in by_key.values()}
        for rows in found.values():
            _unlock(rows, keys)
        reading = Reading(by_key, reader, is_public, found)
        # Rows of one source share a moment seldom and a page never; several sources are told apart by their place.
        rows = [
            ((source.at(row), place, source.key(row)), source, row)
            for place, source in wanted
            for row in found[source.name]
        ]
        told = sorted((one for one in rows if key is None or one[0] < key), key=itemgetter(0), reverse=True)
        shown = told[:PAGE]
        lines = [line for _place, source, row in shown if (line := _line(source, row, reading))]
        return Thread(lines, _as_text(shown[-1][0]) if len(told) > PAGE else "")


def _asked(sources: Iterable[Source]) -> Iterable[tuple[str, Callable[[], QuerySet[Any, Any]]]]:
    for source in sources:
        yield source.name, source.build
        yield from source.beside


def _unlock(rows: Iterable[Any], keys: dict[int, Any]) -> None:
    for row in rows:
        if isinstance(row, SealedModel) and row.data_key_id in keys:
            row.data_key = keys[row.data_key_id]


def _line(source: Source, row: Any, reading: Reading) -> Line | None:
    entry = source.says(row, reading)
    if entry is None:
        return None
    which = source.case(row)
    case = next((one for one in reading.cases.values() if which in (one.pk, one.uid)), None)
    return Line(source.at(row), source.kind.value, str(source.kind.label), entry, case)


def _as_text(key: tuple[datetime, int, int]) -> str:
    at, place, pk = key
    return f"{at.astimezone(UTC):{MOMENT}}_{place}_{pk}"


def _key(typed: str) -> tuple[datetime, int, int] | None:
    moment, *numbers = typed.split("_")
    try:
        place, pk = (int(number[:MOST_DIGITS]) for number in numbers)
        return datetime.strptime(moment, MOMENT).astimezone(UTC), place, pk
    except (ValueError, OverflowError):
        return None
