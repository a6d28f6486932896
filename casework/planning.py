"""Individual plans as people read them: goals with what is done by whom; several plans of one person side by side."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework.forms.plan import ACTIONS, MOST_GOALS
from casework.models import Case, Plan

REVIEW, REVIEW_REMINDER = "plan-review", "plan-review-reminder"


@dataclass(frozen=True)
class Action:
    what: str
    who: str
    how_often: str
    starts: str
    ends: str

    @property
    def when(self) -> str:
        """„every Monday, from 1.12.2026, until 31.5.2027“, as it was typed."""
        said = [
            self.how_often,
            _("from %(day)s") % {"day": self.starts} if self.starts else "",
            _("until %(day)s") % {"day": self.ends} if self.ends else "",
        ]
        return ", ".join(part for part in said if part)


@dataclass(frozen=True)
class Goal:
    words: str
    result: str
    indicator: str
    progress: str
    actions: list[Action]


def goals_of(content: dict[str, Any]) -> list[Goal]:
    """Those that were begun, in their order."""
    found = []
    for number in range(1, MOST_GOALS + 1):
        name = f"goal_{number}"
        if content.get(f"{name}_words"):
            texts = {part: content.get(f"{name}_{part}", "") for part in ("words", "result", "indicator", "progress")}
            found.append(Goal(**texts, actions=_actions(name, content)))
    return found


def _actions(goal: str, content: dict[str, Any]) -> list[Action]:
    rows = (f"{goal}_{number}" for number in range(1, ACTIONS + 1))
    return [
        Action(*(content.get(f"{row}_{part}", "") for part in ("what", "who", "how_often", "starts", "ends")))
        for row in rows
        if content.get(f"{row}_what")
    ]


@dataclass(frozen=True)
class Read:
    """A plan with its goals, decrypted once."""

    plan: Plan
    goals: list[Goal]
    risks: str
    child_opinion: str
    remarks: str


def read(plan: Plan) -> Read:
    content = plan.content
    texts = (content.get(name, "") for name in ("risks", "child_opinion", "remarks"))
    return Read(plan, goals_of(content), *texts)


def together(case: Case, seen: QuerySet[Case]) -> list[Read]:
    """The plans in force of the person of the case, of the cases that the reader may see; this case's first."""
    rows = Plan.objects.in_force().filter(case__beneficiary=case.beneficiary_id, case__in=seen.values("pk"))
    found = list(rows.for_reading().order_by("pk"))
    return [read(plan) for plan in sorted(found, key=lambda plan: plan.case_id != case.pk)]
