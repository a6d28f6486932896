from services.models.bilingual import Bilingual, language
from services.models.blank import BlankForm
from services.models.change import CatalogueChange, ChangeStatus, Revision
from services.models.feedback import Feedback, UnmetNeed
from services.models.form import BankQuestion, FormStatus, FormVersion
from services.models.offer import Offer, PlaceSnapshot, PlannedCapacity, ProcessingTime, Site
from services.models.parts import Admission, FinderQuestion, Requirement, Stage, Tariff
from services.models.publishing import Edition, ExportFile
from services.models.service import (
    Access,
    CapacityUnit,
    CatalogueState,
    DecisionAct,
    FeeBasis,
    ReferralBy,
    Service,
    ServiceDocument,
)
from services.models.vocabulary import DocumentType, LawGroup, LegalGround, Need, SearchTerm, Signpost, TargetGroup

__all__ = [
    "Access",
    "Admission",
    "BankQuestion",
    "Bilingual",
    "BlankForm",
    "CapacityUnit",
    "CatalogueChange",
    "CatalogueState",
    "ChangeStatus",
    "DecisionAct",
    "DocumentType",
    "Edition",
    "ExportFile",
    "FeeBasis",
    "Feedback",
    "FinderQuestion",
    "FormStatus",
    "FormVersion",
    "LawGroup",
    "LegalGround",
    "Need",
    "Offer",
    "PlaceSnapshot",
    "PlannedCapacity",
    "ProcessingTime",
    "ReferralBy",
    "Requirement",
    "Revision",
    "SearchTerm",
    "Service",
    "ServiceDocument",
    "Signpost",
    "Site",
    "Stage",
    "TargetGroup",
    "Tariff",
    "UnmetNeed",
    "language",
]
