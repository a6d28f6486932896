"""Withdrawing one requested service or the whole application. It does not come back: a new wish is applied for anew."""

from django.db import transaction
from django.utils import timezone

from applications import hooks, notices
from applications.audience import names
from applications.models import Application, ServiceRequest
from applications.telling import tell
from people.models import User
from records.workflow import WrongStatus, move, verbs


@transaction.atomic
def withdraw(application: Application, *, by: User, only: ServiceRequest | None = None, reason: str = "") -> None:
    """One request, or all that is not decided yet. The application goes with its last service.

    Raises WrongStatus when nothing is left to withdraw.
    """
    rows = (
        Application.objects.select_for_update(of=("self",), no_key=True).with_parts().select_related("applicant_user")
    )
    locked = rows.get(pk=application.pk)
    if "withdraw" not in verbs(locked):
        raise WrongStatus("withdraw", locked.status)
    now = timezone.now()
    gone = hooks.on_withdrawn.one(locked, by, only, reason)
    locked.requests.filter(pk__in=gone).update(withdrawn_at=now)
    if only is None or not locked.requests.standing().exists():
        move(locked, "withdraw", by=by, is_locked=True, withdrawn_at=now)
        whole = {"number": locked.dated_number}
        tell(locked, notices.WITHDRAWN, whole, by=by, for_other=notices.WITHDRAWN_FOR_YOU)
    else:
        part = {"number": locked.dated_number, **names(only.service)}
        tell(locked, notices.ONE_WITHDRAWN, part, by=by, for_other=notices.ONE_WITHDRAWN_FOR_YOU)
