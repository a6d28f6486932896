"""How much people used a service in a month, written for a whole offer at once."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from casework.attendance import Line
from casework.models import Attendance
from people.models import User
from records import audit
from services.models import Offer


@transaction.atomic
def write(offer: Offer, month: date, lines: list[Line], used: dict[str, int], *, by: User) -> int:
    """`used`: by the placement's uid. How many were new or another than before; the same again writes nothing."""
    Offer.objects.select_for_update().get(pk=offer.pk)
    stored = Attendance.objects.filter(month=month, placement__in=[line.placement.pk for line in lines])
    known = dict(stored.values_list("placement__uid", "used"))
    changed = 0
    for line in lines:
        key = line.placement.uid
        if str(key) not in used or known.get(key) == used[str(key)]:
            continue
        values = {"planned": line.planned, "used": used[str(key)], "written_by": by, "written_at": timezone.now()}
        Attendance.objects.update_or_create(placement=line.placement, month=month, defaults=values)
        facts = {"month": month.isoformat(), "used": used[str(key)], "before": known.get(key)}
        audit.record("attendance_written", line.placement, by=by, **facts)
        changed += 1
    return changed
