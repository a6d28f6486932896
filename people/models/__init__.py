from people.models.contact import ContactChoice, HiddenFrom, SafeContact
from people.models.correction import IdentityCheck, PersonCorrection, Proof
from people.models.household import Household, HouseholdMember, Relation
from people.models.mandate import HelperMandate, MandateProof, MandateScope
from people.models.merge import MergeRule, MergeStatus, PersonMerge
from people.models.name_word import NameWord
from people.models.organisation import Membership, Organisation, OrganisationKind
from people.models.person import IdType, NoIdReason, Person, Settlement
from people.models.protection import Protection
from people.models.representation import Capacity, Representation
from people.models.user import User

__all__ = [
    "Capacity",
    "ContactChoice",
    "HelperMandate",
    "HiddenFrom",
    "Household",
    "HouseholdMember",
    "IdType",
    "IdentityCheck",
    "MandateProof",
    "MandateScope",
    "Membership",
    "MergeRule",
    "MergeStatus",
    "NameWord",
    "NoIdReason",
    "Organisation",
    "OrganisationKind",
    "Person",
    "PersonCorrection",
    "PersonMerge",
    "Proof",
    "Protection",
    "Relation",
    "Representation",
    "SafeContact",
    "Settlement",
    "User",
]
