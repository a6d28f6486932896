"""Steps of a case that lie ahead, and what keeps each of them from being done now."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import OPEN_STATUSES, Case, CaseStatus
from casework.verbs import BUTTONS
from people.access import allows
from people.models import User
from services.models import DecisionAct

S = CaseStatus
# The way of a case that is decided here; two statuses of one rank are two ways to the same place.
RANK: dict[str, int] = {
    S.NEW: 0, S.AWAITING_CITIZEN: 1, S.IN_PROGRESS: 2, S.ASSESSED: 3, S.REFERRED: 4, S.WAITING: 4, S.PLACE_HELD: 5,
    S.PLACE_CONFIRMED: 6, S.DECISION_DRAFTED: 7, S.DECISION_APPROVED: 8,
}  # fmt: skip
AHEAD = ("assess", "refer", "hold_place", "draft_decision", "approve_decision")
WHY: dict[str, Any] = {
    S.NEW: gettext_lazy("nobody has taken the case"),
    S.AWAITING_CITIZEN: gettext_lazy("the person has not answered yet"),
    S.IN_PROGRESS: gettext_lazy("the assessment is not finished"),
    S.ASSESSED: gettext_lazy("the person is not referred yet"),
    S.REFERRED: gettext_lazy("no place is kept yet"),
    S.WAITING: gettext_lazy("there is no free place yet"),
    S.PLACE_HELD: gettext_lazy("the provider has not answered yet"),
    S.PLACE_CONFIRMED: gettext_lazy("the decision is not written yet"),
    S.DECISION_DRAFTED: gettext_lazy("the draft waits for approval"),
}


def not_yet(case: Case, user: User, *, is_unsigned: bool = False) -> list[tuple[str, str]]:
    """(what, why not now) of the steps ahead that this user cannot take now, in their order; without a query."""
    if case.status not in OPEN_STATUSES or not case.service.is_decided_here:
        return []
    if case.service.decision_act == DecisionAct.NONE:
        return []
    found = []
    for name, label, _url, _is_post, permission in BUTTONS:
        if name not in AHEAD:
            continue
        sources = Case.STEPS[name].sources
        if case.status in sources:
            if is_unsigned:
                found.append((str(label), _("the second signature is missing")))
            elif not allows(user, permission):
                found.append((str(label), _("your head of unit does this")))
        elif any(RANK[source] > RANK[case.status] for source in sources):
            found.append((str(label), str(WHY[case.status])))
    return found
