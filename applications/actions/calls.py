"""Calls to the hotline: each is counted, and points to what it became."""

from uuid import UUID

from django.db import transaction

from applications.models import Application, Call
from people.models import Settlement, User
from records import audit
from services.models import Service


@transaction.atomic
def count(outcome: str, *, service: Service | None, settlement: Settlement | None, by: User) -> Call:
    call = Call.objects.create(outcome=outcome, service=service, settlement=settlement, taken_by=by)
    audit.record("call_taken", call, by=by, outcome=str(outcome))
    return call


def became(uid: UUID, *, by: User, application: Application | None = None, signal_uid: UUID | None = None) -> None:
    """Joins the clerk's own call to what it became. Nothing happens to anybody else's."""
    Call.objects.taken_by(by).filter(uid=uid).update(application=application, signal_uid=signal_uid)
