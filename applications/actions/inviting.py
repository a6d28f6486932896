"""Personal invitations to scarce services: sent, withdrawn, used once in the transaction of the sending."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications import invited, notices
from applications.models import Application, Invitation
from people.models import Person, User
from records import audit, messages
from services.models import Service


@transaction.atomic
def invite(person: Person, service: Service, *, until: date, by: User) -> Invitation:
    """A new one takes the place of an open one to the same service. The person is told by the own channels."""
    Person.objects.select_for_update(no_key=True).values_list("pk", flat=True).get(pk=person.pk)
    former = Invitation.objects.of_person(person).filter(service=service, withdrawn_at=None, used_at=None)
    former.update(withdrawn_at=timezone.now())
    row = Invitation.objects.create(person=person, service=service, valid_to=until, invited_by=by)
    audit.record("person_invited", row, by=by, person=str(person.uid), service=service.slug, until=str(until))
    _tell(notices.INVITED, row, by)
    return row


@transaction.atomic
def withdraw(row: Invitation, *, by: User) -> bool:
    """False when it was used or withdrawn meanwhile."""
    open_ = Invitation.objects.filter(pk=row.pk, withdrawn_at=None, used_at=None)
    if not open_.update(withdrawn_at=timezone.now()):
        return False
    audit.record("invitation_withdrawn", row, by=by, service=row.service.slug)
    _tell(notices.INVITATION_WITHDRAWN, row, by)
    return True


def taken_up(application: Application, answers: dict[str, Any], services: Iterable[Service]) -> list[Invitation]:
    """Inside the sending transaction: open ones of the draft's person for these services, held until its end."""
    wanted = [service.pk for service in services]
    if not wanted:
        return []
    rows = invited.of_draft(application, answers).filter(service__in=wanted).order_by("pk")
    return list(rows.select_for_update(of=("self",)))


def note_used(rows: list[Invitation], application: Application, *, by: Any) -> None:
    if not rows:
        return
    keys = [row.pk for row in rows]
    Invitation.objects.filter(pk__in=keys).update(used_at=timezone.now(), application=application)
    for row in rows:
        audit.record("invitation_used", row, by=by, application=str(application.uid))


def _tell(notice: messages.Notice, row: Invitation, by: User) -> None:
    service, person = row.service, row.person
    messages.send(
        notice,
        subject=row,
        data_key=person.data_key,
        by=by,
        person_uid=person.uid,
        context={
            "service": service.name_bg,
            "service_en": service.name_en,
            "service_slug": service.slug,
            "last_day": f"{row.valid_to:%d.%m.%Y}",
        },
        dedupe_key=f"{notice.kind}:{row.uid}",
    )
