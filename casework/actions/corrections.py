from datetime import date

from django.db import transaction
from django.utils import timezone

from applications.actions import corrections
from applications.models import Correction
from casework import deadlines, notices
from casework.models import Case
from casework.signatures import require_signed
from casework.telling import tell
from people.models import User
from records.workflow import move


@transaction.atomic
def ask(case: Case, *, fields: list[str], reason: str, by: User) -> Correction:
    """Named questions reopen, the clock stops, the people of the case are told (APK art. 30(2))."""
    require_signed(case)
    today = timezone.localdate()
    due: date = deadlines.term("correction", today)
    move(case, "ask_correction", by=by, public_facts={"due_on": due.isoformat()})
    deadlines.suspend(case, "correction", today)
    application = case.request.application
    correction = corrections.ask(application, case_uid=case.uid, fields=fields, reason=reason, due_on=due, by=by)
    context = {"number": case.number, "reason": reason, "due_on": f"{due:%d.%m.%Y}"}
    tell(case, notices.CORRECTION, context, by=by, key=str(correction.uid))
    return correction
