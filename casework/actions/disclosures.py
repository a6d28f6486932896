"""Taking back what was agreed: the provider sees nothing more, and a place that waits for an answer is given back."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from casework import notices
from casework.actions import places
from casework.models import Case, Disclosure
from casework.telling import names, tell
from people.models import User
from records import audit
from records.workflow import WrongStatus


class CannotWithdraw(Exception):
    """Withdrawn already, sent on by law, or the provider is helping now."""


@transaction.atomic
def withdraw(disclosure: Disclosure, *, by: User) -> None:
    row = Disclosure.objects.select_for_update(of=("self",)).select_related("hold__offer", "recipient").get(
        pk=disclosure.pk
    )  # fmt: skip
    if not row.may_be_withdrawn:
        raise CannotWithdraw
    if row.is_seen_now and row.hold is not None:
        # While the decision is being written the officer gives it back; the provider sees nothing from now on.
        with suppress(WrongStatus), transaction.atomic():
            places.release(row.hold, by=by)
    row.withdrawn_at, row.withdrawn_by = timezone.now(), by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record("disclosure_withdrawn", row, by=by, case=str(row.case.uid))
    case = Case.objects.with_parts().get(pk=row.case_id)
    context = {**names(case.service), "number": case.number, "recipient": row.to_whom}
    tell(case, notices.NOT_SHARED, context, by=by, key=str(row.uid))
