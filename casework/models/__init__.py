from casework.models.absence import Absence
from casework.models.analysis import Analysis, AnalysisKind, AnalysisRule, AnalysisStatus
from casework.models.appeal import Appeal, AppealStatus, AppealTo, Ruling
from casework.models.assessing import CodedWord, Domain, KnownNeed, SuggestionRule, WorkRule
from casework.models.assessment import Assessment
from casework.models.attendance import Attendance
from casework.models.case import OPEN_STATUSES, ActWaits, Case, CaseStatus, ForwardTo
from casework.models.contract import Contract, ContractStatus, ContractTemplate
from casework.models.deadline import (
    Deadline,
    DeadlineRule,
    DeadlineWarning,
    Suspension,
    SuspensionGround,
    WarningKind,
)
from casework.models.decision import (
    ANSWERS,
    BESIDE,
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
from casework.models.figure import Figure, FiguresMade, Measure
from casework.models.individual import IndividualAssessment
from casework.models.need import Shortfall, ShortfallKind, ShortfallSource
from casework.models.note import CaseNote, NoteKind
from casework.models.opinion import AWAITED, Opinion, OpinionRule, OpinionStatus, Silence
from casework.models.place import ConsentOverride, PlaceHold, Placement, Referral, Started
from casework.models.place_link import PlaceLink
from casework.models.plan import Plan, PlanAnswer, PlanStatus
from casework.models.provider_talk import ProviderMessage, ProviderSide
from casework.models.registry import Direction, RegisterEntry, RegisterRemark
from casework.models.report import PublishingRule
from casework.models.routing import RoutingRule
from casework.models.saved_filter import SavedFilter
from casework.models.signed_paper import SignedPaper
from casework.models.stage import StageTick
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
    "AWAITED",
    "BESIDE",
    "OPEN_STATUSES",
    "Absence",
    "ActWaits",
    "Analysis",
    "AnalysisKind",
    "AnalysisRule",
    "AnalysisStatus",
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
    "ConsentOverride",
    "Contract",
    "ContractStatus",
    "ContractTemplate",
    "Deadline",
    "DeadlineRule",
    "DeadlineWarning",
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
    "Figure",
    "FiguresMade",
    "ForwardTo",
    "Ground",
    "IndividualAssessment",
    "Issuer",
    "KnownNeed",
    "Measure",
    "NoteKind",
    "Opinion",
    "OpinionRule",
    "OpinionStatus",
    "Outcome",
    "PlaceHold",
    "PlaceLink",
    "Placement",
    "Plan",
    "PlanAnswer",
    "PlanStatus",
    "ProviderMessage",
    "ProviderSide",
    "PublishingRule",
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
    "Shortfall",
    "ShortfallKind",
    "ShortfallSource",
    "Side",
    "SignedPaper",
    "Silence",
    "StageTick",
    "Started",
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
    "WarningKind",
    "WhyMoved",
    "WorkRule",
]
