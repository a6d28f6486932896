from records.models.base import DATA_KEY, SealedModel, UidModel
from records.models.data_key import DataKey
from records.models.document import Document, DocumentStatus
from records.models.history import AccessLog, AuditEvent, AuditSeal, StatusChange
from records.models.message import Delivery, DeliveryStatus, Message
from records.models.register import CalendarDay, QuietHours, RegisterCounter
from records.models.text import MessageText

__all__ = [
    "DATA_KEY",
    "AccessLog",
    "AuditEvent",
    "AuditSeal",
    "CalendarDay",
    "DataKey",
    "Delivery",
    "DeliveryStatus",
    "Document",
    "DocumentStatus",
    "Message",
    "MessageText",
    "QuietHours",
    "RegisterCounter",
    "SealedModel",
    "StatusChange",
    "UidModel",
]
