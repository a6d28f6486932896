"""Buttons of a case: the table of steps, the permissions and who decides, in one place."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.models import Case, CaseStatus
from people.access import allows
from people.models import User
from people.roles import Permission
from records.workflow import verbs
from services.models import DecisionAct


@dataclass(frozen=True)
class Verb:
    name: str
    label: Any
    url: str
    is_post: bool


# verb of the table, label, URL name, whether the button itself is the POST, permission
BUTTONS = (
    ("take", _("Take the case"), "case_take", True, Permission.WORK_ON_CASE),
    ("assign", _("Assign to an officer"), "case_assign", False, Permission.ASSIGN_CASE),
    ("assess", _("Write the assessment"), "case_assess", False, Permission.WORK_ON_CASE),
    ("ask_correction", _("Ask for a correction"), "case_correct", False, Permission.WORK_ON_CASE),
    (
        "drop_correction",
        _("What was asked for is no longer needed"),
        "case_correct_drop",
        True,
        Permission.WORK_ON_CASE,
    ),
    ("refer", _("Refer"), "case_refer", False, Permission.WORK_ON_CASE),
    ("hold_place", _("Hold a place"), "case_hold", False, Permission.WORK_ON_CASE),
    ("put_on_waiting_list", _("Put on the waiting list"), "case_wait", True, Permission.WORK_ON_CASE),
    ("release_place", _("Give the place back"), "case_release", False, Permission.WORK_ON_CASE),
    ("draft_decision", _("Write the decision"), "decision_draft", False, Permission.DRAFT_DECISION),
    (
        "draft_termination",
        _("End it without an answer on the request"),
        "decision_terminate",
        False,
        Permission.DRAFT_DECISION,
    ),
    ("redraft_decision", _("Improve the text of the decision"), "decision_redraft", False, Permission.DRAFT_DECISION),
    ("approve_decision", _("Read and approve the decision"), "decision_approve", False, Permission.APPROVE_DECISION),
    ("forward", _("Send on"), "case_forward", True, Permission.WORK_ON_CASE),
    ("record_outcome", _("Write what they answered"), "case_outcome", False, Permission.WORK_ON_CASE),
    ("close", _("Finish with an answer"), "case_close", False, Permission.WORK_ON_CASE),
)
DECIDED_HERE = {
    "assess",
    "refer",
    "hold_place",
    "put_on_waiting_list",
    "release_place",
    "draft_decision",
    "draft_termination",
    "redraft_decision",
    "approve_decision",
}
DECIDED_ELSEWHERE = {"forward", "record_outcome"}


def allowed(case: Case, user: User, *, is_unsigned: bool = False) -> list[Verb]:
    """What this user may do with the case now; while a second signature is missing, only take it."""
    possible = set(verbs(case)) - (DECIDED_ELSEWHERE if case.service.is_decided_here else DECIDED_HERE)
    ends_without_act = case.service.is_decided_here and case.service.decision_act == DecisionAct.NONE
    possible -= DECIDED_HERE if ends_without_act else {"close"}
    if case.decided_at is not None and case.status != CaseStatus.DECIDED:
        possible -= {"draft_decision"}  # the approval stands; only a place is looked for
    if case.assignee_id == user.pk and case.status != CaseStatus.NEW:
        possible -= {"take"}
    if is_unsigned:
        possible &= {"take", "assign"}
    return [
        Verb(name, label, reverse(url, args=[case.uid]), is_post)
        for name, label, url, is_post, permission in BUTTONS
        if name in possible and allows(user, permission)
    ]
