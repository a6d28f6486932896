from applications.models.application import (
    Application,
    ApplicationStatus,
    Origin,
    ServiceRequest,
)
from applications.models.attachment import Attachment, AttachmentKind
from applications.models.correction import Correction
from applications.models.draft import StepAnswers
from applications.models.helper import Helper, HelperChange
from applications.models.rule import DraftRule
from applications.models.tracking import TrackingTry

__all__ = [
    "Application",
    "ApplicationStatus",
    "Attachment",
    "AttachmentKind",
    "Correction",
    "DraftRule",
    "Helper",
    "HelperChange",
    "Origin",
    "ServiceRequest",
    "StepAnswers",
    "TrackingTry",
]
