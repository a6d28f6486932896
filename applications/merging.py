"""Applications of two records that become one."""

from django.utils.translation import gettext as _

from applications.models import Application, CoSignature, Invitation
from people.merging import obstacle, rule
from people.models import Person


def add_rules() -> None:
    rule(Application, "applicant", "beneficiary")
    rule(CoSignature, "signer")
    rule(Invitation, "person")
    obstacle(applied_for_the_other)
    obstacle(invited_twice)


def applied_for_the_other(kept: Person, merged: Person) -> str | None:
    rows = Application.objects.filter(applicant__in=[kept, merged], beneficiary__in=[kept, merged])
    both = [pair for pair in rows.values_list("applicant", "beneficiary") if pair[0] != pair[1]]
    return _("One of them applied for the other: they are two people.") if both else None


def invited_twice(kept: Person, merged: Person) -> str | None:
    """A person has one open invitation to a service."""
    mine, theirs = (Invitation.objects.filter(person=one, withdrawn_at=None, used_at=None) for one in (kept, merged))
    twice = mine.filter(service__in=theirs.values("service"))
    return _("Each is invited to the same service. Withdraw one of the invitations first.") if twice.exists() else None
