"""Lists under a name: an officer's own, or shared with a unit by its head."""

from django.db import transaction

from casework.models import SavedFilter
from casework.wanted import Wanted
from people.models import Organisation, User
from records import audit

MOST = 20


class TooMany(Exception):
    """As many as a person can still find by name."""


@transaction.atomic
def save(wanted: Wanted, name: str, unit: Organisation | None, *, by: User) -> SavedFilter:
    """The same name again is the new list. What was typed to find a person is never kept."""
    own = SavedFilter.objects.filter(owner=by)
    if own.count() >= MOST and not own.filter(name=name, unit=unit).exists():
        raise TooMany
    kept = wanted.with_(q="").address
    saved, _is_new = SavedFilter.objects.update_or_create(owner=by, unit=unit, name=name, defaults={"query": kept})
    audit.record("filter_saved", saved, by=by, unit=str(unit.uid) if unit else "")
    return saved


@transaction.atomic
def drop(saved: SavedFilter, *, by: User) -> None:
    audit.record("filter_dropped", saved, by=by)
    saved.delete()
