"""What a withdrawal means for the cases: the clock ends, and nothing waits for the person or is kept for them."""

from django.utils import timezone

from applications.models import Application, ServiceRequest
from casework import deadlines
from casework.actions import corrections, opinions, places, registry
from casework.models import Case
from people.models import User
from records.workflow import WrongStatus, move, verbs


def withdraw_cases(application: Application, by: User | None, only: ServiceRequest | None, reason: str) -> list[int]:
    """Of one request, or of all; what is decided stays decided. The keys of the requests that are withdrawn now.

    Raises WrongStatus when nothing is left to withdraw.
    """
    cases = Case.objects.filter(request__application=application).select_related("data_key").order_by("pk")
    rows = cases.filter(request=only) if only is not None else cases
    open_ones = [case for case in rows if "withdraw" in verbs(case)]
    if not open_ones:
        raise WrongStatus("withdraw", "decided")
    for case in open_ones:
        _withdraw(case, by, reason)
    return [case.request_id for case in open_ones]


def _withdraw(case: Case, by: User | None, reason: str) -> None:
    now = timezone.now()
    move(case, "withdraw", by=by, closed_at=now, withdrawn_why=reason)
    registry.enter(case, registry.INCOMING, "withdrawal", by=by)
    deadlines.meet(case, timezone.localdate(now))
    places.leave(case, by=by)
    corrections.close_all(case, by=by)
    opinions.close_all(case, by=by)
