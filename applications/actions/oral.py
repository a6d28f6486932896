"""An oral request (APK art. 29): written up in the person's words, numbered at once, read back, signed on paper."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import hooks, notices
from applications.actions import drafts, inviting
from applications.actions.submissions import REGISTER
from applications.models import Application, Origin
from applications.readback import mark_of
from people.models import Person, User
from records import documents, messages
from records.models import Document
from records.numbers import next_number
from records.workflow import move
from services import admission
from services.models import Service


@transaction.atomic
def write_up(
    beneficiary: Person,
    services: list[Service],
    statement: str,
    *,
    helper: str = "",
    counter: str,
    by: User,
    once: UUID | None = None,
) -> Application:
    """The submitted application, with a protocol for signature. Raises NotOpen: nothing is written then.

    A page that is sent twice (`once`) is written up once.
    """
    known = drafts.begun_by_page(once, beneficiary, by=by)
    if known is not None:
        return known
    application = drafts.start_at_counter(beneficiary, services, by=by, origin=Origin.ORAL, once=once)
    invitations = inviting.taken_up(application, {}, services)
    dated = admission.require_open(services, timezone.localdate(), {one.service_id for one in invitations})
    now = timezone.now()
    answers = {row.step: row.answers for row in application.step_answers.select_related("data_key")}
    move(
        application,
        "submit",
        by=by,
        number=next_number(REGISTER, timezone.localdate(now)),
        submitted_at=now,
        answers=answers,
        statement=statement,
        agreed_at=now,
    )
    # The form asks whether it was read back: without a yes nothing is written up.
    application.agreed_mark = mark_of(application, answers)
    application.save(update_fields=["agreed_mark"])
    application.step_answers.all().delete()
    hooks.on_submitted.one(application, list(application.requests.select_related("service")), by)
    document = _protocol(application, statement, services, helper=helper, counter=counter, by=by)
    Application.objects.filter(pk=application.pk).update(receipt_uid=document.uid)
    application.receipt_uid = document.uid
    _tell(application, by)
    inviting.note_used(invitations, application, by=by)
    admission.note_taken(dated, timezone.localdate())
    return application


def _protocol(
    application: Application, statement: str, services: list[Service], *, helper: str, counter: str, by: User
) -> Document:
    return documents.request(
        "receipt",
        subject=application,
        data_key=application.data_key,
        template="pdf/protocol.html",
        context={
            "beneficiary": application.about.full_name,
            "services": [service.name_bg for service in services],
            "statement": statement,
            "helper": helper,
            "clerk": by.name,
            "counter": counter,
            "submitted_at": timezone.localtime(application.submitted_at).strftime("%d.%m.%Y г., %H:%M ч."),
            "dated_number": application.dated_number,
        },
        title=_("Protocol of an oral request"),
        number=application.number or "",
        issued_on=timezone.localdate(application.submitted_at),
        by=by,
        language="bg",
    )


def _tell(application: Application, by: User) -> None:
    beneficiary = application.about
    messages.send(
        notices.SUBMITTED,
        subject=application,
        data_key=application.data_key,
        by=by,
        person_uid=beneficiary.uid,
        context={"number": application.dated_number, "beneficiary": beneficiary.short_name},
        dedupe_key=f"submitted:{application.uid}",
    )
