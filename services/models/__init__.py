from services.models.form import FormStatus, FormVersion
from services.models.offer import Offer, PlaceSnapshot
from services.models.service import (
    Access,
    CatalogueState,
    DecisionAct,
    DocumentType,
    LawGroup,
    ReferralBy,
    Service,
    ServiceDocument,
    Signpost,
    TargetGroup,
)

__all__ = [
    "Access",
    "CatalogueState",
    "DecisionAct",
    "DocumentType",
    "FormStatus",
    "FormVersion",
    "LawGroup",
    "Offer",
    "PlaceSnapshot",
    "ReferralBy",
    "Service",
    "ServiceDocument",
    "Signpost",
    "TargetGroup",
]
