from applications.models.application import (
    Application,
    ApplicationStatus,
    Origin,
)
from applications.models.attachment import Attachment, AttachmentKind
from applications.models.call import Call, CallOutcome
from applications.models.correction import Correction
from applications.models.cosignature import CoSignature
from applications.models.draft import StepAnswers
from applications.models.hall import Hall, Row, Ticket, TicketStatus
from applications.models.helper import Helper, HelperChange
from applications.models.invitation import Invitation, InvitationState
from applications.models.partner import (
    Ground,
    Partner,
    PartnerKey,
    PartnerRule,
    PreparedDraft,
    Scope,
    State,
)
from applications.models.request import ServiceRequest
from applications.models.rule import DraftRule, VisitRule
from applications.models.signal import Signal
from applications.models.tracking import TrackingTry
from applications.models.undelivered import HowResolved, Undelivered, UndeliveredStatus

__all__ = [
    "Application",
    "ApplicationStatus",
    "Attachment",
    "AttachmentKind",
    "Call",
    "CallOutcome",
    "CoSignature",
    "Correction",
    "DraftRule",
    "Ground",
    "Hall",
    "Helper",
    "HelperChange",
    "HowResolved",
    "Invitation",
    "InvitationState",
    "Origin",
    "Partner",
    "PartnerKey",
    "PartnerRule",
    "PreparedDraft",
    "Row",
    "Scope",
    "ServiceRequest",
    "Signal",
    "State",
    "StepAnswers",
    "Ticket",
    "TicketStatus",
    "TrackingTry",
    "Undelivered",
    "UndeliveredStatus",
    "VisitRule",
]
