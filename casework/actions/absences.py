"""Absences: set by oneself or by the head, cancelled when plans change."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from casework import notices
from casework.models import Absence
from casework.models.case import units_of
from casework.telling import tell_officer
from people.models import User
from records import audit


class CannotStandIn(Exception):
    """The substitute does not work in every unit of the colleague, or is away in these days."""


class Overlaps(Exception):
    """The colleague is away in some of these days already."""


def announce(user: User, *, substitute: User, starts_on: date, ends_on: date, by: User) -> Absence:
    """Raises CannotStandIn or Overlaps. The substitute is told, and the colleague where the head wrote it down."""
    busy = Absence.objects.filter(user=substitute, starts_on__lte=ends_on, ends_on__gte=starts_on, cancelled_at=None)
    if not set(units_of(user)) <= set(units_of(substitute)) or busy.exists():
        raise CannotStandIn
    facts = {"user": user, "substitute": substitute, "starts_on": starts_on, "ends_on": ends_on, "set_by": by}
    try:
        with transaction.atomic():
            absence = Absence.objects.create(**facts)
    except IntegrityError as error:
        raise Overlaps from error
    with transaction.atomic():
        who = {"officer": str(user.uid), "substitute": str(substitute.uid)}
        audit.record("absence_set", absence, by=by, **who)
        _tell(absence, by)
    return absence


def _tell(absence: Absence, by: User) -> None:
    days = {"from": f"{absence.starts_on:%d.%m.%Y}", "to": f"{absence.ends_on:%d.%m.%Y}"}
    context = {**days, "name": absence.user.label, "substitute": absence.substitute.label}
    for reader, notice in ((absence.substitute, notices.STANDS_IN), (absence.user, notices.AWAY)):
        if reader != by:
            tell_officer(reader, notice, context, about=absence, by=by, key=f"{notice.kind}:{absence.uid}")


@transaction.atomic
def cancel(absence: Absence, *, by: User) -> None:
    """From now on the colleague answers for the own work again; what was done meanwhile stays done."""
    changed = Absence.objects.filter(pk=absence.pk, cancelled_at=None).update(cancelled_at=timezone.now())
    if changed:
        audit.record("absence_cancelled", absence, by=by)
