from applications.models.application import (
    Application,
    ApplicationStatus,
    Origin,
    ServiceRequest,
)
from applications.models.attachment import Attachment, AttachmentKind
from applications.models.correction import Correction
from applications.models.draft import StepAnswers
from applications.models.rule import DraftRule
from applications.models.tracking import TrackingTry

__all__ = [
    "Application",
    "ApplicationStatus",
    "Attachment",
    "AttachmentKind",
    "Correction",
    "DraftRule",
    "Origin",
    "ServiceRequest",
    "StepAnswers",
    "TrackingTry",
]
