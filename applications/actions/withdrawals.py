from django.db import transaction
from django.utils import timezone

from applications import hooks, notices
from applications.models import Application
from people.models import User
from records import messages
from records.workflow import move


@transaction.atomic
def withdraw(application: Application, *, by: User) -> None:
    """Everything asked for is withdrawn; the cases are told through the hook. Raises WrongStatus."""
    move(application, "withdraw", by=by, withdrawn_at=timezone.now())
    hooks.on_withdrawn(application, by)
    user = application.applicant_user
    messages.send(
        notices.WITHDRAWN,
        subject=application,
        data_key=application.data_key,
        by=by,
        person_uid=application.applicant.uid if application.applicant else None,
        user_uid=user.uid if user else None,
        context={"number": application.dated_number},
        dedupe_key=f"withdrawn:{application.uid}",
    )
    if application.applicant != application.beneficiary and application.beneficiary is not None:
        messages.send(
            notices.WITHDRAWN_FOR_YOU,
            subject=application,
            data_key=application.data_key,
            by=by,
            person_uid=application.beneficiary.uid,
            context={"number": application.dated_number},
            dedupe_key=f"withdrawn_for:{application.uid}",
        )
