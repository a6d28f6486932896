"""Whose turn it is in a case, why, and which of the possible steps is the next one."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.desk_words import why
from casework.models import ActWaits, Case, CaseStatus
from casework.verbs import Verb
from people.models import User

S = CaseStatus
# Where the answer of somebody else is waited for.
THEIRS: dict[str, Any] = {
    S.AWAITING_CITIZEN: gettext_lazy("the person"),
    S.DECIDED: gettext_lazy("the person"),
    S.PLACE_HELD: gettext_lazy("the provider"),
    S.PLACED: gettext_lazy("the provider"),
    S.DECISION_DRAFTED: gettext_lazy("the head"),
}
# The first of them that is possible is the next step; what undoes or ends something never is.
NEXT = ("approve_decision", "assess", "refer", "hold_place", "draft_decision", "forward", "record_outcome", "close")
STILL = {S.CLOSED, S.WITHDRAWN, S.DECISION_APPROVED, S.WAITING}


class Turn(NamedTuple):
    """`who` is empty where it is the reader, and where nobody has to act; `next` leads, the `others` follow."""

    who: str
    is_mine: bool
    why: str
    next: Verb | None
    others: list[Verb]

    @property
    def verbs(self) -> list[Verb]:
        return [self.next, *self.others] if self.next else self.others


def turn_of(case: Case, user: User, verbs: list[Verb], *, provider: str, unsigned: str) -> Turn:
    """`provider`: who keeps a place, if anybody; `unsigned`: whose second signature is missing, if one is."""
    by_name = {verb.name: verb for verb in verbs}
    ready: dict[str, tuple[str, ...]] = {S.NEW: ("take",), S.DECIDED: (), S.PLACED: ()}
    following = ready.get(case.status, (*NEXT, "take"))
    first = next((by_name[name] for name in following if name in by_name), None)
    is_mine = not unsigned and (
        "approve_decision" in by_name
        if case.status == S.DECISION_DRAFTED
        else case.assignee_id == user.pk and case.status not in {*THEIRS, *STILL, S.FORWARDED}
    )
    who = "" if is_mine or case.status in STILL else unsigned or _who(case, provider)
    return Turn(
        who, is_mine, why(case.status, is_mine=case.assignee_id == user.pk), first, [v for v in verbs if v != first]
    )


def with_appeal(turn: Turn, case: Case, user: User) -> Turn:
    """Of a case that is decided: whoever answers for it sends the appeal on, or does what it asks for."""
    is_mine = case.assignee_id == user.pk
    who = "" if is_mine else case.assignee.name if case.assignee else case.unit.name
    return turn._replace(who=who, is_mine=is_mine, why=str(ActWaits.APPEAL.label))


def _who(case: Case, provider: str) -> str:
    if case.status == S.FORWARDED:
        return str(case.service.get_referral_by_display())
    if case.status in {S.PLACE_HELD, S.PLACED} and provider:
        return provider
    if case.status in {S.AWAITING_CITIZEN, S.DECIDED}:
        return _("the person, %(name)s") % {"name": case.beneficiary.short_name}
    if case.status in THEIRS:
        return str(THEIRS[case.status])
    return case.assignee.name if case.assignee else case.unit.name
