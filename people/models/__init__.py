from people.models.contact import HiddenFrom, SafeContact
from people.models.household import Household, HouseholdMember, Relation
from people.models.organisation import Membership, Organisation, OrganisationKind
from people.models.person import IdType, NoIdReason, Person, Settlement
from people.models.representation import Capacity, Representation
from people.models.user import User

__all__ = [
    "Capacity",
    "HiddenFrom",
    "Household",
    "HouseholdMember",
    "IdType",
    "Membership",
    "NoIdReason",
    "Organisation",
    "OrganisationKind",
    "Person",
    "Relation",
    "Representation",
    "SafeContact",
    "Settlement",
    "User",
]
