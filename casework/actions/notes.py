"""Private notes of a case: written, corrected by a new version, kept on top."""

from datetime import date
from uuid import UUID

from django.db import transaction

from casework.models import Case, CaseNote, NoteKind
from people.models import User
from records import audit


class CorrectedMeanwhile(Exception):
    """Somebody has written a newer version of this note."""


@transaction.atomic
def write(
    case: Case,
    kind: NoteKind,
    *,
    happened_on: date,
    text: str,
    by: User,
    is_pinned: bool = False,
    form_uid: UUID | None = None,
) -> CaseNote:
    """The note; the one that is there already when the same form comes twice."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    facts = {"kind": kind, "happened_on": happened_on, "is_pinned": is_pinned, "author": by, "data_key": case.data_key}
    if form_uid and (there := CaseNote.objects.filter(case=case, form_uid=form_uid).first()):
        return there
    note = CaseNote.objects.create(case=case, form_uid=form_uid, **facts, text=text)
    audit.record("note_written", note, by=by, case=str(case.uid), kind=kind)
    return note


@transaction.atomic
def correct(note: CaseNote, *, kind: NoteKind, happened_on: date, text: str, is_pinned: bool, by: User) -> CaseNote:
    """A new version; the old one stays readable. Raises CorrectedMeanwhile."""
    old = CaseNote.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=note.pk)
    if CaseNote.objects.filter(corrects=old).exists():
        raise CorrectedMeanwhile
    facts = {"kind": kind, "happened_on": happened_on, "is_pinned": is_pinned, "author": by, "data_key": old.data_key}
    new = CaseNote.objects.create(case_id=old.case_id, corrects=old, **facts, text=text)
    audit.record("note_corrected", new, by=by, corrects=str(old.uid))
    return new


@transaction.atomic
def pin(note: CaseNote, is_pinned: bool, *, by: User) -> None:
    """Keeps the note on top, or lets it go; pressed twice changes nothing."""
    if CaseNote.objects.filter(pk=note.pk, is_pinned=not is_pinned).update(is_pinned=is_pinned):
        audit.record("note_pinned" if is_pinned else "note_unpinned", note, by=by)
