from casework.models.absence import Absence
from casework.models.appeal import Appeal, AppealStatus, AppealTo, Ruling
from casework.models.assessing import CodedWord, Domain, KnownNeed, SuggestionRule, WorkRule
from casework.models.assessment import Assessment
from casework.models.attendance import Attendance
from casework.models.case import OPEN_STATUSES, Case, CaseStatus, ForwardTo
from casework.models.contract import Contract, ContractStatus, ContractTemplate
from casework.models.deadline import Deadline, DeadlineRule, Suspension, SuspensionGround
from casework.models.decision import (
    ANSWERS,
    Decision,
    DecisionStatus,
    DecisionTemplate,
    Outcome,
    Reason,
    ReasonKind,
)
from casework.models.delegation import AppealRoute, Delegation, Issuer
from casework.models.delivering import DeliveryStep, Rung
from casework.models.disclosure import Disclosure, Fact, Ground
from casework.models.individual import IndividualAssessment
from casework.models.note import CaseNote, NoteKind
from casework.models.place import PlaceHold, Placement, Referral
from casework.models.plan import Plan, PlanAnswer, PlanStatus
from casework.models.provider_talk import ProviderMessage, ProviderSide
from casework.models.registry import Direction, RegisterEntry, RegisterRemark
from casework.models.routing import RoutingRule
from casework.models.saved_filter import SavedFilter
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
    WaitingTime,
    WhyMoved,
)

__all__ = [
    "ANSWERS",
    "OPEN_STATUSES",
    "Absence",
    "Appeal",
    "AppealRoute",
    "AppealStatus",
    "AppealTo",
    "Assessment",
    "Attendance",
    "Case",
    "CaseMessage",
    "CaseNote",
    "CaseStatus",
    "CodedWord",
    "Contract",
    "ContractStatus",
    "ContractTemplate",
    "Deadline",
    "DeadlineRule",
    "Decision",
    "DecisionStatus",
    "DecisionTemplate",
    "Delegation",
    "DeliveryStep",
    "Direction",
    "Disclosure",
    "Domain",
    "Ended",
    "ExceptionStatus",
    "Fact",
    "ForwardTo",
    "Ground",
    "IndividualAssessment",
    "Issuer",
    "KnownNeed",
    "NoteKind",
    "Outcome",
    "PlaceHold",
    "Placement",
    "Plan",
    "PlanAnswer",
    "PlanStatus",
    "ProviderMessage",
    "ProviderSide",
    "Reason",
    "ReasonKind",
    "Referral",
    "RegisterEntry",
    "RegisterRemark",
    "RoutingRule",
    "RuleKind",
    "Ruling",
    "Rung",
    "SavedFilter",
    "Side",
    "SuggestionRule",
    "Suspension",
    "SuspensionGround",
    "UseChange",
    "UseKind",
    "UsePart",
    "UseStatus",
    "WaitingEntry",
    "WaitingException",
    "WaitingMove",
    "WaitingRule",
    "WaitingTerms",
    "WaitingTime",
    "WhyMoved",
    "WorkRule",
    "held_place",
]
