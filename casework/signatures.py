"""A case waits for the second signature: its clock stands still, and nothing but taking it can be done."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.models import Application, CoSignature
from casework import deadlines
from casework.models import OPEN_STATUSES, Case
from people.models import User
from records.workflow import WrongStatus

REASON = "cosign"


class NotSigned(WrongStatus):
    """The second parent or guardian has not signed, and no officer has said why to go on."""

    def __init__(self) -> None:
        super().__init__("cosign", "asked")

    def __str__(self) -> str:
        return _("The second signature is not there. Wait for it, or record on what ground you go on without it.")


def unsigned(case: Case) -> CoSignature | None:
    """The signature that holds the case up; none does once it is decided."""
    if case.status not in OPEN_STATUSES:
        return None
    rows = CoSignature.objects.blocking().filter(application=case.request.application_id)
    return rows.select_related("data_key").first()


def require_signed(case: Case) -> None:
    """Raises NotSigned."""
    if CoSignature.objects.blocking().filter(application__requests__case=case).exists():
        raise NotSigned


@transaction.atomic
def wait(application: Application, by: User | None) -> None:
    today = timezone.localdate()
    for case in Case.objects.filter(request__application=application).open():
        deadlines.suspend(case, REASON, today)


@transaction.atomic
def go_on(application: Application, by: User | None) -> None:
    today = timezone.localdate()
    for case in Case.objects.filter(request__application=application).open():
        deadlines.resume(case, REASON, today)
