"""Two records of one human being become one, by the head or by two clerks, and can be parted again for some days."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from people import merging, notices
from people.access import allows
from people.actions.corrections import FIELDS
from people.models import MergeRule, MergeStatus, Person, PersonMerge, Settlement, User
from people.roles import Permission
from records import audit, messages
from records.workflow import move

# Taken from the other record where the kept one says nothing; a number comes with its kind.
TAKEN = ("id_number", "birth_date", "middle_name", "phone", "email", "settlement", "address")
COPIED = {
    "id_number": ("id_type", "id_number", "no_id_reason", "sex", "is_apart"),
    "birth_date": ("birth_date", "birth_year"),
}


class CannotMerge(Exception):
    """`args` say why, in the clerk's language."""


class SecondLook(Exception):
    """Whoever proposed a merge does not confirm it, the head aside."""


class TooLate(Exception):
    """The days in which a merge can be undone are over."""


@dataclass(frozen=True)
class Line:
    label: str
    kept: str
    merged: str
    is_taken: bool


def taken_from(kept: Person, merged: Person) -> list[str]:
    return [name for name in TAKEN if getattr(merged, name) and not getattr(kept, name)]


def preview(kept: Person, merged: Person) -> list[Line]:
    """Field by field: what stands in each, and what the kept record takes over. Numbers are masked."""
    taken = taken_from(kept, merged)
    return [
        Line(str(FIELDS[name]), _shown(kept, name), _shown(merged, name), name in taken)
        for name in ("given_name", "family_name", *TAKEN)
        if getattr(kept, name) or getattr(merged, name)
    ]


def _shown(person: Person, name: str) -> str:
    if name == "id_number":
        return person.masked_number or "—"
    value = getattr(person, name)
    if name == "birth_date" and person.born_on:
        return date_format(person.born_on, "SHORT_DATE_FORMAT")
    return str(value.get("line", "—") if isinstance(value, dict) else value or "—")


@transaction.atomic
def propose(kept: Person, merged: Person, *, reason: str, by: User) -> PersonMerge:
    """By the head it is done at once. Raises CannotMerge."""
    kept, merged = _locked(kept, merged)
    _require(kept, merged)
    if PersonMerge.objects.filter(merged=merged, status=MergeStatus.PROPOSED).exists():
        raise CannotMerge
    merge = PersonMerge.objects.create(
        uid=uuid4(), data_key=kept.data_key, kept=kept, merged=merged, reason=reason, proposed_by=by
    )
    audit.record("merge_proposed", kept, by=by, merged=str(merged.uid), merge=str(merge.uid))
    if allows(by, Permission.MERGE_PERSONS):
        confirm(merge, by=by)
    return merge


@transaction.atomic
def confirm(merge: PersonMerge, *, by: User) -> None:
    """Raises SecondLook, CannotMerge or WrongStatus."""
    if merge.proposed_by == by and not allows(by, Permission.MERGE_PERSONS):
        raise SecondLook
    kept, merged = _locked(merge.kept, merge.merged)
    _require(kept, merged)
    taken = taken_from(kept, merged)
    before = {column: _plain(getattr(kept, column)) for name in taken for column in COPIED.get(name, (name,))}
    until = timezone.localdate() + timedelta(days=MergeRule.objects.in_force(timezone.localdate()).days)
    moved = merging.turn(kept, merged)
    facts = {"kept": str(kept.uid), "merged": str(merged.uid)}
    move(
        merge, "merge", by=by, public_facts=facts,
        confirmed_by=by, undo_until=until, before=before, taken=taken, moved=moved,
    )  # fmt: skip
    # The other record stays as it is; from now on it is nobody's number.
    Person.objects.filter(pk=merged.pk).update(merged_into=kept)
    for name in taken:
        for column in COPIED.get(name, (name,)):
            setattr(kept, column, getattr(merged, column))
    kept.is_protected = kept.is_protected or merged.is_protected
    kept.save()
    messages.send(
        notices.MERGED,
        subject=kept,
        data_key=kept.data_key,
        by=by,
        person_uid=kept.uid,
        dedupe_key=f"merged:{merge.uid}",
    )


@transaction.atomic
def refuse(merge: PersonMerge, *, by: User) -> None:
    """They are two people."""
    move(merge, "refuse", by=by, confirmed_by=by)


@transaction.atomic
def undo(merge: PersonMerge, *, by: User) -> None:
    """Parts the records: what was turned goes back; what came to the kept record since then stays there.

    A value that was taken over goes back unless somebody has corrected it since. Raises TooLate or WrongStatus.
    """
    kept, merged = _both(merge.kept, merge.merged)
    if merge.undo_until is None or timezone.localdate() > merge.undo_until:
        raise TooLate
    move(merge, "undo", by=by, public_facts={"kept": str(kept.uid), "merged": str(merged.uid)})
    before = merge.before or {}
    for name in merge.taken:
        columns = COPIED.get(name, (name,))
        if getattr(kept, name) == getattr(merged, name):
            for column in columns:
                setattr(kept, column, _value(column, before[column]))
    kept.save()
    Person.objects.filter(pk=merged.pk).update(merged_into=None)
    merging.turn_back(kept, merged, merge.moved)


def _plain(value: Any) -> Any:
    return value.pk if hasattr(value, "pk") else value


def _value(column: str, kept: Any) -> Any:
    return Settlement.objects.filter(pk=kept).first() if column == "settlement" else kept


def _both(kept: Person, merged: Person) -> tuple[Person, Person]:
    """Locked in one order, whichever way somebody else merges them at the same moment."""
    rows = Person.objects.select_for_update(of=("self",)).with_key().filter(pk__in=[kept.pk, merged.pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    return found[kept.pk], found[merged.pk]


def _locked(kept: Person, merged: Person) -> tuple[Person, Person]:
    kept, merged = _both(kept, merged)
    if kept.merged_into_id or merged.merged_into_id:
        raise CannotMerge
    return kept, merged


def _require(kept: Person, merged: Person) -> None:
    found = merging.obstacles(kept, merged)
    if found:
        raise CannotMerge(*found)
