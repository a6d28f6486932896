"""Entries of the catalogue as documents: one shape for the editor, its history, files and open data.

A document says everything that an editor may say of an entry and nothing that is counted. Empty fields are left out,
so that equal entries are equal documents. Texts are stripped and in normal form (NFC).
"""

from services.entries.documents.base import EVERYDAY_WORD, Condition, Document, Entry, Option, Test
from services.entries.documents.lists import (
    DocumentKind,
    Form,
    LawGroup,
    LegalGround,
    Need,
    Question,
    SharedQuestion,
    Signpost,
    TargetGroup,
)
from services.entries.documents.places import Hours, Offer, Organisation, Settlement, Site
from services.entries.documents.service import (
    Admission,
    Discount,
    NeededDocument,
    Requirement,
    Service,
    Stage,
    Tariff,
)

__all__ = [
    "EVERYDAY_WORD",
    "Admission",
    "Condition",
    "Discount",
    "Document",
    "DocumentKind",
    "Entry",
    "Form",
    "Hours",
    "LawGroup",
    "LegalGround",
    "Need",
    "NeededDocument",
    "Offer",
    "Option",
    "Organisation",
    "Question",
    "Requirement",
    "Service",
    "Settlement",
    "SharedQuestion",
    "Signpost",
    "Site",
    "Stage",
    "TargetGroup",
    "Tariff",
    "Test",
]
