from records.models.base import DATA_KEY, SealedModel, UidModel
from records.models.data_key import DataKey
from records.models.document import Document, DocumentStatus
from records.models.history import AccessLog, AuditEvent, AuditSeal, StatusChange
from records.models.letter import Batch, Letter
from records.models.message import DeadAddress, Delivery, DeliveryEvent, DeliveryStatus, Message
from records.models.notification import Method, Notification, NotificationRule
from records.models.register import CalendarDay, CalendarYear, QuietHours, RegisterCounter
from records.models.scanned import ScannedModel, ScanStatus
from records.models.text import MessageText

__all__ = [
    "DATA_KEY",
    "AccessLog",
    "AuditEvent",
    "AuditSeal",
    "Batch",
    "CalendarDay",
    "CalendarYear",
    "DataKey",
    "DeadAddress",
    "Delivery",
    "DeliveryEvent",
    "DeliveryStatus",
    "Document",
    "DocumentStatus",
    "Letter",
    "Message",
    "MessageText",
    "Method",
    "Notification",
    "NotificationRule",
    "QuietHours",
    "RegisterCounter",
    "ScanStatus",
    "ScannedModel",
    "SealedModel",
    "StatusChange",
    "UidModel",
]
