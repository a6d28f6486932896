"""Appeals handed in through us: registered, sent on in time, and what was ruled carried out."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from applications.actions import attachments
from applications.models import Origin
from casework import notices
from casework.actions import acts, afterwards, decisions, registry
from casework.actions.decisions import CannotDecide
from casework.appealing import Appealable, appealable
from casework.models import Appeal, AppealStatus, Case, Decision, DecisionStatus, Outcome, Ruling
from casework.telling import names, tell
from people.models import User
from records import audit, documents
from records.models import Document
from records.numbers import with_date
from records.workflow import move

RECEIPT = "appeal_receipt"
# By these acts we do ourselves what an appeal asks for (APK art. 91).
OUR_ANSWER = (Outcome.REVOCATION, Outcome.CHANGE)


@transaction.atomic
def register(
    case: Case,
    *,
    to: str,
    lodged_on: date,
    lodged_by: str,
    against: str,
    by: User,
    origin: str = Origin.PAPER,
    files: Iterable[UploadedFile] = (),
    form_uid: UUID | None = None,
    act: UUID | None = None,
) -> Appeal:
    """Against the act that is meant, the one that stands, or our silence; a form that comes twice is one appeal.

    Also a late one: whether it is heard is for the body to say. Raises CannotDecide where there is nothing to appeal,
    and ValidationError for a file that may not be attached: nothing is written then.
    """
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk)
    known = Appeal.objects.of(case).filter(form_uid=form_uid).first() if form_uid else None
    if known is not None:
        return known
    found = appealable(case, lodged_on, act)
    if found is None:
        raise CannotDecide("nothing_to_appeal")
    appeal = Appeal(
        case=case, decision=found.decision, data_key=case.data_key, to=to, lodged_on=lodged_on, registered_by=by,
        origin=origin, form_uid=form_uid, body_bg=found.body_of(to), is_late=found.is_late(lodged_on),
        stops_execution=found.stops_execution, send_by=found.send_by,
    )  # fmt: skip
    appeal.lodged_by, appeal.against = lodged_by, against
    if found.decision is not None:
        Decision.objects.filter(pk=found.decision.pk).update(final_on=None)
        afterwards.count_open_appeal(found.decision, +1)
    appeal.number = registry.enter(case, registry.INCOMING, "appeal", by=by).number
    appeal.save()
    kept = [attachments.add(case.request.application, appeal.slot, file, by=by) for file in files]
    _give_receipt(appeal, found, [str(one.name) for one in kept], by=by)
    audit.record("appeal_registered", appeal, by=by, to=to, origin=str(origin), late=appeal.is_late)
    acts.settle(case)
    _tell(appeal, "registered", by=by)
    return appeal


def _give_receipt(appeal: Appeal, found: Appealable, files: list[str], *, by: User) -> None:
    """A sealed paper with the number, the words as they were written, and what happens by when."""
    case = appeal.case
    application = case.request.application
    with override(application.language):
        context = {
            "dated_number": with_date(appeal.number, timezone.localdate()),
            "lodged_by": appeal.lodged_by, "lodged_on": f"{appeal.lodged_on:%d.%m.%Y} г.",
            "person": case.beneficiary.full_name, "service": case.service.name, "case_number": case.number,
            "act": appeal.against_what, "body": appeal.body_bg, "against": appeal.against, "files": files,
            "send_by": f"{appeal.send_by:%d.%m.%Y} г.", "is_late": appeal.is_late, "keeps_help": found.keeps_help,
        }  # fmt: skip
        title = gettext("Receipt for an appeal")
    receipt = documents.request(
        RECEIPT, subject=appeal, data_key=appeal.data_key, template="pdf/appeal_receipt.html", context=context,
        title=title, number=appeal.number, issued_on=timezone.localdate(), seal=True, by=by,
        language=application.language,
    )  # fmt: skip
    appeal.receipt_uid = receipt.uid
    Appeal.objects.filter(pk=appeal.pk).update(receipt_uid=receipt.uid)


def receipt_of(appeal: Appeal) -> Document | None:
    """None for one that was registered before receipts were given."""
    return (
        Document.objects.of(appeal.uid, RECEIPT).filter(uid=appeal.receipt_uid).first() if appeal.receipt_uid else None
    )


@transaction.atomic
def send_on(appeal: Appeal, *, on: date, number: str, by: User) -> None:
    """With the file of the case. Raises WrongStatus."""
    _lock(appeal)
    move(appeal, "send_on", by=by, sent_on=on, sent_number=number)
    registry.enter(appeal.case, registry.OUTGOING, "appeal_sent", by=by, other_number=number)
    acts.settle(appeal.case)
    _tell(appeal, "sent", by=by)


@transaction.atomic
def take_back(appeal: Appeal, *, by: User) -> None:
    """The person does not appeal any more. Raises WrongStatus."""
    _lock(appeal)
    move(appeal, "take_back", by=by)
    registry.enter(appeal.case, registry.INCOMING, "appeal_withdrawn", by=by, other_number=appeal.number)
    _closed(appeal)
    _tell(appeal, "taken-back", by=by)


def _lock(appeal: Appeal) -> None:
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=appeal.case_id)


def _closed(appeal: Appeal) -> None:
    if appeal.decision is not None:
        afterwards.count_open_appeal(appeal.decision, -1)
    acts.settle(appeal.case)


def satisfied_by(act: Decision) -> None:
    """Our own act does what the waiting appeals asked for: they are not sent on. In the transaction that publishes it.

    Against our silence any answer is that act; against an earlier act one that revokes or changes it.
    """
    rows = Appeal.objects.to_send().filter(case=act.case)
    if act.changes_id is None:
        rows = rows.filter(decision=None)
    elif act.outcome in OUR_ANSWER:
        rows = rows.filter(decision=act.changes_id)
    else:
        return
    for appeal in rows.select_related("data_key", "decision"):
        appeal.case = act.case
        move(appeal, "satisfy", by=None, public_facts={"act": str(act.uid)})
        _closed(appeal)
        _tell(appeal, "satisfied", by=None, act=str(act.number))


@transaction.atomic
def rule(appeal: Appeal, *, ruling: str, on: date, number: str, words: str, by: User) -> None:
    """What the body or the court ruled. What is changed or returned opens the case again. Raises WrongStatus."""
    _lock(appeal)
    facts: dict[str, Any] = {"ruling": ruling, "ruled_on": on, "ruling_number": number}
    move(appeal, "rule", by=by, public_facts={"ruling": str(ruling)}, **facts, ruling_words=words or None)
    registry.enter(appeal.case, registry.INCOMING, "appeal_decision", by=by, other_number=number)
    _closed(appeal)
    if ruling in (Ruling.CHANGED, Ruling.RETURNED) and appeal.decision_id is not None:
        decision = Decision.objects.select_related(*decisions.PARTS).get(pk=appeal.decision_id)
        if decision.status == DecisionStatus.PUBLISHED:
            _undo(decision, by=by)
    _tell(appeal, f"ruled-{ruling}", by=by)


def _undo(decision: Decision, *, by: User) -> None:
    """An answer that does not hold opens the case again; a correction leaves the act as it was first written."""
    decisions.revoke(decision, by=by)
    if decision.outcome == Outcome.REVOCATION:
        afterwards.restore(decision, timezone.localdate(), by=by)
    elif decision.outcome != Outcome.CORRECTION:
        afterwards.reopen(decision.case, timezone.localdate(), by=by)


def _tell(appeal: Appeal, what: str, *, by: User | None, act: str = "") -> None:
    case = appeal.case
    context = {
        **names(case.service), "number": appeal.against_what, "what": what, "body": appeal.body_bg, "act": act,
        "appeal": appeal.number, "send_by": f"{appeal.send_by:%d.%m.%Y}",
    }  # fmt: skip
    tell(case, notices.APPEAL, context, by=by, key=f"{appeal.uid}:{what}")


def open_of(case: Case, decision: Decision | None) -> Appeal | None:
    """The newest against that act, or against our silence, that is not closed."""
    waiting = (AppealStatus.REGISTERED, AppealStatus.SENT)
    rows = Appeal.objects.of(case).filter(status__in=waiting, decision=decision)
    return rows.order_by("-pk").first()
