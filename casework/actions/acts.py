"""What waits about an act, kept beside its case: lists find it by one index, also where the case is over."""

from django.db.models import Min

from casework.models import ActWaits, Appeal, Case, Decision, DecisionStatus, Opinion


def settle(case: Case) -> None:
    """Called in the transaction that changed a draft about an act, an appeal or an opinion."""
    to_send = Appeal.objects.to_send().filter(case=case).aggregate(day=Min("send_by"))["day"]
    drafts = Decision.objects.filter(case=case, status=DecisionStatus.DRAFT, changes__isnull=False)
    draft = drafts.values_list("returned_note", flat=True)[:1]
    waits = ActWaits.APPEAL if to_send else ""
    for note in draft:
        waits = ActWaits.APPROVE if note is None else ActWaits.REDRAFT
    if not waits and Opinion.objects.unread().filter(case=case, case__is_open=True).exists():
        waits = ActWaits.OPINION
    Case.objects.filter(pk=case.pk).update(act_waits=waits, act_due_on=to_send)
