"""What waits about an act, kept beside its case: lists find it by one index, also where the case is over."""

from django.db.models import Min

from casework.models import ActWaits, Appeal, Case, Decision, DecisionStatus, Opinion
from casework.returned import came_back
from records.notifications import known_since


def letters_back(case: Case) -> bool:
    """Whether a letter came back, or could not be sent, to somebody who does not know the act that was in it."""
    waiting = list(case.decisions.to_deliver())
    back = came_back(waiting) if waiting else set()
    return bool(back and back - known_since([row.uid for row in waiting]).keys())


def settle(case: Case) -> None:
    """Called in the transaction that changed a draft about an act, an appeal or an opinion."""
    to_send = Appeal.objects.to_send().filter(case=case).aggregate(day=Min("send_by"))["day"]
    drafts = Decision.objects.filter(case=case, status=DecisionStatus.DRAFT, changes__isnull=False)
    draft = drafts.values_list("returned_note", flat=True)[:1]
    waits = ActWaits.APPEAL if to_send else ""
    for note in draft:
        waits = ActWaits.APPROVE if note is None else ActWaits.REDRAFT
    if not waits and letters_back(case):
        waits = ActWaits.RETURNED
    if not waits and Opinion.objects.unread().filter(case=case, case__is_open=True).exists():
        waits = ActWaits.OPINION
    Case.objects.filter(pk=case.pk).update(act_waits=waits, act_due_on=to_send)
