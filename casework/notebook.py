"""The private notes of a case as its pages show them: newest versions, with the older ones behind them."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from casework.models import Case, CaseNote, NoteKind
from casework.parts import File, Part, Where, unlock
from records.statements import Given

ON_PAGE = 5


class Written(NamedTuple):
    """`earlier`: the versions before it, newest first."""

    uid: UUID
    kind: str
    day: date
    text: str
    is_pinned: bool
    who: str
    at: datetime
    earlier: list["Written"]


def notes_of(case: Case, kind: str = "") -> list[Written]:
    """Those on top first, then the newest; two queries at the most."""
    rows = list(CaseNote.objects.of(case))
    unlock(rows, case)
    by_key = {row.pk: row for row in rows}
    corrected = {row.corrects_id for row in rows}
    newest = [row for row in rows if row.pk not in corrected and kind in ("", row.kind)]
    return [_written(row, by_key) for row in sorted(newest, key=lambda row: (not row.is_pinned, -row.pk))]


def _written(row: CaseNote, by_key: dict[int, CaseNote] | None = None) -> Written:
    earlier, at = [], row
    while by_key and at.corrects_id:
        at = by_key[at.corrects_id]
        earlier.append(_written(at))
    kind, who = str(NoteKind(row.kind).label), row.author.name if row.author else ""
    return Written(row.uid, kind, row.happened_on, row.text or "", row.is_pinned, who, row.written_at, earlier)


def _rows() -> QuerySet[CaseNote]:
    rows = CaseNote.objects.current().filter(case=Given("case")).select_related("author")
    return rows.order_by("-is_pinned", "-id")[: ON_PAGE + 1]


class Shown(NamedTuple):
    notes: list[Written]
    has_more: bool


def _shown(file: File) -> Shown:
    rows = file.rows("notes")
    return Shown([_written(row) for row in rows[:ON_PAGE]], len(rows) > ON_PAGE)


PART = Part("notes", Where.ASIDE, _shown, {"notes": _rows})
