"""The way of a change: written by one editor, looked at by another, published at once or on its day."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from records import audit
from records.workflow import WrongStatus, move
from services.actions import entries
from services.entries import KINDS, InvalidEntry, Kind, Problem, history
from services.models import CatalogueChange, ChangeStatus, Feedback, Revision

Data = dict[str, Any]
EDITABLE = (ChangeStatus.DRAFT, ChangeStatus.RETURNED)


class Refused(Exception):
    """A rule stands in the way; the text says which, for the editor."""


class NewerRevision(Refused):
    """Somebody published the entry after the author had begun."""

    def __str__(self) -> str:
        return _("A newer text of this entry was published meanwhile. Compare both before publishing.")


class OpenAlready(Refused):
    """An entry has one open change at a time."""

    def __init__(self, change: CatalogueChange) -> None:
        super().__init__(_("This entry already has an open change. Here it is."))
        self.change = change


def open_change(kind: str, slug: str) -> CatalogueChange | None:
    return CatalogueChange.objects.open().filter(kind=kind, slug=slug).select_related("author").first()


def base_of(change: CatalogueChange) -> Data | None:
    """The entry as the author found it."""
    found = Revision.objects.filter(kind=change.kind, slug=change.slug, number=change.base).first()
    return found.data if found else None


def current(kind: str, slug: str) -> Data | None:
    row = KINDS[kind].row(slug)
    return KINDS[kind].read(row) if row is not None else None


def start(kind: Kind, slug: str, *, by: User) -> CatalogueChange:
    """The entry's open change, or a new one with its present text. Raises OpenAlready for a colleague's."""
    return _begin(kind, slug, current(kind.name, slug), by=by)


def start_new(kind: Kind, data: Data, *, by: User) -> CatalogueChange:
    """An entry that is not there yet. Raises InvalidEntry, also for an identifier that is taken."""
    entry = kind.parse(data)
    if entry.id == "new":  # the address of the page for new entries
        raise InvalidEntry([Problem(("id",), _("Choose another identifier."))])
    if kind.model._default_manager.filter(**{kind.key: entry.id}).exists():
        raise InvalidEntry([Problem(("id",), _("There is already an entry with this identifier."))])
    return _begin(kind, entry.id, entry.data(), by=by)


def restore(kind: Kind, slug: str, number: int, *, by: User) -> CatalogueChange:
    """A change with the text of an old revision; it goes the way of every change."""
    found = Revision.objects.filter(kind=kind.name, slug=slug, number=number).first()
    if found is None or found.data is None:
        raise Refused(_("There is no text to restore in this revision."))
    try:
        data = kind.parse(found.data).data()
    except InvalidEntry as error:
        raise Refused(_("The old text no longer fits the catalogue: %(why)s") % {"why": error}) from error
    return _begin(kind, slug, data, by=by, is_new_text=True)


def retire(kind: Kind, slug: str, *, by: User) -> CatalogueChange:
    """A change that takes the entry away. Refused when something points to it, with what."""
    entries.refuse_if_needed(kind, slug)
    return _begin(kind, slug, None, by=by, is_new_text=True)


@transaction.atomic
def _begin(kind: Kind, slug: str, data: Data | None, *, by: User, is_new_text: bool = False) -> CatalogueChange:
    found = open_change(kind.name, slug)
    if found is None:
        base = history.last_number(kind.name, slug)
        try:
            with transaction.atomic():
                change = CatalogueChange.objects.create(kind=kind.name, slug=slug, data=data, base=base, author=by)
        except IntegrityError:
            found = open_change(kind.name, slug)
        else:
            audit.record("change_started", change, by=by, kind=kind.name, entry=slug)
            return change
    assert found is not None
    if found.author_id != by.pk or is_new_text:
        raise OpenAlready(found)
    return found


def _mine(change: CatalogueChange, by: User) -> CatalogueChange:
    """Locked. Only its author writes in a change, and only before it is sent."""
    row = CatalogueChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if row.author_id != by.pk:
        raise Refused(_("A colleague is writing this change. Take it over first."))
    if row.status not in EDITABLE:
        raise WrongStatus("save", row.status)
    return row


@transaction.atomic
def save(change: CatalogueChange, data: Data, *, by: User) -> None:
    """The whole document as it will be. Raises InvalidEntry."""
    row = _mine(change, by)
    row.data = KINDS[row.kind].parse({**data, "id": row.slug}).data()
    row.save(update_fields=["data", "changed_at"])
    change.data = row.data


@transaction.atomic
def take_over(change: CatalogueChange, *, by: User) -> None:
    row = CatalogueChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if row.status not in EDITABLE:
        raise WrongStatus("take_over", row.status)
    row.author = by
    row.save(update_fields=["author", "changed_at"])
    audit.record("change_taken_over", row, by=by)


@transaction.atomic
def bring_up_to_date(change: CatalogueChange, *, by: User) -> None:
    """Puts the fields that the author changed over the text published meanwhile."""
    row = _mine(change, by)
    base, mine, now = base_of(row) or {}, row.data, current(row.kind, row.slug)
    row.base = history.last_number(row.kind, row.slug)
    if mine is not None and now is not None:
        touched = {name for name in base.keys() | mine.keys() if base.get(name) != mine.get(name)}
        kept = {name: value for name, value in now.items() if name not in touched}
        ours = {name: value for name, value in mine.items() if name in touched}
        row.data = KINDS[row.kind].parse({**kept, **ours}).data()
    row.save(update_fields=["data", "base", "changed_at"])


@transaction.atomic
def send(
    change: CatalogueChange,
    *,
    by: User,
    told_bg: str = "",
    told_en: str = "",
    publish_at: datetime | None = None,
    because_of: Feedback | None = None,
) -> None:
    """To a second pair of eyes. What could not be published is refused now, not then."""
    row = _mine(change, by)
    _refuse_newer(row)
    rehearse(row, by=by)
    move(
        change, "send", by=by, remark="", told_bg=told_bg, told_en=told_en, publish_at=publish_at,
        because_of=because_of, public_facts={"kind": row.kind, "entry": row.slug},
    )  # fmt: skip


def rehearse(change: CatalogueChange, *, by: User) -> None:
    """Publishes and takes it back. Raises InvalidEntry or Refused when it cannot be published."""
    try:
        with transaction.atomic():
            write(change, by=by)
            raise _Enough
    except _Enough:
        pass
    except (IntegrityError, DataError) as error:
        raise Refused(entries.unkeepable()) from error


class _Enough(Exception):
    """Rolls a rehearsal back."""


def send_back(change: CatalogueChange, *, by: User | None, remark: str) -> None:
    """To its author, with what to mend; an author who goes on writing needs no remark."""
    move(change, "return", by=by, remark=remark, approver=None, approved_at=None)


@transaction.atomic
def approve(change: CatalogueChange, *, by: User) -> bool:
    """By another editor than the author. Whether it was published at once: otherwise it waits for its day."""
    if change.author_id == by.pk:
        raise Refused(_("Another editor publishes your change: four eyes see more than two."))
    now = timezone.now()
    move(change, "approve", by=by, approver=by, approved_at=now)
    change.refresh_from_db()
    if change.publish_at is not None and change.publish_at > now:
        rehearse(change, by=by)
        _refuse_newer(change)
        return False
    publish(change, by=by)
    return True


@transaction.atomic
def publish(change: CatalogueChange, *, by: User | None) -> None:
    """The change becomes the entry. Nothing is done when it raises WrongStatus, InvalidEntry or Refused."""
    move(change, "publish", by=by, published_at=timezone.now())
    KINDS[change.kind].lock(change.slug)
    _refuse_newer(change)
    write(change, by=by)


def write(change: CatalogueChange, *, by: User | None) -> None:
    kind = KINDS[change.kind]
    if change.data is None:
        entries.retire(kind, change.slug, by=by, change=change)
    else:
        entries.publish(kind, change.data, by=by, change=change)


def _refuse_newer(change: CatalogueChange) -> None:
    if history.last_number(change.kind, change.slug) != change.base:
        raise NewerRevision


def discard(change: CatalogueChange, *, by: User) -> None:
    move(change, "discard", by=by)


def due() -> list[UUID]:
    """Approved changes whose day has come, oldest day first."""
    rows = CatalogueChange.objects.filter(status=ChangeStatus.APPROVED, publish_at__lte=timezone.now())
    return list(rows.order_by("publish_at", "pk").values_list("uid", flat=True))


def publish_when_due(uid: UUID) -> None:
    """Once, however often it is asked for. What cannot be published goes back to its author with the reason."""
    with transaction.atomic():
        rows = CatalogueChange.objects.select_for_update(of=("self",), skip_locked=True)
        change = rows.filter(uid=uid, status=ChangeStatus.APPROVED, publish_at__lte=timezone.now()).first()
        if change is None:
            return
        try:
            with transaction.atomic():
                publish(change, by=None)
        except (Refused, InvalidEntry, entries.StillNeeded, IntegrityError, DataError) as error:
            change.refresh_from_db()
            reason = entries.unkeepable() if isinstance(error, IntegrityError | DataError) else str(error)
            send_back(change, by=None, remark=reason[:500])
