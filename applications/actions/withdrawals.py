from django.db import transaction
from django.utils import timezone

from applications import hooks, notices
from applications.audience import readers
from applications.models import Application
from people.models import User
from records import messages
from records.workflow import move


@transaction.atomic
def withdraw(application: Application, *, by: User) -> None:
    """Everything asked for is withdrawn; the cases are told through the hook. Raises WrongStatus."""
    move(application, "withdraw", by=by, withdrawn_at=timezone.now())
    hooks.on_withdrawn(application, by)
    for reader in readers(application):
        messages.send(
            notices.WITHDRAWN if reader.is_applicant else notices.WITHDRAWN_FOR_YOU,
            subject=application,
            data_key=application.data_key,
            by=by,
            person_uid=reader.person_uid,
            user_uid=reader.user_uid,
            context={"number": application.dated_number},
            dedupe_key=f"{'withdrawn' if reader.is_applicant else 'withdrawn_for'}:{application.uid}",
        )
