"""Loading the national list of settlements beside the municipality's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from people import ekatte
from people.models import Settlement
from records import audit
from services import version

AT_ONCE = 1000


@dataclass
class Report:
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    # The municipality's own: their texts are the catalogue's, with history; the list changes none of them.
    own: int = 0
    # Known here, no longer in the list; they stay, for people may live there.
    gone: list[str] = field(default_factory=list)
    refused: list[ekatte.Refused] = field(default_factory=list)


@transaction.atomic
def load_national(content: bytes, *, by: Any) -> Report:
    """Creates and refreshes; deletes nothing. Raises ValueError for what is not such a list."""
    report = Report()
    known = Settlement.objects.in_bulk(field_name="ekatte")
    new, changed, seen = [], [], set()
    for row in ekatte.read(content):
        if isinstance(row, ekatte.Refused):
            report.refused.append(row)
            continue
        seen.add(row.ekatte)
        place = known.get(row.ekatte)
        if place is None:
            new.append(Settlement(ekatte=row.ekatte, is_local=False, **row.facts))
        elif place.is_local:
            report.own += 1
        elif any(getattr(place, name) != value for name, value in row.facts.items()):
            for name, value in row.facts.items():
                setattr(place, name, value)
            changed.append(place)
        else:
            report.unchanged += 1
    Settlement.objects.bulk_create(new, batch_size=AT_ONCE)
    columns = [
        "kind", "name_bg", "name_en", "post_code", "municipality_bg", "region_bg", "latitude", "longitude"
    ]  # fmt: skip
    Settlement.objects.bulk_update(changed, columns, batch_size=AT_ONCE)
    report.created = [place.ekatte for place in new]
    report.changed = [place.ekatte for place in changed]
    report.gone = sorted(code for code, place in known.items() if code not in seen and not place.is_local)
    if new or changed:
        version.bump()
        audit.record("settlements_loaded", None, by=by, created=len(new), changed=len(changed))
    return report
