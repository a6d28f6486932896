from casework.models.assessment import Assessment
from casework.models.case import OPEN_STATUSES, Case, CaseStatus, ForwardTo
from casework.models.deadline import Deadline, DeadlineRule, Suspension
from casework.models.decision import (
    Decision,
    DecisionStatus,
    DecisionTemplate,
    Outcome,
    Reason,
    ReasonKind,
)
from casework.models.disclosure import Disclosure, Fact, Ground
from casework.models.figure import Figure, FiguresMade, Measure
from casework.models.need import Shortfall, ShortfallKind, ShortfallSource
from casework.models.place import PlaceHold, Placement, Referral
from casework.models.report import PublishingRule
from casework.models.routing import RoutingRule
from casework.models.talk import CaseMessage, Side
from casework.models.use import UseChange, UseKind, UsePart, UseStatus
from casework.models.waiting import (
    Ended,
    ExceptionStatus,
    RuleKind,
    WaitingEntry,
    WaitingException,
    WaitingMove,
    WaitingRule,
    WaitingTerms,
    WhyMoved,
)

__all__ = [
    "OPEN_STATUSES",
    "Assessment",
    "Case",
    "CaseMessage",
    "CaseStatus",
    "Deadline",
    "DeadlineRule",
    "Decision",
    "DecisionStatus",
    "DecisionTemplate",
    "Disclosure",
    "Ended",
    "ExceptionStatus",
    "Fact",
    "Figure",
    "FiguresMade",
    "ForwardTo",
    "Ground",
    "Measure",
    "Outcome",
    "PlaceHold",
    "Placement",
    "PublishingRule",
    "Reason",
    "ReasonKind",
    "Referral",
    "RoutingRule",
    "RuleKind",
    "Shortfall",
    "ShortfallKind",
    "ShortfallSource",
    "Side",
    "Suspension",
    "UseChange",
    "UseKind",
    "UsePart",
    "UseStatus",
    "WaitingEntry",
    "WaitingException",
    "WaitingMove",
    "WaitingRule",
    "WaitingTerms",
    "WhyMoved",
]
